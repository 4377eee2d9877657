"""The urn beside enumeration, SciPy and itself in integers."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom, hypergeom

from jiangang.methods.findings import Refused
from jiangang.methods.sampling.urns import Urn, as_decimal, least

share = st.fractions(min_value=0, max_value=1, max_denominator=40)
positive = st.fractions(min_value=Fraction(1, 40), max_value=1, max_denominator=40)


def by_enumeration(lot: int, infested: int, sampled: int, accept: int, efficacy: Fraction) -> Fraction:
    """Probability of recognising at most `accept`, over all samples and all ways of recognising."""
    total = Fraction(0)
    for sample in combinations(range(lot), sampled):
        held = sum(unit < infested for unit in sample)
        total += sum(
            comb(held, seen) * efficacy**seen * (1 - efficacy) ** (held - seen)
            for seen in range(min(accept, held) + 1)
        )
    return total / comb(lot, sampled)


@settings(max_examples=60)
@given(st.integers(1, 8), st.data(), positive, st.integers(0, 3))
def test_a_lot_beside_enumeration(lot: int, data: st.DataObject, efficacy: Fraction, accept: int) -> None:
    infested, sampled = data.draw(st.integers(0, lot)), data.draw(st.integers(0, lot))
    urn = Urn.of_lot(lot, infested, efficacy)
    exact = by_enumeration(lot, infested, sampled, accept, efficacy)
    assert urn.exact_miss(sampled, accept) == exact
    missed, error = urn.miss(sampled, accept)
    assert abs(missed - as_decimal(exact)) <= error + Decimal("1e-58")


@settings(max_examples=60)
@given(positive, share.filter(lambda value: value < 1), positive, st.integers(0, 60), st.integers(0, 4))
def test_sixty_digits_beside_integers(
    level: Fraction, dispersion: Fraction, efficacy: Fraction, sampled: int, accept: int
) -> None:
    urn = Urn.of_clusters(level, dispersion, efficacy)
    missed, error = urn.miss(sampled, accept)
    assert abs(missed - as_decimal(urn.exact_miss(sampled, accept))) <= error + Decimal("1e-58")
    assert error < Decimal("1e-50")


@pytest.mark.parametrize(("lot", "infested", "sampled", "accept"), [(5000, 37, 400, 2), (90, 60, 50, 31)])
def test_a_lot_beside_scipy(lot: int, infested: int, sampled: int, accept: int) -> None:
    ours = float(Urn.of_lot(lot, infested).miss(sampled, accept)[0])
    assert ours == pytest.approx(hypergeom.cdf(accept, lot, infested, sampled), rel=1e-10)


def test_a_large_lot_and_clusters_beside_scipy() -> None:
    level, dispersion = Fraction(3, 100), Fraction(1, 10)
    assert float(Urn.of_large_lot(level, Fraction(4, 5)).miss(200, 3)[0]) == pytest.approx(
        binom.cdf(3, 200, 0.024), rel=1e-12
    )
    theta = 1 / 9
    ours = float(Urn.of_clusters(level, dispersion).miss(200, 3)[0])
    assert ours == pytest.approx(betabinom.cdf(3, 200, 0.03 / theta, 0.97 / theta), rel=1e-9)


def test_the_formula_of_ispm_31_for_clusters() -> None:
    level, theta = Fraction(1, 20), Fraction(1, 4)
    urn = Urn.of_clusters(level, theta / (1 + theta))
    product = Fraction(1)
    for place in range(30):
        product *= (1 - level + place * theta) / (1 + place * theta)
    assert urn.exact_miss(30) == product


def test_a_tie_is_decided_in_integers() -> None:
    urn = Urn.of_lot(20, 1)
    assert urn.detects(19, 0, Fraction(19, 20))
    assert not urn.detects(19, 0, Fraction(19, 20) + Fraction(1, 10**70))
    assert not urn.detects(18, 0, Fraction(19, 20))


def test_a_sum_too_long_is_refused() -> None:
    with pytest.raises(Refused):
        Urn.of_lot(10**9, 10**7, Fraction(1, 2)).miss(10**7)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(-5, 60), st.integers(0, 60))
def test_the_least_is_found_from_any_guess(low: int, more: int, guess: int, first: int) -> None:
    high = low + more
    expected = next((number for number in range(low, high + 1) if number >= first), None)
    assert least(lambda number: number >= first, low, high, guess) == expected
