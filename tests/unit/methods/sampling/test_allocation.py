"""Budget allocation: leakage by integration, the optimum by enumeration, dynamic programming and greed."""

import itertools
import math
import time
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, hypergeom

from jiangang.config.calculations.calling import words
from jiangang.methods.findings import Refused
from jiangang.methods.sampling.allocation import (
    Pathway,
    allocate_budget,
    expected_leakage,
    find_best_allocation,
    plan_equal,
    plan_hypergeometric,
    plan_proportional,
)
from jiangang.methods.sampling.allocation.leakage import Leakages
from jiangang.methods.sampling.allocation.precise import log_gain

PAST = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (max(pair), min(pair)))
PATHWAYS = st.lists(
    st.tuples(st.integers(0, 6), PAST).map(lambda given: Pathway("g", given[0], *given[1])),
    min_size=1,
    max_size=4,
)


def exact_leakage(pathway, opened, prior=(Fraction(1, 2), Fraction(1, 2))):
    """The formula (N − n) · a ÷ (a + b) · Π (b + k) ÷ (a + b + 1 + k), as a fraction."""
    a, b = prior[0] + pathway.found, prior[1] + pathway.sampled - pathway.found
    value = a / (a + b)
    for step in range(opened):
        value *= (b + step) / (a + b + 1 + step)
    return (pathway.units - opened) * value


@pytest.mark.parametrize(
    ("units", "sampled", "found", "opened"), [(100, 50, 2, 0), (100, 50, 2, 17), (20, 0, 0, 5), (9, 9, 9, 9)]
)
def test_leakage_is_the_integral_over_the_posterior(units, sampled, found, opened):
    a, b = 0.5 + found, 0.5 + sampled - found
    integral, _ = quad(
        lambda p: (units - opened) * p * (1 - p) ** opened * beta.pdf(p, a, b), 0, 1, limit=200, epsabs=1e-12
    )
    pathway = Pathway("g", units, sampled, found)
    assert expected_leakage(pathway, opened) == pytest.approx(integral, abs=1e-8)
    assert expected_leakage(pathway, opened) == pytest.approx(
        float(exact_leakage(pathway, opened)), rel=1e-12
    )


@given(st.integers(2, 200), PAST)
def test_leakage_falls_ever_more_slowly(units, past):
    pathway = Pathway("g", units, *past)
    losses = [exact_leakage(pathway, opened) for opened in range(units + 1)]
    gains = [one - two for one, two in itertools.pairwise(losses)]
    assert all(gain > 0 for gain in gains)
    assert all(one >= two for one, two in itertools.pairwise(gains))
    model = Leakages.of([pathway])
    for opened in {0, units // 2, units - 1}:
        assert model.exact_gain(0, opened) == gains[opened]
        assert float(model.log_gain(np.array([opened]))[0]) == pytest.approx(
            math.log(gains[opened]), abs=1e-11
        )


@settings(max_examples=150)
@given(PATHWAYS, st.integers(0, 25))
def test_the_optimum_is_that_of_enumeration_in_fractions(pathways, budget):
    opened = find_best_allocation(pathways, budget)
    assert sum(opened) == min(budget, sum(each.units for each in pathways))
    assert all(0 <= n <= each.units for n, each in zip(opened, pathways, strict=True))
    tables = [[exact_leakage(each, n) for n in range(each.units + 1)] for each in pathways]

    def total(plan):
        return sum(table[n] for table, n in zip(tables, plan, strict=True))

    plans = itertools.product(*(range(each.units + 1) for each in pathways))
    assert total(opened) == min(total(plan) for plan in plans if sum(plan) <= budget)


def test_the_optimum_is_that_of_dynamic_programming():
    rng = np.random.default_rng(5)
    pathways = []
    for number in range(40):
        sampled = int(rng.integers(0, 300))
        found = int(rng.binomial(sampled, rng.beta(0.5, 8)))
        pathways.append(Pathway(str(number), int(rng.integers(5, 60)), sampled, found))
    budget = 300
    best = np.zeros(budget + 1)
    for each in pathways:
        losses = np.array([float(exact_leakage(each, n)) for n in range(each.units + 1)])
        ways = np.full((len(losses), budget + 1), np.inf)
        for n, loss in enumerate(losses):
            ways[n, n:] = best[: budget + 1 - n] + loss
        best = ways.min(axis=0)
    found = find_best_allocation(pathways, budget)
    leaked = sum(float(exact_leakage(each, n)) for each, n in zip(pathways, found, strict=True))
    assert leaked == pytest.approx(best[budget], rel=1e-12)


def test_the_optimum_is_that_of_greed_with_equal_consignments_in_the_order_of_the_file():
    pathways = [Pathway("a", 50, 100, 3), Pathway("b", 50, 100, 3), Pathway("c", 50, 100, 3)]
    assert find_best_allocation(pathways, 10) == [4, 3, 3]
    assert find_best_allocation(pathways, 11) == [4, 4, 3]
    assert find_best_allocation(pathways, 1000) == [50, 50, 50]
    assert find_best_allocation(pathways, 0) == [0, 0, 0]


@given(PATHWAYS, st.integers(0, 25))
def test_no_usual_plan_leaks_less_and_none_overspends(pathways, budget):
    model = Leakages.of(pathways)
    best = model.at(np.array(find_best_allocation(pathways, budget))).sum()
    sized, confidence = plan_hypergeometric(pathways, budget)
    assert 0 <= confidence <= 1
    for plan in (plan_equal(pathways, budget), plan_proportional(pathways, budget), sized):
        assert sum(plan) <= budget
        assert all(0 <= n <= each.units for n, each in zip(plan, pathways, strict=True))
        assert best <= model.at(np.array(plan)).sum() + 1e-12


def test_the_usual_plans_by_hand():
    pathways = [Pathway("a", 10, 0, 0), Pathway("b", 100, 0, 0), Pathway("c", 90, 0, 0)]
    assert plan_equal(pathways, 50) == [10, 20, 20]
    assert plan_equal(pathways, 51) == [10, 21, 20]
    assert plan_proportional(pathways, 50) == [3, 25, 22]
    assert sum(plan_proportional(pathways, 200)) == 200


def test_hypergeometric_sizes_reach_their_confidence_and_one_less_does_not():
    pathways = [Pathway(str(units), units, 0, 0) for units in (7, 40, 200, 1500)]
    opened, confidence = plan_hypergeometric(pathways, 150, Fraction(1, 20))
    for each, n in zip(pathways, opened, strict=True):
        infested = max(1, each.units // 20)
        assert hypergeom.pmf(0, each.units, infested, n) <= 1 - confidence + 1e-9
        assert hypergeom.pmf(0, each.units, infested, n - 1) > 1 - confidence


@given(st.integers(1, 1500), PAST)
@settings(max_examples=20)
def test_gains_in_decimals_are_those_in_fractions(opened, past):
    pathway = Pathway("g", opened + 700, *past)
    model = Leakages.of([pathway])
    context = Context(prec=70)
    gain = model.exact_gain(0, opened)
    expected = context.ln(context.divide(Decimal(gain.numerator), Decimal(gain.denominator)))
    assert abs(context.subtract(log_gain(*model.exact[0], opened), expected)) < Decimal("1e-50")


def test_consignments_of_millions_of_units_are_no_harder():
    sizes = [("a", 10**9, 10**9, 10**6), ("b", 10**9 - 7, 10**9, 10**6 + 1), ("c", 5 * 10**8, 9, 5)]
    pathways = [Pathway(*each) for each in sizes]
    for budget in (1000, 2 * 10**9):
        opened = find_best_allocation(pathways, budget)
        assert sum(opened) == budget
        model = Leakages.of(pathways)
        last = [log_gain(*model.exact[row], n - 1) for row, n in enumerate(opened) if n]
        more = [log_gain(*model.exact[row], n) for row, n in enumerate(opened) if n < pathways[row].units]
        assert min(last) >= max(more)  # no unit could be moved to a better place


def test_five_thousand_consignments_take_about_a_second():
    rng = np.random.default_rng(9)
    sampled = rng.integers(0, 3000, 5000)
    found = rng.binomial(sampled, rng.beta(0.3, 10, 5000))
    pathways = [
        Pathway("g", int(units), int(past), int(bad))
        for units, past, bad in zip(rng.integers(10, 20_000, 5000), sampled, found, strict=True)
    ]
    began = time.process_time()
    opened = find_best_allocation(pathways, 100_000)
    assert sum(opened) == 100_000
    assert time.process_time() - began < 3  # 0.05 s on a quiet machine


def test_the_answer_stands_beside_the_usual_plans():
    given = [Pathway("a", 100, 50, 2), Pathway("b", 500, 0, 0), Pathway("a", 40, 60, 2)]
    answer = allocate_budget(given, 60)
    said = answer.as_dict(words(), "en")
    plans = said["plans"]
    assert said["opened"] == plans["best"]["opened"] == 60
    assert all(plans["best"]["leakage"] <= each["leakage"] for each in plans.values())
    assert sum(each["leakage"] for each in said["rows"]) == pytest.approx(said["leakage"])
    assert [each["allocated"] for each in said["rows"]] == find_best_allocation(given, 60)
    codes = [each.code.rpartition(".")[2] for each in answer.findings]
    assert codes == ["two_histories", "without_past"]
    assert "{" not in answer.as_dict(words(), "zh-hans")["sentence"]


def test_everything_wrong_is_told_at_once():
    half = Fraction(1, 2)
    with pytest.raises(Refused) as caught:
        allocate_budget(
            [Pathway("a", -1, 5, 6, 2), Pathway("b", 5, 5, -1, 3)],
            -1,
            prior=(half, Fraction(0)),
            infested=Fraction(2),
        )
    found = [(each.code.rpartition(".")[2], each.row) for each in caught.value.findings]
    assert found == [
        ("units_negative", 2),
        ("past_contradicts", 2),
        ("past_contradicts", 3),
        ("budget_negative", None),
        ("prior_wrong", None),
        ("allocation_level", None),
    ]
    with pytest.raises(Refused, match="no_consignments"):
        allocate_budget([], 5)
