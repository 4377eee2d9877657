"""The command that simulates consignments: JSON, words, exit codes, and what it does not import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jiangang.config import cli

EXAMPLES = Path(__file__).parents[3] / "examples" / "simulation"
AIR = str(EXAMPLES / "d-air.toml")


def call(*words: str) -> int:
    return cli.call(["simulate", "consignments", *words])


def test_figures_are_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = (AIR, "--simulations", "4", "--consignments", "50", "--rng-seed", "3", "--json")
    assert call(*words) == 0
    first = capsys.readouterr().out
    said = json.loads(first)
    assert (said["simulations"], said["consignments"], said["rng_seed"]) == (4, 50, 3)
    assert said["boxes_to_completion_percent"].keys() == {"mean", "standard_error", "simulations"}
    assert call(*words, "--chunk", "7") == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_are_printed_in_words(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(AIR, "--simulations", "2", "--consignments", "20", "--language", language) == 0
    assert "  boxes: 1" in capsys.readouterr().out


def test_rows_that_cannot_be_used_give_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (EXAMPLES / "f280.toml").read_text(encoding="utf-8")
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    records = (EXAMPLES / "f280.csv").read_text(encoding="utf-8")
    (tmp_path / "f280.csv").write_text(records, encoding="utf-8")
    assert call(str(tmp_path / "c.toml"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["consignments"] == 120
    (tmp_path / "f280.csv").write_text(records + "2024-03-09,Air,Japan,Rosa,Port A,many\n", encoding="utf-8")
    assert call(str(tmp_path / "c.toml"), "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["consignments"], said["findings"][0]["row"]) == (120, 122)
    (tmp_path / "f280.csv").unlink()
    assert call(str(tmp_path / "c.toml"), "--json") == 2


def test_a_configuration_that_cannot_be_used_gives_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.toml"
    path.write_text("[inspection]\nunit = 'crate'\n", encoding="utf-8")
    assert call(str(path)) == 2
    told = capsys.readouterr().err
    assert "inspection.unit" in told and "goods.boxes.most" in told
    assert call(str(tmp_path / "none.toml")) == 2
    assert call(AIR, "--rng-seed", "-1") == 2


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, jiangang.config.calculations.simulate\n"
        "print([each for each in ('numba', 'scipy', 'django', 'polars') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
