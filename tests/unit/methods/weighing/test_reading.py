"""Faults of a case: every one is found, and nothing that changes a sign is assumed."""

from typing import Any

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.weighing import survey_by_draughts
from tests.unit.methods.weighing.cases import changed, survey_file


def codes(values: dict[str, Any]) -> dict[str, str]:
    """Fields and the last words of the codes of all findings."""
    with pytest.raises(Refused) as refused:
        survey_by_draughts(values)
    return {each.field: each.code.rpartition(".")[2] for each in refused.value.findings}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("ship.lcf_convention", None, "convention_missing"),
        ("ship.lcf_convention", "aft", "choice"),
        ("ship.table_density", None, "missing"),
        ("ship.lbp", "227", "unreadable"),
        ("ship.lbp", True, "unreadable"),
        ("ship.lbp", float("nan"), "unreadable"),
        ("ship.lbp", -227, "outside"),
        ("initial.forward.port", None, "missing"),
        ("initial.density", 1023, "outside"),
        ("initial.densty", 1.023, "unknown_name"),
        ("initial.deductibles.ballast", "12 500", "unreadable"),
        ("final.list_correction", "no", "choice"),
        ("operation", None, "missing"),
        ("bill_of_lading", {"mass": 0}, "outside"),
        ("errors", {"deductibles": {"coffee": 1}}, "unknown_name"),
        ("errors", {"draft": 0.01}, "unknown_name"),
    ],
)
def test_a_fault_is_named(path: str, value: Any, code: str) -> None:
    assert code in codes(changed(survey_file("ever-ship.toml"), path, value)).values()


def test_the_side_of_a_mark_is_never_assumed() -> None:
    values = changed(survey_file("ever-ship.toml"), "ship.marks.forward", {"distance": 2.255})
    assert codes(values) == {"ship.marks.forward.side": "missing"}


def test_all_faults_are_found_at_once() -> None:
    values = survey_file("ever-ship.toml")
    for path in ("ship.lcf_convention", "ship.lbp", "initial.density", "final.aft"):
        values = changed(values, path, None)
    assert {"ship.lcf_convention", "ship.lbp", "initial.density", "final.aft"} <= codes(values).keys()


@pytest.mark.parametrize("values", [{}, {"ship": 1}, {"ship": {}, "hydrostatics": [], "initial": "x"}])
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    assert codes(values)


@pytest.mark.parametrize(
    ("columns", "rows", "code"),
    [
        (["draught", "displacement", "tpc", "lcf"], [[1, 2, 3, 4]], "table_short"),
        (["draught", "displacement", "tpc", "lcf"], [[1, 2, 3, 4], [1, 3, 3, 4]], "not_rising"),
        (["draught", "displacement", "tpc", "lcf"], [[1, 2, 3, 4], [2, 3, 3]], "row_width"),
        (["draught", "tpc", "tpc", "lcf"], [[1, 2, 3, 4], [2, 2, 3, 4]], "column_twice"),
        (["draught", "displacement", "tpc"], [[1, 2, 3], [2, 3, 3]], "column_missing"),
        (["draught", "displacement", "tpc", "lcf", "kg"], [[1, 2, 3, 4, 5], [2, 3, 3, 4, 5]], "unknown_name"),
        (["draught", "displacement", "tpc", "lcf"], [[1, 2, 3, "x"], [2, 3, 3, 4]], "unreadable"),
    ],
)
def test_a_faulty_table_is_refused(columns: list[str], rows: list[Any], code: str) -> None:
    values = {**survey_file("ocean-ball.toml"), "hydrostatics": {"columns": columns, "rows": rows}}
    assert code in codes(values).values()


def test_without_mtc_the_second_correction_must_be_given() -> None:
    values = changed(survey_file("ocean-ball.toml"), "initial.second_trim_correction", None)
    assert codes(values) == {"initial.second_trim_correction": "second_not_possible"}


def test_a_bill_needs_two_surveys() -> None:
    values = {**survey_file("ocean-ball.toml"), "bill_of_lading": {"mass": 40_000}}
    assert codes(values)["final"] == "one_survey"


def test_doubtful_observations_are_told_and_answered() -> None:
    values = survey_file("ocean-ball.toml")
    values = changed(values, "initial.midship", {"port": 10.5, "starboard": 11.43})
    values = changed(values, "initial.density", 0.99)
    found = {each.code.rpartition(".")[2] for each in survey_by_draughts(values).findings}
    assert found == {"list_large", "density_unusual", "errors_not_stated"}
