"""Rank probabilities: closed forms, enumeration, and the integral against simulation."""

import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta as beta_function
from scipy.stats import beta

from jiangang.methods.findings import Refused
from jiangang.methods.ranking.ranks import (
    Posterior,
    posteriors_of_rates,
    posteriors_of_ratios,
    rank_by_integral,
    rank_by_simulation,
)

COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(40, 3000)), min_size=2, max_size=9)


def chance_of_more(a, b, c, d):
    """P(Beta(a, b) > Beta(c, d)) for whole a, in closed form (E. Miller, on Bayesian A/B tests)."""
    terms = (
        beta_function(c + i, b + d) / ((b + i) * beta_function(1 + i, b) * beta_function(c, d))
        for i in range(a)
    )
    return sum(terms)


@pytest.mark.parametrize("four", [(3, 9, 2, 8), (20, 200, 25, 200), (1, 1, 1, 1), (7, 3, 30, 9)])
def test_two_places_in_closed_form(four):
    a, b, c, d = four
    found = rank_by_integral([Posterior("beta", c, d), Posterior("beta", a, b)])
    assert found.first[1] == pytest.approx(chance_of_more(a, b, c, d), abs=1e-10)


def test_two_equal_places_have_an_even_chance():
    found = rank_by_integral(posteriors_of_rates([5, 5], [50, 50]))
    assert found.first == pytest.approx([0.5, 0.5], abs=1e-12)


def test_whole_parameters_by_counting():
    # Beta(j, m − j + 1) is the j-th smallest of m uniforms, here of 3 and of 4: all orders are counted.
    first, second, total = 2, 3, 7
    orders = [set(chosen) for chosen in itertools.combinations(range(total), 3)]
    higher = sum(
        sorted(chosen)[first - 1] < sorted(set(range(total)) - chosen)[second - 1] for chosen in orders
    )
    found = rank_by_integral([Posterior("beta", first, 2), Posterior("beta", second, 2)])
    assert found.first[1] == pytest.approx(higher / comb(7, 3), abs=1e-12)


def test_three_places_by_double_integral():
    posteriors = posteriors_of_rates([3, 8, 4], [30, 50, 60])

    def density(k, x):
        return beta.pdf(x, posteriors[k].a, posteriors[k].b)

    def below(k, x):
        return beta.cdf(x, posteriors[k].a, posteriors[k].b)

    found = rank_by_integral(posteriors).probabilities
    for place, (one, two) in enumerate([(1, 2), (0, 2), (0, 1)]):
        first, _ = quad(lambda x, p=place, o=one, t=two: density(p, x) * below(o, x) * below(t, x), 0, 1)
        last, _ = quad(
            lambda x, p=place, o=one, t=two: density(p, x) * (1 - below(o, x)) * (1 - below(t, x)), 0, 1
        )
        assert found[place] == pytest.approx([first, 1 - first - last, last], abs=1e-8)


@settings(max_examples=60)
@given(COUNTS)
def test_probabilities_of_rank_sum_to_one_both_ways(counts):
    found = rank_by_integral(posteriors_of_rates(*zip(*counts, strict=True)))
    assert np.all(found.probabilities >= 0)
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(len(counts)), abs=1e-12)
    assert found.probabilities.sum(axis=0) == pytest.approx(np.ones(len(counts)), abs=1e-8)
    assert found.error < 1e-8


@settings(max_examples=30)
@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(counts, random):
    order = list(range(len(counts)))
    random.shuffle(order)
    found = rank_by_integral(posteriors_of_rates(*zip(*counts, strict=True)))
    other = rank_by_integral(posteriors_of_rates(*zip(*[counts[each] for each in order], strict=True)))
    assert other.probabilities == pytest.approx(found.probabilities[order], abs=1e-9)


def test_simulation_agrees_with_the_integral_and_repeats_itself():
    rng = np.random.default_rng(3)
    expected = rng.uniform(1, 60, 12)
    for posteriors in (
        posteriors_of_rates(rng.binomial(300, 0.1, 12), [300] * 12),
        posteriors_of_ratios(rng.poisson(expected), expected),
    ):
        exact = rank_by_integral(posteriors)
        found = rank_by_simulation(posteriors, seed=11, draws=50_000)
        assert np.abs(found.probabilities - exact.probabilities).max() < 4.5 * found.error
        again = rank_by_simulation(posteriors, seed=11, draws=50_000)
        assert np.array_equal(found.probabilities, again.probabilities)
        assert not np.array_equal(
            found.probabilities, rank_by_simulation(posteriors, seed=12, draws=50_000).probabilities
        )
        assert found.first.sum() == pytest.approx(1)


def test_the_lowest_can_be_first():
    posteriors = posteriors_of_rates([1, 9, 30], [100, 100, 100])
    upwards = rank_by_integral(posteriors, lowest_first=True).probabilities
    assert upwards == pytest.approx(rank_by_integral(posteriors).probabilities[:, ::-1])
    simulated = rank_by_simulation(posteriors, seed=1, lowest_first=True)
    assert np.abs(simulated.probabilities - upwards).max() < 0.01


def test_a_rank_interval_holds_its_level():
    ranks = rank_by_integral(posteriors_of_rates([5, 8, 9, 20], [100, 100, 100, 100]))
    for place in range(4):
        low, high = ranks.interval(place)
        assert ranks.probabilities[place, low - 1 : high].sum() >= 0.95
        assert 1 <= low <= high <= 4
        assert low - 1 < ranks.expected(place) < high + 1


def test_one_place_has_no_rank():
    one = posteriors_of_rates([1], [10])
    for ask in (rank_by_integral, lambda each: rank_by_simulation(each, seed=1)):
        with pytest.raises(Refused):
            ask(one)
    with pytest.raises(ValueError, match="simulate"):
        rank_by_integral(one * 41)
