"""`jiangang identifier check`: one number, or a file of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.identifier import cli


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli, ["check", *words], standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("iso6346", "CSQU3054383"), 0), (("IMO", "imo 9319466"), 0), (("locode", "CN ZJG"), 0),
        (("--scheme", "lei", "--value", "506700GE1G29325QX363"), 0), (("imo", "9319467"), 1),
        (("uscc", "9111"), 1), (("duns", "1"), 2), (("imo",), 2), ((), 2),
    ],
)  # fmt: skip
def test_well_formed_is_zero_ill_formed_one_and_unknown_two(words, code):
    done = ask(*words, "--json")
    said = json.loads(done.stdout)
    assert done.return_value == code
    assert said.get("well_formed", False) == (code == 0)
    assert ("findings" in said) == (code > 0)
    assert all(each["message"] and each["mend"] for each in said.get("findings", ()))


def test_the_sentence_is_in_both_languages():
    assert ask("imo", "9319466", "--language", "en").stdout.startswith("9319466 is well formed by IMO")
    assert ask("imo", "9319466", "--language", "zh").stdout.startswith("9319466 符合")


def test_a_file_is_answered_row_by_row(tmp_path: Path):
    path = tmp_path / "numbers.csv"
    path.write_text("scheme,value\niso6346,CSQU3054383\nimo,8814274\nduns,1\nlocode,CNZJG\n")
    done = ask("--batch", str(path))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("well_formed") for line in lines] == [True, None, None, True]
    assert lines[1]["findings"][0]["params"]["expected_digits"] == "5"
    assert [line["row"] for line in lines] == [2, 3, 4, 5]
    assert done.return_value == 1
