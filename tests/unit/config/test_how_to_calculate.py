"""The page on calculating says nothing that does not run."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangang.config.cli import call

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = REPOSITORY / "docs" / "how-to" / "calculate.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d)$")


def lines() -> Iterator[tuple[str, int]]:
    """Each command of the page with the exit code that it promises."""
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        for line in block.splitlines():
            promised = EXIT.search(line)
            yield EXIT.sub("", line), int(promised[1]) if promised else 0


@pytest.mark.parametrize(("line", "code"), list(lines()))
def test_a_line_of_the_page_runs(
    line: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPOSITORY)
    before = dict(os.environ)
    program, *words = shlex.split(line)
    assert program == "jiangang"
    assert call(words) == code
    said = capsys.readouterr()
    assert said.out or said.err
    assert dict(os.environ) == before


def test_the_page_has_commands_of_every_group() -> None:
    groups = {line.split()[1] for line, _ in lines()}
    assert groups == {"sample", "weigh", "origin", "vector", "rank", "identifier"}
