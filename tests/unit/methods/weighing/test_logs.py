"""Log volumes against the printed national table."""

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.weighing import find_log_volume
from tests.unit.methods.weighing.cases import DATA

MISPRINTS = {("16", "1.7"): "0.039", ("18", "1.7"): "0.048", ("44", "4.6"): "0.837", ("16", "5.2"): "0.148"}


def volume(diameter: object, length: object) -> str:
    return str(find_log_volume(Decimal(str(diameter)), Decimal(str(length))).values["volume_m3"])


def test_the_printed_table_is_reproduced() -> None:
    with (DATA / "log-volumes" / "gb4814-1984.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 362
    differ = {
        (row["diameter"], row["length"]): volume(row["diameter"], row["length"])
        for row in rows
        if volume(row["diameter"], row["length"]) != row["volume"]
    }
    assert differ == MISPRINTS


@pytest.mark.parametrize(
    ("diameter", "length", "unrounded", "rounded"),
    [
        (10, 2, 0.0194, "0.019"),
        (20, 2, 0.0718, "0.072"),
        (40, 14, 2.474, "2.474"),
        (40, 6, 0.938, "0.938"),
        (16, "3.3", 0.0839, "0.084"),
    ],
)
def test_worked_examples(diameter: int, length: object, unrounded: float, rounded: str) -> None:
    found = find_log_volume(Decimal(diameter), Decimal(str(length))).values
    assert found["volume_unrounded_m3"] == pytest.approx(unrounded, abs=5e-4 if length in {14, 6} else 5e-5)
    assert str(found["volume_m3"]) == rounded


def test_the_two_formulas_are_not_exchanged() -> None:
    """A public page has them the wrong way round; there 10 × 2 would be 0.0191 and 20 × 2 0.0699."""
    assert find_log_volume(Decimal(12), Decimal(2)).values["formula"] == "small"
    assert find_log_volume(Decimal(14), Decimal(2)).values["formula"] == "large"
    assert find_log_volume(Decimal(14), Decimal("1.9")).values["formula"] == "outside_table"
    assert find_log_volume(Decimal(14), Decimal("10.2")).values["formula"] == "outside_table"


@given(st.integers(2, 59), st.integers(20, 99))
def test_a_thicker_or_longer_log_holds_more(half: int, tenths: int) -> None:
    diameter, length = Decimal(2 * half), Decimal(tenths) / 10
    here = find_log_volume(diameter, length).values["volume_unrounded_m3"]
    assert find_log_volume(diameter + 2, length).values["volume_unrounded_m3"] > here
    assert find_log_volume(diameter, length + Decimal("0.1")).values["volume_unrounded_m3"] > here


@pytest.mark.parametrize(
    ("diameter", "length", "count"), [(3, 2, 1), (121, 2, 1), (20, "0.4", 1), (20, 21, 1), (20, 2, 0)]
)
def test_outside_the_standard_nothing_is_answered(diameter: int, length: object, count: int) -> None:
    with pytest.raises(Refused):
        find_log_volume(Decimal(diameter), Decimal(str(length)), count=count)


def test_ungraded_diameters_are_told() -> None:
    noted = {
        each: [found.code for found in find_log_volume(Decimal(each), Decimal(4)).findings]
        for each in ("15", "12.5", "13", "12")
    }
    assert noted["15"] == noted["12.5"] == ["methods.weighing.finding.log_not_graded"]
    assert noted["13"] == ["methods.weighing.finding.log_odd_centimetre"]
    assert noted["12"] == []


def test_many_logs_are_that_many_rounded_volumes() -> None:
    assert str(find_log_volume(Decimal(20), Decimal(2), count=10).values["total_m3"]) == "0.720"
