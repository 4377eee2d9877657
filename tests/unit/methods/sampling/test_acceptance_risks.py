"""Plans by two risk points, attributes and variables, against R, brute force and SciPy."""

from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, nct, norm

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.sampling.acceptance.curves import Rounding
from jiangang.methods.sampling.acceptance.laws import hypergeometric_below
from jiangang.methods.sampling.acceptance.two_points import (
    RiskPoint,
    SinglePlan,
    find_smallest_plan,
    plan_by_risks,
)
from jiangang.methods.sampling.acceptance.variables import (
    VariablesPlan,
    find_variables_plan,
    judge_measurements,
    plan_by_variables,
    variables_probability,
)


def point(quality: str, risk: str) -> RiskPoint:
    return RiskPoint(Fraction(quality), Fraction(risk))


@pytest.mark.parametrize(
    ("producer", "consumer", "lot_size", "size", "accept"),
    [
        (("0.01", "0.05"), ("0.05", "0.10"), None, 132, 3),
        (("0.01", "0.05"), ("0.05", "0.10"), 1000, 128, 3),
        (("0.005", "0.01"), ("0.02", "0.05"), None, 782, 9),
    ],
)
def test_plans_of_r(
    producer: tuple[str, str], consumer: tuple[str, str], lot_size: int | None, size: int, accept: int
) -> None:
    found = find_smallest_plan(point(*producer), point(*consumer), lot_size=lot_size)
    assert found == SinglePlan(size, accept)


def of_series(size: int, accept: int, quality: Fraction) -> Fraction:
    terms = (comb(size, k) * quality**k * (1 - quality) ** (size - k) for k in range(min(accept, size) + 1))
    return sum(terms, Fraction(0))


def of_lot(size: int, accept: int, infested: int, lot_size: int) -> Fraction:
    ways = sum(
        comb(infested, k) * comb(lot_size - infested, size - k)
        for k in range(min(accept, infested, size) + 1)
    )
    return Fraction(ways, comb(lot_size, size))


def first_by_brute_force(lot_size: int | None, producer: RiskPoint, consumer: RiskPoint) -> SinglePlan | None:
    for size in range(1, (lot_size or 60) + 1):
        for accept in range(size):
            if lot_size is None:
                good, bad = (of_series(size, accept, each.quality) for each in (producer, consumer))
            else:
                counts = [int(each.quality * lot_size) for each in (producer, consumer)]
                good, bad = (of_lot(size, accept, count, lot_size) for count in counts)
            if good >= 1 - producer.risk and bad <= consumer.risk:
                return SinglePlan(size, accept)
    return None


RISKS = st.sampled_from([Fraction(1, 20), Fraction(1, 10), Fraction(1, 4), Fraction(1, 3)])


@settings(max_examples=25)
@given(st.integers(1, 30), st.integers(15, 60), RISKS, RISKS, st.sampled_from([None, 20, 33]))
def test_the_smallest_of_all(
    good: int, more: int, alpha: Fraction, beta: Fraction, lot_size: int | None
) -> None:
    producer, consumer = RiskPoint(Fraction(good, 100), alpha), RiskPoint(Fraction(good + more, 100), beta)
    wanted = first_by_brute_force(lot_size, producer, consumer)
    try:
        found = find_smallest_plan(producer, consumer, lot_size=lot_size)
    except Unreachable:
        assert wanted is None
        return
    if wanted is None:
        assert found.sample_size > 60
    else:
        assert found == wanted


def test_a_tie_is_decided_in_whole_numbers() -> None:
    """(1 − 1/2)² is 1/4 exactly, and 9/10 · 9/10 is 0.81 exactly: neither falls on the wrong side."""
    assert find_smallest_plan(point("0.1", "0.19"), point("0.5", "0.25")) == SinglePlan(2, 0)
    assert find_smallest_plan(point("0.1", "0.18"), point("0.5", "0.25")) != SinglePlan(2, 0)
    # a lot of 10 with 5: 5/10 · 4/9 = 2/9
    assert find_smallest_plan(point("0.1", "0.2"), point("0.5", "2/9"), lot_size=10) == SinglePlan(2, 0)


def test_points_that_ask_for_nothing_or_the_impossible() -> None:
    for producer, consumer in (
        (("0.05", "0.05"), ("0.01", "0.10")),
        (("0.01", "0.95"), ("0.05", "0.10")),
        (("1", "5"), ("5", "10")),
        (("0", "0.05"), ("0.05", "0.1")),
    ):
        with pytest.raises(Refused):
            find_smallest_plan(point(*producer), point(*consumer))
    with pytest.raises(Unreachable):
        find_smallest_plan(point("0.01", "0.05"), point("0.05", "0.10"), lot_size=10)
    assert find_smallest_plan(
        point("0.01", "0.05"), point("0.05", "0.10"), lot_size=20, rounding=Rounding.NEAREST
    ) == SinglePlan(18, 0)


def test_the_answer_shows_the_risks_it_really_has() -> None:
    said = plan_by_risks(point("0.01", "0.05"), point("0.05", "0.10")).values
    assert said["reject"] == 4
    assert said["producer_accept_probability"] == pytest.approx(float(of_series(132, 3, Fraction(1, 100))))
    assert said["consumer_accept_probability"] == pytest.approx(float(of_series(132, 3, Fraction(1, 20))))


@pytest.mark.parametrize(("known", "size", "k"), [(True, 17, 1.245918), (False, 31, 1.255399)])
def test_variables_plans_of_r(known: bool, size: int, k: float) -> None:
    """R prints its search to about 1e-5."""
    found = find_variables_plan(point("0.05", "0.05"), point("0.15", "0.20"), sigma_known=known)
    assert (found.sample_size, found.k) == (size, pytest.approx(k, abs=1e-5))


@settings(max_examples=30)
@given(st.integers(2, 200), st.floats(0.1, 3), st.floats(0.001, 0.4))
def test_probability_is_the_noncentral_t_of_scipy(size: int, k: float, quality: float) -> None:
    distance = float(-norm.ppf(quality)) * sqrt(size)
    wanted = float(nct.sf(k * sqrt(size), size - 1, distance))
    found = variables_probability(VariablesPlan(size, k, k, False), quality)
    if np.isfinite(wanted):
        assert found == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=10)
@given(st.integers(1, 10), st.integers(8, 30), RISKS, RISKS, st.booleans())
def test_both_points_are_met_and_one_measurement_fewer_fails(
    good: int, more: int, alpha: Fraction, beta: Fraction, known: bool
) -> None:
    producer, consumer = RiskPoint(Fraction(good, 100), alpha), RiskPoint(Fraction(good + more, 100), beta)
    plan = find_variables_plan(producer, consumer, sigma_known=known)
    assert variables_probability(plan, good / 100) == pytest.approx(1 - float(alpha), abs=1e-9)
    assert variables_probability(plan, (good + more) / 100) <= float(beta) + 1e-9
    assert plan.smallest_k <= plan.k + 1e-12
    if plan.sample_size > 2:
        z = [float(norm.isf(each)) for each in (good / 100, (good + more) / 100)]
        fewer = plan.sample_size - 1
        if known:
            fits = [
                z[0] + norm.ppf(float(alpha)) / sqrt(fewer),
                z[1] + norm.ppf(1 - float(beta)) / sqrt(fewer),
            ]
        else:
            law = [nct(fewer - 1, each * sqrt(fewer)) for each in z]
            fits = [law[0].ppf(float(alpha)) / sqrt(fewer), law[1].ppf(1 - float(beta)) / sqrt(fewer)]
        assert not fits[0] >= fits[1] + 1e-9


def test_simulated_lots_are_accepted_as_often_as_said() -> None:
    plan = find_variables_plan(point("0.01", "0.05"), point("0.08", "0.10"), sigma_known=False)
    limit = float(norm.isf(0.08))
    drawn = np.random.default_rng(2859).standard_normal((40_000, plan.sample_size))
    accepted = limit - drawn.mean(axis=1) >= plan.k * drawn.std(axis=1, ddof=1)
    assert accepted.mean() == pytest.approx(variables_probability(plan, 0.08), abs=0.006)


def test_a_decision_from_measurements() -> None:
    values = (9.8, 10.1, 10.0, 9.9)
    said = judge_measurements(values, 1.2, upper=10.2, lower=9.0).values
    assert (said["mean"], said["standard_deviation"]) == (pytest.approx(9.95), pytest.approx(sqrt(0.05 / 3)))
    assert said["quality_index_upper"] == pytest.approx(0.25 / sqrt(0.05 / 3))
    assert said["accepted"] is True
    assert judge_measurements(values, 2.0, upper=10.2).values["accepted"] is False
    assert judge_measurements((5.0, 5.0), 1.0, upper=5.0).values["accepted"] is True
    assert judge_measurements((5.0, 5.0), 1.0, upper=4.9).values["accepted"] is False
    assert judge_measurements((9.0,), 1.0, upper=10.0, sigma=1.0).values["accepted"] is True
    assert len(judge_measurements(values, 1.2, upper=11, lower=9).findings) == 1


def test_measurements_that_decide_nothing() -> None:
    for arguments in (
        {"values": (1.0,), "k": 1.0, "upper": 2.0},
        {"values": (1.0, 2.0), "k": 1.0},
        {"values": (1.0, float("nan")), "k": 1.0, "upper": 2.0},
        {"values": (1.0, 2.0), "k": 1.0, "upper": 1.0, "lower": 2.0},
        {"values": (1.0, 2.0), "k": 1.0, "upper": 1.0, "sigma": 0.0},
    ):
        with pytest.raises(Refused):
            judge_measurements(**arguments)  # type: ignore[arg-type]


def test_variables_answer_names_its_law() -> None:
    said = plan_by_variables(point("0.01", "0.05"), point("0.08", "0.10"), sigma_known=True)
    assert said.values["sigma"] == "known" and said.sentence.key.endswith("variables_known")


@pytest.mark.parametrize(
    ("good", "bad", "lot_size"), [("0.01", "0.011", None), ("0.4", "0.41", None), ("0.1", "0.101", 1_000_000)]
)
def test_close_points_and_large_lots_are_answered_at_once(good: str, bad: str, lot_size: int | None) -> None:
    """Both points are met, and with one unit fewer no acceptance number near meets them."""
    found = find_smallest_plan(point(good, "0.05"), point(bad, "0.10"), lot_size=lot_size)
    for size, meets in ((found.sample_size, True), (found.sample_size - 1, False)):
        every = []
        for accept in range(found.accept - 2, found.accept + 3):
            if lot_size is None:
                pair = [float(binom.cdf(accept, size, float(each))) for each in (good, bad)]
            else:
                counts = [int(Fraction(each) * lot_size) for each in (good, bad)]
                pair = [hypergeometric_below(lot_size, count, size, accept)[0] for count in counts]
            every.append(pair[0] >= 0.95 and pair[1] <= 0.10)
        assert any(every) is meets


@settings(max_examples=60)
@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 200), st.integers(0, 12))
def test_the_hypergeometric_law_in_rationals(lot_size: int, infested: int, size: int, accept: int) -> None:
    infested, size = min(infested, lot_size), min(size, lot_size)
    below, above = hypergeometric_below(lot_size, infested, size, accept)
    assert below == pytest.approx(float(of_lot(size, accept, infested, lot_size)), abs=1e-14)
    assert below + above == pytest.approx(1, abs=1e-14)
