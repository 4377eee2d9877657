"""The common form of commands that calculate: JSON, words, batches, exit codes."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.calling import Calculation
from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding, Refused


@click.command("half", cls=Calculation)
@click.option("--whole", type=int, required=True)
@click.option("--upwards", is_flag=True)
def half(whole: int, upwards: bool) -> Answer:
    """Half of a number."""
    if whole < 0:
        raise Refused(Finding("methods.finding.option_wrong", field="whole", params={"reason": "negative"}))
    if whole % 2 and not upwards:
        raise Unreachable(Finding("methods.finding.option_wrong", field="whole", params={"reason": "odd"}))
    said = Said("methods.finding.option_wrong.message", {"reason": f"half of {whole}"})
    return Answer("test.half", "1", {"half": (whole + 1) // 2}, (said,), said)


def ask(*words: str) -> Result:
    return CliRunner().invoke(half, words, standalone_mode=False)


def test_an_answer_is_json_with_method_and_sentence() -> None:
    said = json.loads(ask("--whole", "8", "--json").stdout)
    assert said == {
        "half": 4,
        "method": "test.half",
        "method_version": "1",
        "assumptions": ["half of 8"],
        "sentence": "half of 8",
    }


def test_without_json_the_sentence_comes_first() -> None:
    assert ask("--whole", "8").stdout.splitlines()[:2] == ["half of 8", "  half: 4"]


@pytest.mark.parametrize(("whole", "code"), [("8", 0), ("7", 1), ("-2", 2)])
def test_no_is_one_and_bad_input_two(whole: str, code: int) -> None:
    done = ask("--whole", whole, "--json")
    assert done.return_value == code
    assert ("findings" in json.loads(done.stdout)) == (code > 0)


def test_a_batch_answers_each_row_in_order(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("whole,upwards\n8,\n7,yes\nx,\n\n-1,no\n", encoding="utf-8-sig")
    done = ask("--batch", str(path))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["row"] for line in lines] == [2, 3, 4, 6]
    assert [line.get("half") for line in lines] == [4, 4, None, None]
    assert lines[2]["findings"][0]["field"] == "whole"
    assert done.return_value == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"half\n3\n"])
def test_a_batch_that_cannot_be_read_ends_with_two(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    assert ask("--batch", str(path)).return_value == 2


def test_a_missing_option_is_a_usage_error() -> None:
    assert isinstance(ask("--json").exception, click.UsageError)
