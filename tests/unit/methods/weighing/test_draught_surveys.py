"""Draught surveys against published ones, and against hulls whose volume is integrated."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.weighing import survey_by_draughts
from tests.unit.methods.weighing.cases import changed, survey_file
from tests.unit.methods.weighing.hulls import Hull, case_values, survey_values

LIGHT = {
    "forward": {"port": 5.05, "starboard": 5.05},
    "midship": {"port": 6.18, "starboard": 6.22},
    "aft": {"port": 7.50, "starboard": 7.50},
    "density": 1.022,
    "list_correction": False,
    "deductibles": {"ballast": 28160, "fresh_water": 158, "fuel_oil": 325.7, "diesel_oil": 59.3},
}


def answer(values: dict[str, Any], **options: Any) -> Any:
    return survey_by_draughts(values, **options).values


def test_ever_ship_initial_in_full() -> None:
    found = answer(survey_file("ever-ship.toml"))["initial"]
    assert found["corrections"] == pytest.approx({"forward": -0.0170, "midship": 0, "aft": 0.0805}, abs=5e-5)
    assert found["quarter_mean"] == pytest.approx(6.4317, abs=5e-5)
    assert found["trim"] == pytest.approx(1.7075, abs=1e-4)
    assert found["table_displacement"] == pytest.approx(45_926.92, abs=0.01)
    assert (found["tpc"], found["lcf"]) == pytest.approx((75.8, -7.7066), abs=5e-5)
    assert found["first_trim_correction"] == pytest.approx(-439.4, abs=0.05)
    assert found["second_trim_correction"] == pytest.approx(26.5, abs=0.05)
    assert found["corrected_displacement"] == pytest.approx(45_514.02, abs=0.05)
    assert found["displacement"] == pytest.approx(45_425.2, abs=0.05)
    assert found["deductibles"] == pytest.approx(30_437.68)
    assert found["net"] == pytest.approx(14_987.52, abs=0.1)


def test_ever_ship_steps_show_the_mtc_that_was_published() -> None:
    steps = {
        step["step"]: step
        for step in answer(survey_file("ever-ship.toml"))["steps"]
        if step.get("survey") == "initial"
    }
    assert steps["mtc_above"]["value"] == pytest.approx(1102.468, abs=1e-3)
    assert steps["mtc_below"]["value"] == pytest.approx(1061.168, abs=1e-3)
    assert steps["displacement"]["numbers"] == "45914 + (6.4317 − 6.43) / (6.44 − 6.43) × (45990 − 45914)"


def test_ever_ship_loaded_and_cargo() -> None:
    found = answer(survey_file("ever-ship.toml"))
    loaded = found["final"]
    assert loaded["corrections"] == pytest.approx(
        {"forward": -0.0031, "midship": -0.0007, "aft": 0.0145}, abs=5e-5
    )
    assert (loaded["quarter_mean"], loaded["trim"]) == pytest.approx((13.9797, 0.3076), abs=5e-5)
    assert loaded["table_displacement"] == pytest.approx(106_302.5, abs=0.05)
    assert loaded["first_trim_correction"] == pytest.approx(27.8, abs=0.05)
    assert loaded["corrected_displacement"] == pytest.approx(106_330.7, abs=0.05)
    assert loaded["displacement"] == pytest.approx(106_123.2, abs=0.05)
    assert loaded["net"] == pytest.approx(103_747.8, abs=0.1)
    assert found["cargo"] == pytest.approx(88_760.3, abs=0.1)
    assert found["constant"] == pytest.approx(350.5, abs=0.1)


@pytest.mark.parametrize("given_second", [True, False])
def test_ever_ship_final(given_second: bool) -> None:
    second = {"second_trim_correction": 59.8} if given_second else {}
    values = changed(changed(survey_file("ever-ship.toml"), "final", None), "initial", {**LIGHT, **second})
    found = answer(values)["initial"]
    assert found["corrections"] == pytest.approx({"forward": -0.0258, "midship": 0, "aft": 0.1225}, abs=5e-5)
    assert (found["quarter_mean"], found["trim"]) == pytest.approx((6.2308, 2.5983), abs=5e-5)
    assert found["table_displacement"] == pytest.approx(44_406.08, abs=0.01)
    assert found["lcf"] == pytest.approx(-7.9192, abs=5e-5)
    assert found["first_trim_correction"] == pytest.approx(-685.3, abs=0.05)
    assert found["second_trim_correction"] == pytest.approx(59.8, abs=0.05)
    assert found["displacement"] == pytest.approx(43_652.4, abs=0.1)
    assert found["net"] == pytest.approx(14_949.4, abs=0.1)


def test_without_the_sheet_s_rounding_the_cargo_differs_by_less_than_a_tonne() -> None:
    found = answer(changed(survey_file("ever-ship.toml"), "draught_decimals", None))
    assert found["cargo"] == pytest.approx(88_760.3, abs=1)
    assert found["initial"]["net"] == pytest.approx(14_987.52, abs=0.1)


def test_ocean_ball_draughts() -> None:
    found = answer(survey_file("ocean-ball.toml"))["initial"]
    assert found["means"] == pytest.approx({"forward": 10.800, "midship": 10.965, "aft": 11.175})
    assert found["corrections"] == pytest.approx({"forward": -0.0038, "midship": 0, "aft": 0.0211}, abs=5e-5)
    assert found["quarter_mean"] == pytest.approx(10.9728, abs=5e-5)


def test_an_xin_shan_chain_of_totals() -> None:
    """A worksheet of 2010-04-24 (domain.md section 8.4); its draughts are garbled: these are made to fit."""
    lcf = -410.2 * 200 / (2 * 55 * 100)
    rows = [[5.0, 30_265.1 - 5_500, 55, lcf], [6.0, 30_265.1, 55, lcf]]
    hull = Hull(length=200.0)
    survey = survey_values(hull, forward=4.9914, midship=5.9914, aft=6.9914, second_trim_correction=45.1)
    survey |= {"density": 1.0, "deductibles": {"ballast": 17_550, "fuel": 252, "fresh_water": 334}}
    values = case_values(hull, survey, operation="loading")
    values["hydrostatics"] = {"columns": ["draught", "displacement", "tpc", "lcf"], "rows": rows}
    found = answer(changed(values, "ship.lightship", 10_593))
    initial = found["initial"]
    assert initial["table_displacement"] == pytest.approx(30_217.8, abs=0.05)
    assert initial["corrected_displacement"] == pytest.approx(29_852.7, abs=0.05)
    assert initial["displacement"] == pytest.approx(29_124.6, abs=0.05)
    assert initial["net"] == pytest.approx(10_988.6, abs=0.05)
    assert found["constant"] == pytest.approx(395.6, abs=0.05)


def test_a_wrong_convention_turns_the_first_correction() -> None:
    values = survey_file("ever-ship.toml")
    right = answer(values)["initial"]["first_trim_correction"]
    wrong = answer(changed(values, "ship.lcf_convention", "midship_forward_positive"))["initial"]
    assert wrong["first_trim_correction"] == pytest.approx(-right)
    assert 2 * abs(right) == pytest.approx(879, abs=0.5)  # certificates-and-origin.md section 6


@given(st.floats(4.6, 13), st.floats(-3, 3))
def test_corrections_of_a_hull_alike_fore_and_aft_are_exact(draught: float, trim: float) -> None:
    draught = round(draught, 1)  # on a row, so that interpolation adds nothing
    hull = Hull()
    survey = survey_values(hull, forward=draught - trim / 2, midship=draught, aft=draught + trim / 2)
    found = answer(case_values(hull, survey))["initial"]
    assert found["net"] == pytest.approx(hull.displacement(draught, trim), rel=1e-9)


@given(st.floats(4.6, 13), st.floats(0.2, 3), st.sampled_from([-1, 1]))
def test_the_second_correction_brings_a_skew_hull_closer(draught: float, trim: float, side: int) -> None:
    draught, trim = round(draught, 1), side * trim
    hull = Hull(skew=0.4)
    survey = survey_values(hull, forward=draught - trim / 2, midship=draught, aft=draught + trim / 2)
    found, truth = answer(case_values(hull, survey))["initial"], hull.displacement(draught, trim)
    without = found["table_displacement"] + found["first_trim_correction"]
    assert found["second_trim_correction"] > 0
    assert abs(found["net"] - truth) < 0.2 * abs(without - truth)


@given(st.floats(4, 14))
def test_no_trim_no_corrections(draught: float) -> None:
    hull = Hull(skew=0.4)
    found = answer(case_values(hull, survey_values(hull, forward=draught, midship=draught, aft=draught)))
    initial = found["initial"]
    assert initial["first_trim_correction"] == initial["second_trim_correction"] == 0
    assert initial["list_correction"] == 0
    assert set(initial["corrections"].values()) == {0}


@given(st.sampled_from(["from_aft_perpendicular", "from_forward_perpendicular", "midship_forward_positive"]))
def test_each_convention_gives_the_same_ship(convention: str) -> None:
    hull = Hull(skew=0.4)
    values = case_values(hull, survey_values(hull, forward=7, midship=8, aft=9))
    turned = {
        "from_aft_perpendicular": lambda lcf: hull.length / 2 - lcf,
        "from_forward_perpendicular": lambda lcf: hull.length / 2 + lcf,
        "midship_forward_positive": lambda lcf: -lcf,
    }[convention]
    rows = [[*row[:3], turned(row[3]), row[4]] for row in values["hydrostatics"]["rows"]]
    other = changed(changed(values, "hydrostatics.rows", rows), "ship.lcf_convention", convention)
    assert answer(other)["initial"]["net"] == pytest.approx(answer(values)["initial"]["net"], rel=1e-12)


@given(st.integers(2, 6), st.floats(-2, 2))
def test_marks_off_the_perpendiculars_are_brought_back(distance: int, trim: float) -> None:
    hull, draught = Hull(skew=0.2), 8.0
    along = trim / hull.length
    read = {
        "forward": draught - trim / 2 + distance * along,
        "aft": draught + trim / 2 - 2 * distance * along,
    }
    values = case_values(hull, survey_values(hull, midship=draught, **read))
    values = changed(values, "ship.marks.forward", {"distance": distance, "side": "aft"})
    values = changed(values, "ship.marks.aft", {"distance": 2 * distance, "side": "forward"})
    found = answer(values)["initial"]
    assert found["trim"] == pytest.approx(trim, abs=1e-9)
    assert found["quarter_mean"] == pytest.approx(draught)


def test_list_correction_is_positive_to_either_side() -> None:
    hull = Hull()
    values = case_values(hull, survey_values(hull, forward=8, midship=8, aft=8))
    tilted = [
        answer(changed(values, "initial.midship", {"port": port, "starboard": 16 - port}))["initial"]
        for port in (7.8, 8.2)
    ]
    low, high = hull.row(7.8)[2], hull.row(8.2)[2]
    assert [each["list_correction"] for each in tilted] == pytest.approx([6 * 0.4 * (high - low)] * 2)
    assert tilted[0]["list_degrees"] == pytest.approx(np.degrees(np.arctan(0.4 / 30)))


def test_keel_plate_is_taken_off_before_the_table() -> None:
    hull = Hull()
    values = case_values(hull, survey_values(hull, forward=8.02, midship=8.02, aft=8.02))
    found = answer(changed(values, "ship.keel_plate", 0.02))["initial"]
    assert found["net"] == pytest.approx(hull.displacement(8.0))


def test_outside_the_table_nothing_is_answered() -> None:
    hull = Hull()
    for draught in (2.9, 15.1):
        with pytest.raises(Refused) as refused:
            answer(case_values(hull, survey_values(hull, forward=draught, midship=draught, aft=draught)))
        assert refused.value.findings[0].code == "methods.weighing.finding.out_of_table"
