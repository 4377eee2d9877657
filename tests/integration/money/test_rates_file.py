"""Exchange rates from a file by command: entered once, refused by row."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiangang.kernel.money import api as money
from jiangang.kernel.money.commands import cli

GOOD = "base,quote,rate,on,source\nUSD,CNY,7.0521,2031-01-02,央行公告\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rates.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def load(path: Path) -> Any:
    return CliRunner().invoke(cli, ["load", str(path)])


def test_the_same_file_twice_enters_its_rates_once(demo_db: Any, file: Path) -> None:
    assert [load(file).exit_code for _ in range(2)] == [0, 0]
    assert "2031-01-02\t7.052100000000\t央行公告\tverified" in CliRunner().invoke(cli, ["list"]).stdout
    assert len([row for row in money.list_rates() if row.on.year == 2031]) == 1


def test_a_wrong_row_is_named_and_nothing_entered(demo_db: Any, file: Path) -> None:
    file.write_text(GOOD + "USD,CNY,0.1234567890123,2031-01-03,x\n", encoding="utf-8")
    answer = load(file)
    assert answer.exit_code == 2
    assert "row 3: " in answer.stderr
    assert not [row for row in money.list_rates() if row.on.year == 2031]


def test_no_file_is_no_rate(demo_db: Any, tmp_path: Path) -> None:
    assert load(tmp_path / "none.csv").exit_code == 2
