"""Misprints in hydrostatic tables: those of a real table, and planted ones."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.weighing import audit_table, survey_by_draughts
from tests.unit.methods.weighing.cases import survey_file, table_file
from tests.unit.methods.weighing.hulls import Hull

PLACES = {"displacement": 0, "tpc": 2, "lcf": 2, "mtc": 1}


def printed(spacing: float = 0.1, skew: float = 0.3) -> dict[str, Any]:
    """A hull's table as a yard prints it."""
    table = Hull(skew=skew).table(np.round(np.arange(3, 12.001, spacing), 3))
    places = [3, *PLACES.values()]
    rows = [[round(value, each) for value, each in zip(row, places, strict=True)] for row in table["rows"]]
    return {"columns": table["columns"], "rows": rows}


def suspects(table: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = audit_table(table).values["suspects"]
    return found


def test_the_misprints_of_a_real_table_are_found() -> None:
    found = {
        (each["draught"], each["column"]): each["likely"] for each in suspects(table_file("ever-ship.csv"))
    }
    assert found == {
        (3.68, "lcf"): -9.65,  # printed −6.65
        (4.52, "displacement"): 31_622,  # printed 31,522
        (4.69, "displacement"): 32_879,  # printed 31,879
        (6.28, "lcf"): -7.87,  # printed −7.77: the one that certificates-and-origin.md names
        (10.14, "mtc"): None,  # the column breaks off there: pages of two editions
    }


@pytest.mark.parametrize("spacing", [0.01, 0.05, 0.1, 0.5])
@pytest.mark.parametrize("skew", [0.0, 0.3])
def test_a_sound_table_is_left_alone(spacing: float, skew: float) -> None:
    assert suspects(printed(spacing, skew)) == []


@given(st.integers(2, 88), st.sampled_from(sorted(PLACES)), st.integers(1, 8))
def test_a_planted_digit_is_found_with_its_true_value(place: int, column: str, other: int) -> None:
    table = printed()
    at = table["columns"].index(column)
    true = table["rows"][place][at]
    text = f"{abs(true):.{PLACES[column]}f}"
    digits = [each for each, mark in enumerate(text) if mark.isdigit()]
    spot = digits[-3] if column != "lcf" else digits[-2]  # hundreds, whole units, tenths
    wrong = text[:spot] + str((int(text[spot]) + other) % 10) + text[spot + 1 :]
    table["rows"][place][at] = float(wrong) * (-1 if true < 0 else 1)
    found = suspects(table)
    assert [(each["row"], each["column"]) for each in found] == [(place + 1, column)]
    assert found[0]["likely"] == pytest.approx(true, abs=1.01 * 10 ** -PLACES[column])


@pytest.mark.parametrize("row", [0, 1, -2, -1])
def test_the_rows_at_the_ends_are_audited(row: int) -> None:
    table = printed()
    true = table["rows"][row][1]
    table["rows"][row][1] = true + 100
    found = suspects(table)
    assert [each["column"] for each in found] == ["displacement"]
    assert found[0]["printed"] == true + 100
    assert found[0]["likely"] == pytest.approx(true, abs=2)  # predicted from one side only


def test_two_neighbours_are_both_found() -> None:
    table = printed()
    table["rows"][40][1] += 900
    table["rows"][41][1] -= 100
    assert [each["row"] for each in suspects(table)] == [41, 42]


def test_a_shifted_page_is_no_misprint() -> None:
    table = printed(0.05)
    for row in table["rows"][90:]:
        row[4] += 20
    found = suspects(table)
    assert [(each["row"], each["reason"], each["likely"]) for each in found] == [(91, "break", None)]


def test_a_block_of_wrong_tpc_stands_out_against_the_displacement() -> None:
    table = printed(0.1, 0.0)
    for row in table["rows"][30:34]:
        row[2] += 3
    found = [each for each in suspects(table) if each["column"] == "tpc"]
    assert {31, 34} & {each["row"] for each in found}


def test_too_few_rows_are_not_called_sound() -> None:
    table = printed()
    with pytest.raises(Refused):
        audit_table({**table, "rows": table["rows"][:5]})


def test_a_survey_that_uses_a_misprint_is_warned() -> None:
    values = survey_file("ever-ship.toml")
    values.pop("final")
    values["initial"] = {
        **values["initial"],
        **{place: {"port": 6.275, "starboard": 6.275} for place in ("forward", "midship", "aft")},
        "second_trim_correction": 0,
    }
    warned = [each for each in survey_by_draughts(values).findings if each.code.endswith("misprint")]
    assert [(each.params["draught"], each.params["likely"]) for each in warned] == [("6.28", "-7.87")]
