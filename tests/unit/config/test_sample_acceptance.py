"""`jiangang sample` for acceptance sampling: JSON names, exit codes, words, batches."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.sample_acceptance import COMMANDS

BY_NAME = {command.name: command for command in COMMANDS}


def ask(name: str, *words: str) -> Result:
    return CliRunner().invoke(BY_NAME[name], words, standalone_mode=False)


def said(name: str, *words: str) -> dict[str, Any]:
    done = ask(name, *words, "--json")
    assert done.return_value == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_names_of_the_contract() -> None:
    single = said(
        "accept", "--lot-size", "1000", "--inspection-level", "II", "--aql", "1.0", "--severity", "normal"
    )
    assert {name: single[name] for name in ("code_letter", "sample_size", "accept", "reject")} == {
        "code_letter": "J",
        "sample_size": 80,
        "accept": 2,
        "reject": 3,
    }
    multiple = said("accept", "--lot-size", "3000", "--aql", "1.0", "--type", "multiple")
    assert multiple["accept"][0] is None and multiple["cumulative_size"][-1] == 7 * 32
    assert {"method", "assumptions", "sentence"} <= single.keys()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accept", ["--lot-size", "1000", "--aql", "25", "--type", "double"]),
        ("accept", ["--lot-size", "12", "--aql", "0.65", "--severity", "tightened"]),
        ("accept", ["--lot-size", "1000", "--aql", "1.0", "--severity", "reduced", "--as-at", "2011-06-30"]),
        ("plan", ["--producer", "0.01,0.05", "--consumer", "0.05,0.10", "--lot-size", "1000"]),
        ("continuous", ["--clearance", "50", "--fraction", "1/10", "--at", "0.01,0.02"]),
        ("continuous", ["--plan", "csp-2", "--aoql", "0.02", "--fraction", "0.1", "--removed"]),
        ("variables", ["--producer", "0.05,0.05", "--consumer", "0.15,0.20", "--sigma", "known"]),
        ("variables", ["--values", "9.8,10.1,10", "--k", "1.2", "--upper", "11"]),
        ("curve", ["--lot-size", "1000", "--aql", "1.0", "--type", "multiple"]),
        ("curve", ["--sample-size", "50,50", "--accept", "-,3", "--reject", "3,4", "--lot-size", "200"]),
        (
            "curve",
            ["--sample-size", "80", "--accept", "2", "--skip-clearance", "4", "--skip-fraction", "1/2"],
        ),
    ],
)
def test_sentences_are_whole_in_both_languages(name: str, words: list[str], language: str) -> None:
    found = said(name, *words, "--language", language)
    for text in (found["sentence"], *found["assumptions"]):
        assert not set("{}") & set(text) and "methods." not in text
    for finding in found.get("findings", ()):
        assert finding["message"] and finding["mend"]


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("accept", ["--lot-size", "1", "--aql", "1.0"], 2),
        ("accept", ["--lot-size", "1000", "--aql", "1.0", "--edition", "2026"], 1),
        ("accept", ["--lot-size", "1000", "--aql", "1.0", "--as-at", "2026-01-22"], 1),
        ("plan", ["--producer", "1,5", "--consumer", "5,10"], 2),
        ("plan", ["--producer", "0.01,0.05", "--consumer", "0.05,0.10", "--lot-size", "10"], 1),
        ("continuous", ["--fraction", "1/10"], 2),
        ("variables", ["--k", "1.2"], 2),
        ("variables", ["--values", "1,x", "--k", "1.2"], 2),
        ("curve", ["--aql", "1.0"], 2),
    ],
)
def test_exit_codes(name: str, words: list[str], code: int) -> None:
    done = ask(name, *words, "--json")
    assert done.return_value == code
    assert json.loads(done.stdout)["findings"][0]["message"]


def test_a_risk_written_as_a_probability_is_read_and_told() -> None:
    found = said("plan", "--producer", "0.01,0.95", "--consumer", "0.05,0.10")
    assert (found["sample_size"], found["producer_risk"]) == (132, 0.05)
    assert found["findings"][0]["code"].endswith("risk_read_as_probability")


def test_a_batch(tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_text("lot-size,aql,type\n1000,1.0,\n3000,1.0,double\n1,1.0,\n")
    done = ask("accept", "--batch", str(path))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("sample_size") for line in lines] == [80, [80, 80], None]
    assert done.return_value == 1


def test_a_file_of_lots(tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_text("line,lot_size,nonconforming\noil,1000,3\noil,1000,4\n")
    found = said("switch", str(path), "--aql", "1.0")
    assert found["standings"][0]["inspection"] == "tightened"
    path.write_text("line,lot_size,nonconforming\n")
    assert ask("switch", str(path)).return_value == 2
    path.write_text("")
    assert ask("switch", str(path)).return_value == 2


def test_measurements_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("value\n" + "\n".join(str(10 + number % 3 / 10) for number in range(31)))
    words = ["--producer", "0.05,0.05", "--consumer", "0.15,0.20", "--data", str(path), "--upper", "10.4"]
    found = said("variables", *words)
    assert (found["accepted"], found["sample_size"]) == (True, 31)
