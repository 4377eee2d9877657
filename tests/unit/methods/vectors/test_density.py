"""Densities: arithmetic, units that cannot be mixed, the table of indices."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.config.calculations.calling import words
from jiangang.methods.findings import Refused
from jiangang.methods.ranking.counts import poisson_exact
from jiangang.methods.ranking.intervals import wilson
from jiangang.methods.vectors.density import density_of, effective_effort, list_indices, measure_density
from jiangang.methods.vectors.efforts import (
    Effort,
    LampHours,
    LampNights,
    TrapNights,
    get_effort,
    list_efforts,
)


def code_of(caught):
    return caught.value.findings[0].code.rpartition(".")[2]


def test_a_capture_rate_by_hand():
    effort = effective_effort("trap-night", Fraction(110), failed=Fraction(4), periods=Fraction(2))
    assert effort == TrapNights(Fraction(212))
    found = density_of("rodent-capture", 5, effort)
    assert found.value == Fraction(500, 212)
    said = measure_density("rodent-capture", 5, effort).as_dict(words(), "en")
    interval = wilson(5, 212)
    assert (said["low"], said["high"]) == (interval.low * 100, interval.high * 100)
    assert said["unit"] == "trap-night"


def test_free_counts_have_a_poisson_interval():
    said = measure_density("mosquito-lamp-night", 50, LampNights(Fraction(12))).values
    assert said["density"] == pytest.approx(50 / 12)
    assert said["low"] == pytest.approx(poisson_exact(50, 12.0).low)
    assert measure_density("breteau", 12, get_effort("house")(Fraction(100))).values["density"] == 12


def test_units_do_not_mix():
    night = density_of("mosquito-lamp-night", 50, LampNights(Fraction(12)))
    hour = density_of("mosquito-lamp-hour", 50, LampHours(Fraction(144)))
    with pytest.raises(Refused) as caught:
        night + hour  # type: ignore[operator]
    assert code_of(caught) == "units_mixed"
    with pytest.raises(Refused):
        night < hour  # type: ignore[operator] # noqa: B015
    with pytest.raises(Refused) as caught:
        density_of("mosquito-lamp-night", 50, LampHours(Fraction(144)))
    assert code_of(caught) == "unit_of_other_index"
    sheet = get_effort("sheet")(Fraction(10))
    with pytest.raises(Refused):
        density_of("cockroach-sheet", 3, sheet) + density_of("cockroach-infestation", 3, sheet)


@given(st.integers(0, 50), st.integers(1, 99), st.integers(0, 50), st.integers(1, 99))
def test_joining_adds_counts_and_efforts(one, first, two, second):
    joined = density_of("fly-cage", one, get_effort("cage-day")(Fraction(first))) + density_of(
        "fly-cage", two, get_effort("cage-day")(Fraction(second))
    )
    assert joined.value == Fraction(one + two, first + second)


def test_every_index_has_a_unit_that_exists_and_admits_what_it_was_not_compared_with():
    units = {each.unit for each in list_efforts()}
    assert len(units) == len(list(list_efforts()))
    for index in list_indices().values():
        assert index.unit in units
        assert index.source.en
        assert index.source.zh
        assert not index.verified


def test_small_effort_and_unverified_limits_are_told():
    notes = measure_density("rodent-capture", 1, TrapNights(Fraction(199))).findings
    assert [each.code.rpartition(".")[2] for each in notes] == ["effort_small"]
    dips = measure_density("dip", 4, get_effort("dips")(Fraction(100)))
    assert dips.values["within_limit"] is False
    assert dips.findings[0].code.endswith("limit_unverified")
    assert "{" not in dips.as_dict(words(), "zh-hans")["sentence"]
    assert "采样勺指数" in dips.as_dict(words(), "zh-hans")["sentence"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: TrapNights(Fraction(0)), "effort_nothing"),
        (lambda: get_effort("trap-hour"), "unit_unknown"),
        (lambda: density_of("none", 1, TrapNights(Fraction(1))), "index_unknown"),
        (lambda: density_of("rodent-capture", 3, TrapNights(Fraction(2))), "count_wrong"),
        (lambda: density_of("fly-cage", -1, get_effort("cage-day")(Fraction(2))), "count_wrong"),
        (lambda: effective_effort("trap-night", Fraction(3), failed=Fraction(4)), "failed_too_many"),
        (lambda: effective_effort("dip", Fraction(3), periods=Fraction(2)), "unit_without_time"),
    ],
)
def test_bad_input_is_refused(act, code):
    with pytest.raises(Refused) as caught:
        act()
    assert code_of(caught) == code


def test_an_effort_without_unit_is_a_mistake_of_the_program():
    with pytest.raises(TypeError):
        Effort(Fraction(1))
