"""What plans let through, against R, enumeration in rationals, and brute force."""

import csv
from collections.abc import Callable
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.sampling.acceptance.curves import (
    Model,
    Rounding,
    acceptance_probability,
    draw_curve,
    outgoing_limit,
)
from jiangang.methods.sampling.acceptance.skip_lots import SkipPlan, skip_lot_outcome
from jiangang.methods.sampling.acceptance.stages import Stage, build_stages, judge

DATA = Path(__file__).parents[3] / "data" / "sampling_acceptance"
LAWS = {"binom": Model.BINOMIAL, "poisson": Model.POISSON, "hypergeom": Model.HYPERGEOMETRIC}
DOUBLE = build_stages((5, 5), (0, 1), (2, 2))
TRIPLE = build_stages((3, 2, 4), (None, 0, 2), (2, 3, 3))
Pmf = Callable[[int, int, int, int], Fraction]


def test_points_of_r_to_nine_places() -> None:
    count = 0
    with (DATA / "oc_points_AcceptanceSampling.csv").open() as stream:
        for row in csv.DictReader(stream):
            stages = build_stages((int(row["n"]),), (int(row["c"]),), (int(row["c"]) + 1,))
            lot_size = None if row["N"] == "NA" else int(row["N"])
            found = acceptance_probability(
                stages, Fraction(row["pd"]), model=LAWS[row["type"]], lot_size=lot_size
            )
            assert found.accept_probability == pytest.approx(float(row["pa"]), abs=1e-9)
            count += 1
    assert count == 484


def enumerate_paths(stages: tuple[Stage, ...], pmf: Pmf) -> tuple[Fraction, Fraction, Fraction]:
    """Probability of acceptance, ASN, and accepted lots weighted by the units left in them uninspected."""

    def walk(number: int, so_far: int) -> tuple[Fraction, Fraction, Fraction]:
        stage, results = stages[number], [Fraction(0)] * 3
        for more in range(stage.sample_size + 1):
            weight = pmf(more, stage.sample_size, so_far, stage.cumulative_size - stage.sample_size)
            total = so_far + more
            if stage.accept is not None and total <= stage.accept:
                parts = Fraction(1), Fraction(stage.cumulative_size), Fraction(stage.cumulative_size)
            elif total >= stage.reject:
                parts = Fraction(0), Fraction(stage.cumulative_size), Fraction(0)
            else:
                parts = walk(number + 1, total)
            results = [have + weight * part for have, part in zip(results, parts, strict=True)]
        return results[0], results[1], results[2]

    return walk(0, 0)


def binomial(quality: Fraction) -> Pmf:
    return lambda more, size, so_far, taken: comb(size, more) * quality**more * (1 - quality) ** (size - more)


def hypergeometric(infested: int, lot_size: int) -> Pmf:
    def pmf(more: int, size: int, so_far: int, taken: int) -> Fraction:
        left, units = infested - so_far, lot_size - taken
        if more > left or size - more > units - left:
            return Fraction(0)
        return Fraction(comb(left, more) * comb(units - left, size - more), comb(units, size))

    return pmf


@pytest.mark.parametrize("stages", [DOUBLE, TRIPLE])
@pytest.mark.parametrize("quality", [Fraction(1, 50), Fraction(1, 5), Fraction(1, 2)])
def test_stages_by_enumeration_binomial(stages: tuple[Stage, ...], quality: Fraction) -> None:
    accepted, asn, _ = enumerate_paths(stages, binomial(quality))
    found = acceptance_probability(stages, quality)
    assert found.accept_probability == pytest.approx(float(accepted), abs=1e-12)
    assert found.sample_number == pytest.approx(float(asn), abs=1e-11)
    assert found.outgoing == pytest.approx(float(quality * accepted), abs=1e-12)


@pytest.mark.parametrize("stages", [DOUBLE, TRIPLE])
@pytest.mark.parametrize("infested", [0, 1, 3, 9, 20])
def test_stages_by_enumeration_hypergeometric(stages: tuple[Stage, ...], infested: int) -> None:
    accepted, asn, taken = enumerate_paths(stages, hypergeometric(infested, 20))
    found = acceptance_probability(stages, Fraction(infested, 20), model=Model.HYPERGEOMETRIC, lot_size=20)
    assert found.accept_probability == pytest.approx(float(accepted), abs=1e-12)
    assert found.sample_number == pytest.approx(float(asn), abs=1e-11)
    passed = 20 * accepted - taken
    assert found.outgoing == pytest.approx(float(Fraction(infested, 20) * passed / 20), abs=1e-12)
    assert found.inspected == pytest.approx(float(20 - passed), abs=1e-10)


def test_outgoing_limit_is_the_best_of_a_fine_grid() -> None:
    stages = build_stages((80,), (2,), (3,))
    limit, at = outgoing_limit(stages)
    grid = [acceptance_probability(stages, number / 10_000).outgoing for number in range(1, 600)]
    assert max(grid) <= limit + 1e-12 and limit == pytest.approx(max(grid), abs=1e-7)
    assert acceptance_probability(stages, at).outgoing == pytest.approx(limit, abs=1e-12)


@pytest.mark.parametrize("lot_size", [50, 601])
def test_outgoing_limit_of_a_lot_is_the_best_of_all_counts(lot_size: int) -> None:
    stages = build_stages((10, 10), (0, 1), (2, 2))
    every = [
        acceptance_probability(
            stages, Fraction(count, lot_size), model=Model.HYPERGEOMETRIC, lot_size=lot_size
        ).outgoing
        for count in range(lot_size + 1)
    ]
    limit, at = outgoing_limit(stages, model=Model.HYPERGEOMETRIC, lot_size=lot_size)
    assert limit == max(every) and every[round(at * lot_size)] == limit


@settings(max_examples=60)
@given(st.integers(1, 60), st.integers(0, 5), st.integers(0, 99))
def test_worse_lots_are_accepted_less(size: int, accept: int, percent: int) -> None:
    stages = build_stages((size,), (accept,), (accept + 1,))
    for model, lot_size in ((Model.BINOMIAL, None), (Model.HYPERGEOMETRIC, 100)):
        pair = [
            acceptance_probability(
                stages, Fraction(each, 100), model=model, lot_size=lot_size
            ).accept_probability
            for each in (percent, percent + 1)
        ]
        assert pair[1] <= pair[0] + 1e-12


def test_rounding_is_as_told() -> None:
    stages = build_stages((5,), (0,), (1,))
    by_rounding = {
        each: acceptance_probability(
            stages, Fraction("0.15"), model=Model.HYPERGEOMETRIC, lot_size=10, rounding=each
        ).accept_probability
        for each in Rounding
    }
    assert by_rounding[Rounding.FLOOR] == pytest.approx(0.5)
    assert by_rounding[Rounding.NEAREST] == by_rounding[Rounding.CEIL] == pytest.approx(2 / 9)
    exact = acceptance_probability(stages, 0.07, model=Model.HYPERGEOMETRIC, lot_size=100)
    assert exact.accept_probability == pytest.approx(float(Fraction(comb(93, 5), comb(100, 5))))


def test_stages_are_checked_and_judged() -> None:
    with pytest.raises(Refused):
        build_stages((5, 0), (2, 1), (2, 3))
    with pytest.raises(Refused):
        build_stages((5,), (1, 2), (3,))
    assert judge(DOUBLE, [0]) == (True, 1)
    assert judge(DOUBLE, [1]) is None
    assert judge(DOUBLE, [1, 1]) == (False, 2)
    assert judge(DOUBLE, [1, 0]) == (True, 2)
    for counts in ([0, 0], [-1], [1, 0, 0]):
        with pytest.raises(Refused):
            judge(DOUBLE, counts)


@pytest.mark.parametrize(
    ("quality", "model", "lot_size"),
    [
        (1.5, Model.BINOMIAL, None),
        (-0.1, Model.POISSON, None),
        (0.1, Model.HYPERGEOMETRIC, None),
        (0.1, Model.BINOMIAL, 9),
    ],
)
def test_questions_that_cannot_be_asked(quality: float, model: Model, lot_size: int | None) -> None:
    with pytest.raises(Refused):
        draw_curve(DOUBLE, [quality], model=model, lot_size=lot_size)


@settings(max_examples=40)
@given(st.integers(1, 8), st.fractions("1/20", 1, max_denominator=40), st.integers(1, 99))
def test_skip_lot_is_the_stationary_law_of_its_chain(clearance: int, share: Fraction, percent: int) -> None:
    """States: lots accepted in a row 0 … i−1 on full inspection, then skipping. Solved in rationals."""
    passed = Fraction(percent, 100)
    weights = [passed**number for number in range(clearance)]
    # Into skipping: the last full state passing; out of it: an inspected lot that is not accepted.
    skipping = weights[-1] * passed / (share * (1 - passed))
    total = sum(weights) + skipping
    inspected = (sum(weights) + share * skipping) / total
    stages = build_stages((10,), (1,), (2,))
    reference = acceptance_probability(stages, 0.05)
    made = type(reference)(0.05, float(passed), 10.0, 0.0, None)
    found = skip_lot_outcome(SkipPlan(clearance, share), made)
    assert found.lots_inspected == pytest.approx(float(inspected), rel=1e-9)
    assert found.accept_probability == pytest.approx(float(1 - inspected * (1 - passed)), rel=1e-9)
    assert found.sample_number == pytest.approx(10 * float(inspected), rel=1e-9)
