"""`jiangang sample`: the names, the exit codes and the batches that others rely on."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.sample import cli

SEED = "1f" * 32


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli, words, standalone_mode=False)


def told(*words: str) -> dict[str, Any]:
    done = ask(*words, "--json")
    assert done.return_value == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    assert {"method", "method_version", "assumptions", "sentence"} <= said.keys()
    return said


def test_detect_has_its_stable_names() -> None:
    said = told("detect", "--lot-size", "1000", "--level", "0.01", "--confidence", "0.95")
    assert said["sample_size"] == 258 and said["achieved_confidence"] >= 0.95
    assert said["method"] == "sampling.detection"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("detect --lot-size 50 --infested 1 --confidence 0.95 --efficacy 0.8", 1),
        ("detect --lot-size 50 --level 0.01 --confidence 0.95", 1),
        ("detect --lot-size 50 --level 5 --confidence 95", 2),
        ("detect --lot-size 50", 2),
        ("detect --lot-size fifty --level 0.1 --confidence 0.9", 2),
        ("achieved --lot-size 50 --sample-size 51 --level 0.1", 2),
        ("pick --lot-size 50 --count 51 --seed " + SEED, 2),
        ("pick --count 5 --seed " + SEED, 2),
        ("freedom --sensitivity 0.4 --introduction 0.1 --periods 9 --target 0.95", 1),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_is_one_and_bad_input_two_with_what_where_and_how(words: str, code: int, language: str) -> None:
    done = ask(*words.split(), "--json", "--language", language)
    assert done.return_value == code
    for finding in json.loads(done.stdout)["findings"]:
        assert finding["field"] and finding["message"] and finding["mend"]
        assert "{" not in finding["message"] + finding["mend"]


def test_a_batch_answers_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(
        "lot-size,infested,confidence,efficacy\n100,1,0.95,\n100,1,0.95,0.8\n100,1,95,\n,3,0.9,\n"
    )
    done = ask("detect", "--batch", str(path))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.return_value == 1
    assert [line.get("sample_size") for line in lines] == [95, None, None, None]
    assert [line["findings"][0]["field"] for line in lines[1:]] == ["confidence", "confidence", "infested"]


def test_the_other_commands_answer(tmp_path: Path) -> None:
    parts, system = tmp_path / "parts.csv", tmp_path / "system.csv"
    parts.write_text("part,units\nroses,400\nlilies,600\n")
    system.write_text("period,component,sensitivity\n1,traps,0.4\n2,traps,0.5\n")
    assert told("mixed", str(parts), "--level", "0.01", "--confidence", "0.95")["sample_size"] == 258
    assert told("system", str(system))["sensitivity"] == pytest.approx(0.7)
    words = (
        "two-stage --containers 40 --container-level 0.1 --unit-level 0.05 --confidence 0.95 --units-each 30"
    )
    assert told(*words.split())["units_each"] == 30
    assert told("pooled", "--pool-size", "5", "--level", "0.1", "--confidence", "0.95")["pools"] == 6
    assert told("freedom", "--sensitivity", "0.5")["probability_of_freedom"] == pytest.approx(2 / 3)
    assert told("achieved", "--sampled", "59", "--confidence", "0.95")["detectable_level"] < 0.05


def test_a_file_of_parts_that_is_wrong_is_told(tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    for content in ("", "name,units\nroses,3\n", "part,units\nroses,3\nroses,4\n", "part,units\nroses,x\n"):
        path.write_text(content)
        assert ask("mixed", str(path), "--level", "0.1", "--confidence", "0.9").return_value == 2
    path.write_text("part,units\n")
    assert ask("mixed", str(path), "--level", "0.1", "--confidence", "0.9").return_value == 2


def test_pick_writes_its_drawing(tmp_path: Path) -> None:
    lot, drawing = tmp_path / "lot.csv", tmp_path / "lot.svg"
    lot.write_text("集装箱,托盘,件数\nMSKU1,P1,40\nMSKU1,P2,36\n", encoding="utf-8-sig")
    words = ["pick", str(lot), "--count", "6", "--seed", SEED, "--svg", str(drawing), "--svg-language", "zh"]
    said = told(*words)
    assert [set(row) for row in said["picks"]] == [{"number", "container", "pallet", "unit", "order"}] * 6
    assert "集装箱 MSKU1" in drawing.read_text(encoding="utf-8")
    refused = ask(*words[:-3], str(tmp_path / "no" / "lot.svg"))
    assert refused.return_value == 2
