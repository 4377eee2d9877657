"""Shrinkage against published data, with the likelihoods of SciPy maximised another way."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import betabinom, nbinom

from jiangang.methods.findings import Refused
from jiangang.methods.ranking.shrinkage import shrink_rates, shrink_ratios

# Rat tumours, Tarone 1982, as printed in Bayesian Data Analysis, table 5.1.
TUMOURS = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1,
    5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4, 4, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6,
    6, 6, 6, 16, 15, 15, 9, 4,
]  # fmt: skip
RATS = [
    20, 20, 20, 20, 20, 20, 20, 19, 19, 19, 19, 18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24,
    23, 20, 20, 20, 20, 20, 20, 10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50, 20, 20, 20, 20,
    20, 20, 20, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14,
]  # fmt: skip
# Lip cancer in Scotland, Clayton and Kaldor 1987, table 1: observed and expected.
OBSERVED = [
    9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10,
    16, 11, 5, 3, 7, 8, 11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0,
]  # fmt: skip
EXPECTED = [
    1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5,
    4.4, 10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1,
    12.7, 9.4, 7.2, 5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0,
    4.2, 1.8,
]  # fmt: skip


def best(loss):
    """Both parameters of the likeliest prior, on another path than the code's: BFGS on logarithms."""
    return np.exp(minimize(lambda at: loss(*np.exp(at)), [0.5, 2.0], method="BFGS").x)


def test_rat_tumours_are_shrunk_to_the_likeliest_beta():
    found = shrink_rates(TUMOURS, RATS)
    a, b = best(lambda a, b: -betabinom.logpmf(TUMOURS, RATS, a, b).sum())
    assert found.prior == (pytest.approx(a, rel=1e-4), pytest.approx(b, rel=1e-4))
    last = found.values[-1]
    assert last.value == pytest.approx((a + 4) / (a + b + 14), rel=1e-4)
    assert last.weight == pytest.approx(14 / (a + b + 14), rel=1e-4)


def test_scottish_lip_cancer_is_shrunk_to_the_likeliest_gamma():
    found = shrink_ratios(OBSERVED, EXPECTED)
    shape, rate = best(
        lambda shape, rate: -nbinom.logpmf(OBSERVED, shape, rate / (rate + np.array(EXPECTED))).sum()
    )
    assert found.prior == (pytest.approx(shape, rel=1e-4), pytest.approx(rate, rel=1e-4))
    assert found.values[0].value == pytest.approx((shape + 9) / (rate + 1.4), rel=1e-4)


def test_places_that_do_not_differ_are_drawn_wholly_to_the_common_rate():
    found = shrink_rates([20, 40, 80], [100, 200, 400])
    assert math.isinf(found.concentration)
    assert [each.value for each in found.values] == [0.2] * 3
    assert all(each.low < 0.2 < each.high and each.weight == 0 for each in found.values)


@pytest.mark.parametrize(("events", "value"), [([0, 0], 0.0), ([20, 400], 1.0)])
def test_nothing_but_finds_or_none_leaves_each_place_its_own_interval(events, value):
    found = shrink_rates(events, [20, 400])
    assert [each.value for each in found.values] == [value] * 2
    widths = [each.high - each.low for each in found.values]
    assert widths[0] > 10 * widths[1] > 0


@settings(max_examples=40)
@example([(0, 60), (60, 60)])
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(60, 900)), min_size=2, max_size=8))
def test_a_shrunk_rate_lies_between_its_own_and_the_prior_mean(pairs):
    events, totals = zip(*pairs, strict=True)
    found = shrink_rates(events, totals)
    for (count, total), each in zip(pairs, found.values, strict=True):
        ends = sorted([count / total, found.mean])
        assert ends[0] - 1e-9 <= each.value <= ends[1] + 1e-9
        assert each.low <= each.value <= each.high


@pytest.mark.parametrize(("events", "totals"), [([1], [5]), ([6, 1], [5, 5]), ([1, 1], [0, 5])])
def test_counts_that_cannot_be_shrunk_are_refused(events, totals):
    with pytest.raises(Refused):
        shrink_rates(events, totals)
    if events[0] != 6:
        with pytest.raises(Refused):
            shrink_ratios(events, totals)
