"""The random stream: expectation by enumeration, bounds, refusals."""

import itertools

import numpy as np
import pytest
from scipy.stats import binomtest

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.ranking.weighting import estimate_from_stream, horvitz_thompson, smallest_stream


def test_total_and_variance_over_all_samples_of_six():
    values = np.array([1.0, 0, 1, 1, 0, 2])
    chances = np.array([1.0, 0.5, 0.25, 0.5, 0.9, 0.7])
    mean = square = variance = 0.0
    for drawn in itertools.product([False, True], repeat=6):
        taken = np.array(drawn)
        probability = float(np.prod(np.where(taken, chances, 1 - chances)))
        if not probability or not taken.any():
            continue
        total, estimated = horvitz_thompson(values[taken], chances[taken])
        mean += probability * total
        square += probability * total**2
        variance += probability * estimated
    assert mean == pytest.approx(values.sum())
    assert variance == pytest.approx(square - mean**2)


def test_equal_chances_give_the_plain_rate_and_its_exact_interval():
    found = estimate_from_stream([True] * 12 + [False] * 188, [0.1] * 200, arrivals=2000)
    plain = binomtest(12, 200).proportion_ci(0.95, method="exact")
    assert found.rate == pytest.approx(0.06)
    assert (found.rate_low, found.rate_high) == (pytest.approx(plain.low), pytest.approx(plain.high))
    assert found.horvitz_thompson == pytest.approx(12 / 0.1 / 2000)
    assert found.leakage == pytest.approx(2000 * 0.06 - 12)
    assert found.leakage_high == pytest.approx(2000 * plain.high - 12)


def test_targeted_consignments_speak_for_themselves_only():
    found = estimate_from_stream(
        [True] * 50 + [False] * 50 + [True] * 2 + [False] * 98, [1.0] * 100 + [0.05] * 100, arrivals=2100
    )
    assert found.rate == pytest.approx((50 + 2000 * 0.02) / 2100)
    assert (found.found, found.stream, found.inspected) == (52, 100, 200)
    assert found.leakage == pytest.approx(2000 * 0.02 - 2)


def test_no_find_still_has_an_upper_bound():
    found = estimate_from_stream([False] * 59, [0.1] * 59, arrivals=590)
    assert (found.rate, found.rate_low) == (0, 0)
    assert found.rate_high == pytest.approx(binomtest(0, 59).proportion_ci(0.95, method="exact").high)


def test_without_the_arrivals_there_is_a_rate_and_no_leakage():
    found = estimate_from_stream([True] * 6 + [False] * 94, [0.1] * 100)
    assert (found.leakage, found.leakage_high, found.horvitz_thompson) == (None, None, None)
    assert found.rate == pytest.approx(0.06)


@pytest.mark.parametrize(("excluded", "needed"), [("0.05", 59), ("0.01", 299), ("0.02", 149), ("0.1", 29)])
def test_the_smallest_stream_is_the_published_one(excluded, needed):
    # RSurveillance, n.binom: 299, 149, 59, 29.
    from fractions import Fraction

    level = Fraction(excluded)
    assert smallest_stream(level) == needed
    assert (1 - level) ** needed <= Fraction(1, 20) < (1 - level) ** (needed - 1)


def test_a_stream_too_small_is_an_answer_of_no():
    with pytest.raises(Unreachable) as caught:
        estimate_from_stream([False] * 58, [0.1] * 58)
    assert caught.value.findings[0].params["needed"] == 59
    with pytest.raises(Unreachable):
        estimate_from_stream([True] * 100, [1.0] * 100)
    # A few huge weights make a hundred inspections worth a few.
    with pytest.raises(Unreachable):
        estimate_from_stream([False] * 100, [0.001] * 3 + [0.9] * 97)


@pytest.mark.parametrize(
    ("found", "chances", "arrivals"),
    [([], [], None), ([True], [0.5, 0.5], None), ([True] * 70, [0.0] * 70, None),
     ([True] * 70, [1.1] * 70, None),
     ([False] * 70, [0.5] * 70, 69)],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(found, chances, arrivals):
    with pytest.raises(Refused) as caught:
        estimate_from_stream(found, chances, arrivals=arrivals)
    assert not isinstance(caught.value, Unreachable)
