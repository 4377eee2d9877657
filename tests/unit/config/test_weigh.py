"""`jiangang weigh`: files, options, batches, languages, exit codes, and the examples that users are given."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.weigh import cli

ROOT = Path(__file__).parents[3]
EXAMPLES, SURVEYS = ROOT / "examples" / "weighing", ROOT / "tests" / "data" / "draught-surveys"


def ask(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)


def test_the_example_survey_is_answered() -> None:
    done = ask("draught", EXAMPLES / "survey.toml", "--replicates", "2000", "--rng-seed", "1", "--json")
    found = json.loads(done.stdout)
    assert done.return_value == 0
    assert found["cargo"] == pytest.approx(found["initial"]["net"] - found["final"]["net"])
    assert found["shortage"]["verdict"] == "above_tolerance_within_error"
    low, high = found["uncertainty"]["replicates"]["interval"]
    assert low < found["cargo"] < high
    assert {"first_trim_correction", "tank_volume", "shortage_per_mille"} <= {
        step["step"] for step in found["steps"]
    }
    assert "not beyond the error of the method" in found["sentence"]


def test_the_same_seed_prints_the_same() -> None:
    words = ("draught", EXAMPLES / "survey.toml", "--replicates", "500", "--rng-seed", "3", "--json")
    assert ask(*words).stdout == ask(*words).stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["INITIAL SURVEY", "True trim", "Net displacement", "ERRORS (95% confidence)"]),
        ("zh", ["终次水尺", "净排水量", "短重率"]),
    ],
)
def test_the_report_reads_line_by_line(language: str, words: list[str]) -> None:
    done = ask("draught", EXAMPLES / "survey.toml", "--language", language)
    assert done.return_value == 0
    assert all(word in done.stdout for word in words)
    assert "methods.weighing" not in done.stdout
    assert "{" not in done.stdout


def test_the_example_tanks_are_answered() -> None:
    done = ask("tank", EXAMPLES / "tanks.toml", "--json")
    found = json.loads(done.stdout)
    assert done.return_value == 0
    assert found["tanks"][0]["corrected_reading"] == pytest.approx(1.18 - 0.048 - 0.012)
    assert found["mass"] == pytest.approx(sum(tank["mass"] for tank in found["tanks"]))


def test_the_audit_ends_with_one_when_something_is_suspect() -> None:
    assert ask("audit", EXAMPLES / "survey.toml").return_value == 0
    done = ask("audit", SURVEYS / "ever-ship.csv", "--json")
    assert done.return_value == 1
    assert [each["likely"] for each in json.loads(done.stdout)["suspects"]] == [
        -9.65,
        31622,
        32879,
        -7.87,
        None,
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "methods.finding.file_unreadable"),
        (b"\xff\xfe", "methods.finding.file_unreadable"),
        (b"a = [", "methods.finding.file_unreadable"),
        (b"[ship]\n", "methods.weighing.finding.missing"),
        (b"[hydrostatics]\nfile = 'gone.csv'\n", "methods.finding.file_unreadable"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_two(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(content)
    done = ask("draught", path, "--json")
    assert done.return_value == 2
    assert code in {each["code"] for each in json.loads(done.stdout)["findings"]}


def test_a_missing_convention_is_a_finding_in_words(tmp_path: Path) -> None:
    text = (SURVEYS / "ocean-ball.toml").read_text(encoding="utf-8")
    path = tmp_path / "case.toml"
    path.write_text(text.replace('lcf_convention = "midship_aft_positive"', ""), encoding="utf-8")
    done = ask("draught", path)
    assert done.return_value == 2
    assert "How the table counts the LCF is not named." in done.stderr


def test_single_calculations_and_their_batch(tmp_path: Path) -> None:
    assert json.loads(ask("logs", "--diameter", "40", "--length", "6", "--json").stdout)["volume_m3"] == 0.938
    path = tmp_path / "logs.csv"
    path.write_text("diameter,length,count\n10,2,\n20,2,10\n3,2,\n", encoding="utf-8")
    done = ask("logs", "--batch", path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("total_m3") for line in lines] == [0.019, 0.72, None]
    assert lines[2]["findings"][0]["field"] == "diameter"
    assert done.return_value == 1


def test_dry_weight_and_container_in_words() -> None:
    dry = ask(
        "dry", "--bill", "6184", "--bill-moisture", "0.07", "--outturn-dry", "5573.827", "--language", "zh"
    )
    assert "短重率 30.8‰" in dry.stdout
    container = ask("container", "--gross", "24500", "--tare", "2200", "--packing", "120", "--json")
    assert json.loads(container.stdout)["net"] == 22_180


@pytest.mark.parametrize(
    "words",
    [
        ("dry", "--bill", "6184", "--bill-moisture", "7", "--outturn-dry", "1"),
        ("container", "--gross", "100", "--tare", "2200"),
        ("logs", "--diameter", "20", "--length", "0.1"),
        ("draught", EXAMPLES / "survey.toml", "--confidence", "95"),
        ("draught", EXAMPLES / "survey.toml", "--replicates", "500"),
        ("draught", EXAMPLES / "survey.toml", "--replicates", "500", "--rng-seed", "-1"),
    ],
)
def test_bad_input_ends_with_two_and_says_how_to_mend(words: tuple[str | Path, ...]) -> None:
    done = ask(*words, "--json")
    assert done.return_value == 2
    assert all(each["message"] and each["mend"] for each in json.loads(done.stdout)["findings"])
