"""`jiangang origin`: the commands as a person runs them, and every example."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.origin import cli

EXAMPLES = Path(__file__).parents[3] / "examples" / "origin"
CASE, RULES = EXAMPLES / "rcep-converter.toml", EXAMPLES / "rcep-rules-example.toml"


def run(*words: object) -> Result:
    """Run a command of the group."""
    return CliRunner().invoke(cli, [str(each) for each in words], standalone_mode=False)


def said(*words: object) -> dict[str, Any]:
    """What a command prints as JSON."""
    found: dict[str, Any] = json.loads(run(*words, "--json").stdout)
    return found


def test_a_determination_with_its_rules() -> None:
    done = run("determine", CASE, "--rules", RULES, "--json")
    answer = json.loads(done.stdout)
    assert (done.return_value, answer["originating"], answer["marks"]) == (0, True, ["ACU", "RVC"])
    assert "64.2857 % ≥ 40 %" in answer["sentence"]


def test_without_rules_the_answer_is_printed_and_the_code_is_one() -> None:
    done = run("determine", CASE, "--json")
    answer = json.loads(done.stdout)
    assert (done.return_value, answer["originating"]) == (1, None)
    assert answer["findings"][0]["code"] == "methods.origin.finding.rule_not_loaded"


def test_the_cumulation_of_apta() -> None:
    assert said("determine", EXAMPLES / "apta-textile.toml")["criteria_met"] == ["RVC60"]


def test_a_case_as_json(tmp_path: Path) -> None:
    import tomllib

    path = tmp_path / "case.json"
    path.write_text(json.dumps(tomllib.loads(CASE.read_text()), default=str))
    assert said("determine", path, "--rules", RULES)["originating"] is True


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[good", b"agreement = 3\n"])
@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_a_case_that_cannot_be_used_ends_with_two(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"case{suffix}"
    path.write_bytes(content)
    done = run("determine", path, "--json")
    assert done.return_value == 2
    assert json.loads(done.stdout)["findings"]


def test_savings_with_rates_of_the_day() -> None:
    words = (
        "saving",
        EXAMPLES / "savings.csv",
        "--rates",
        EXAMPLES / "rates.csv",
        "--report-currency",
        "CNY",
    )
    done = run(*words, "--json")
    answer = json.loads(done.stdout)
    assert done.return_value == 0
    assert {each["status"]: each["saving"] for each in answer["totals"]} == {
        "claimed": 603000,
        "potential": 90000,
    }
    assert answer["reported"][0] == {"status": "claimed", "currency": "CNY", "saving": 28642.5, "lines": 1}


def test_a_refused_row_is_told_with_its_number_and_the_code_is_one(tmp_path: Path) -> None:
    path = tmp_path / "savings.csv"
    lines = (EXAMPLES / "savings.csv").read_text().splitlines()
    path.write_text("\n".join([*lines, lines[1].replace("8%,5%", "8%-9%,5%"), ""]))
    done = run("saving", path, "--rates", EXAMPLES / "rates.csv", "--json")
    answer = json.loads(done.stdout)
    assert (done.return_value, answer["refused_rows"], len(answer["lines"])) == (1, [5], 3)


def test_savings_as_toml_bring_their_own_rates(tmp_path: Path) -> None:
    path = tmp_path / "savings.toml"
    path.write_text(
        '[[rates]]\ncurrency = "USD"\nto = "JPY"\nrate = 150\nfrom = 2026-07-10\n'
        '[[lines]]\nhs = "420222"\ndestination = "JP"\ndate = 2026-07-10\nstatus = "potential"\n'
        'mfn = "8%"\npreferential = "5%"\nvalue = 20000\ncurrency = "USD"\nbasis = "CIF"\n'
    )
    assert said("saving", path)["totals"][0]["saving"] == 90000


def test_no_line_at_all_ends_with_two(tmp_path: Path) -> None:
    path = tmp_path / "savings.csv"
    path.write_text("hs,value\n")
    assert run("saving", path, "--json").return_value == 2


def test_estimates_numbers_and_agreements() -> None:
    assert said("estimate", "--value", "164000000", "--percent", "5")["estimate"] == 8200000
    assert said("number", "--number", "E114100070010001")["office"] == "4100"
    keys = [each["agreement"] for each in said("agreements")["editions"]]
    assert keys == ["rcep", "acfta", "acfta", "apta"]


@pytest.mark.parametrize(
    "words",
    [
        ("estimate", "--value", "many", "--percent", "5"),
        ("estimate", "--value", "1", "--percent", "500"),
        ("number", "--number", "E11410007001O001"),
        ("tariff", RULES),
    ],
)
def test_bad_input_ends_with_two(words: tuple[object, ...]) -> None:
    assert run(*words, "--json").return_value == 2


def test_numbers_in_a_batch(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("number\nE114100070010001\nX1\n")
    done = run("number", "--batch", path)
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.return_value, first["year"], "findings" in second) == (1, 2011, True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_has_words_in_both_languages(language: str) -> None:
    done = run("determine", CASE, "--language", language)
    assert "methods.origin" not in done.stdout
    assert ("规则未加载" in done.stdout) == (language == "zh")


def test_the_readme_names_commands_that_run() -> None:
    lines = (EXAMPLES / "README.md").read_text().splitlines()
    commands = [line.split()[2:] for line in lines if line.startswith("jiangang origin")]
    assert len(commands) == 6
    for words in commands:
        moved = [str(EXAMPLES / Path(word).name) if word.startswith("examples/") else word for word in words]
        assert run(*moved, "--json").return_value == 0
