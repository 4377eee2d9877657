"""CT products against SciPy and closed integrals; schedules at and just below each demand."""

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import trapezoid

from jiangang.config.calculations.calling import words
from jiangang.methods.findings import Refused
from jiangang.methods.vectors import Reading, get_schedule, integrate_readings, judge_treatment
from jiangang.methods.vectors.schedules import list_schedules

PT23 = get_schedule("ispm28-pt23")
MB = get_schedule("ispm15-mb")


def readings(*pairs, point=""):
    return [Reading(Fraction(str(hour)), Fraction(str(value)), point) for hour, value in pairs]


def short(answer):
    return [each.code.rpartition(".")[2] for each in answer.findings if each.severity == "warning"]


@given(
    st.lists(
        st.tuples(st.integers(0, 96), st.integers(0, 120)), min_size=2, max_size=12, unique_by=lambda p: p[0]
    )
)
def test_the_trapezoid_is_that_of_scipy(pairs):
    straight, curved = integrate_readings(readings(*pairs))
    ordered = sorted(pairs)
    hours, values = zip(*ordered, strict=True)
    assert float(straight) == pytest.approx(trapezoid(values, hours))
    assert curved <= float(straight) + 1e-9


def test_an_exponential_decline_is_integrated_exactly_by_the_other_rule():
    hours = [0, 1, 4, 10, 24]
    pairs = [(hour, 60 * math.exp(-0.05 * hour)) for hour in hours]
    _, curved = integrate_readings(readings(*pairs))
    assert curved == pytest.approx(60 / 0.05 * (1 - math.exp(-1.2)), rel=1e-12)
    straight, same = integrate_readings(readings((0, 40), (24, 40)))
    assert (straight, same) == (960, 960.0)


def test_a_treatment_exactly_on_the_demand_complies_and_a_little_less_does_not():
    enough = readings((0, 96), (48, 29))
    assert integrate_readings(enough)[0] == 3000
    answer = judge_treatment(enough, PT23, Fraction(20), on=date(2018, 1, 1))
    assert answer.values["complies"]
    assert [each.code.rpartition(".")[2] for each in answer.findings] == ["ct_by_trapezoid_only"]
    assert short(judge_treatment(readings((0, "95.99"), (48, 29)), PT23, Fraction(20))) == ["ct_short"]
    assert short(judge_treatment(readings((0, 200), (48, "28.9")), PT23, Fraction(20))) == [
        "concentration_short"
    ]
    assert short(judge_treatment(readings((0, 200), ("47.9", 30)), PT23, Fraction(20))) == ["hours_short"]
    assert short(judge_treatment(enough, PT23, Fraction("19.9"))) == ["temperature_low"]


def test_a_minimum_held_throughout_is_looked_for_at_every_reading():
    dip = readings((0, 200), (20, 20), (48, 40))
    assert short(judge_treatment(dip, PT23, Fraction(25))) == ["concentration_short"]


def test_the_lowest_of_the_points_decides():
    good = readings((0, 60), (2, 45), (4, 40), (24, 30), point="top")
    weak = readings((2, 30), (4, 28), (24, 20), point="bottom")
    answer = judge_treatment([*good, *weak], MB, Fraction(22))
    assert (answer.values["complies"], answer.values["ct"]) == (False, integrate_readings(weak)[0])
    assert {each.params["point"] for each in answer.findings if each.severity == "warning"} == {"bottom"}
    for language in ("en", "zh-hans"):
        assert "{" not in answer.as_dict(words(), language)["sentence"]


def test_readings_at_the_hours_asked_for_must_be_there():
    answer = judge_treatment(readings((0, 60), (4, 50), (24, 40)), MB, Fraction(22))
    assert short(answer) == ["reading_missing"]
    assert answer.findings[0].params["hour"] == "2"


def test_the_band_follows_the_lowest_temperature():
    assert [MB.find_band(Fraction(at)).ct for at in (10, 15, 16, 20, 21, 30)] == [
        900,
        900,
        800,
        800,
        650,
        650,
    ]
    logs = get_schedule("cn-logs-mb")
    assert [logs.find_band(Fraction(at)).dose for at in ("10", "15", "15.1")] == [120, 120, 80]
    assert logs.find_band(Fraction("9.9")) is None


def test_a_schedule_by_dose_needs_the_dose():
    logs, given = get_schedule("cn-logs-mb"), readings((0, 70), (24, 40))
    assert short(judge_treatment(given, logs, Fraction(18))) == ["dose_not_given"]
    assert short(judge_treatment(given, logs, Fraction(18), dose=Fraction(79))) == ["dose_short"]
    assert judge_treatment(given, logs, Fraction(18), dose=Fraction(80)).values["complies"]


def test_force_and_verification_are_told():
    with pytest.raises(Refused, match="schedule_not_in_force"):
        judge_treatment(readings((0, 96), (48, 29)), PT23, Fraction(20), on=date(2010, 1, 1))
    codes = {each.code.rpartition(".")[2] for each in judge_treatment(
        readings((0, 60), (2, 50), (4, 45), (24, 40)), MB, Fraction(22)
    ).findings}  # fmt: skip
    assert {"schedule_unverified", "force_not_checked"} <= codes
    assert [code for code, each in list_schedules().items() if each.verified] == ["ispm28-pt23"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (readings((0, 5)), "readings_few"),
        (readings((0, 5), (0, 6)), "reading_twice"),
        (readings((0, 5), (1, -6)), "reading_negative"),
        ([], "readings_few"),
    ],
)
def test_readings_that_cannot_be_integrated_are_refused(given, code):
    with pytest.raises(Refused) as caught:
        judge_treatment(given, MB, Fraction(22))
    assert caught.value.findings[0].code.rpartition(".")[2] == code


def test_an_unknown_schedule_is_refused():
    with pytest.raises(Refused, match="schedule_unknown"):
        get_schedule("mine")
