"""Poisson intervals against published limits and against SciPy's tail sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from jiangang.methods.findings import Refused
from jiangang.methods.ranking.counts import byar, poisson_exact, poisson_mid_p

METHODS = [byar, poisson_exact, poisson_mid_p]


@pytest.mark.parametrize(
    ("observed", "level", "low", "high"),
    # Test sheet testdata_Byars_Wilson of PHEindicatormethods (UK Health Security Agency): numbers only.
    [
        (65, 0.95, 50.163187710459454, 82.849138545939837),
        (1045, 0.95, 982.59320180733255, 1110.3312129856499),
        (1, 0.95, 0.013072132901504351, 5.5637555824752605),
        (65, 0.998, 42.880261471480203, 94.000290844318016),
        (1045, 0.998, 947.94070356103737, 1148.8061609880331),
        (10, 0.998, 2.916318374695686, 24.193724927880535),
    ],
)
def test_published_limits_of_byar(observed, level, low, high):
    found = byar(observed, level=level)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))


@pytest.mark.parametrize(
    ("observed", "low", "high"),
    # testdata_funnel_ratio_outputs of the same package: exact Poisson limits at 95 %, found there by search.
    [(1, 0.025317898, 5.571644585), (5, 1.623486324, 11.6683331), (20, 12.21651877, 30.88838097)],
)
def test_published_exact_limits(observed, low, high):
    found = poisson_exact(observed)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-5), pytest.approx(high, rel=1e-5))


def test_a_count_against_an_expected_number_of_another_program():
    # Example of a Ruby library: observed 100, expected 90, with z written as 1.96.
    found = byar(100, 90)
    assert found.high == pytest.approx(1.3514260807978444, abs=2e-5)
    assert found.ratio == 100 / 90


@given(st.integers(0, 3000), st.floats(0.5, 500), st.sampled_from([0.8, 0.95, 0.998]))
def test_exact_bounds_have_their_tails(observed, expected, level):
    found = poisson_exact(observed, expected, level)
    tail = (1 - level) / 2
    assert poisson.cdf(observed, found.high * expected) == pytest.approx(tail, rel=1e-6)
    if observed:
        assert poisson.sf(observed - 1, found.low * expected) == pytest.approx(tail, rel=1e-6)


@given(st.integers(0, 500), st.sampled_from([0.8, 0.95, 0.998]))
def test_mid_p_bounds_have_their_tails(observed, level):
    found = poisson_mid_p(observed, 1.0, level)
    tail = (1 - level) / 2

    def below(mean):
        return poisson.cdf(observed, mean) - poisson.pmf(observed, mean) / 2

    assert below(found.high) == pytest.approx(tail, abs=1e-9)
    if observed:
        assert 1 - below(found.low) == pytest.approx(tail, abs=1e-9)


@given(st.integers(0, 400), st.floats(0.1, 100))
def test_bounds_hold_the_ratio_and_mid_p_is_the_shortest(observed, expected):
    exact, short = poisson_exact(observed, expected), poisson_mid_p(observed, expected)
    for found in (exact, short, byar(observed, expected)):
        assert 0 <= found.low <= found.ratio <= found.high
    assert exact.low <= short.low + 1e-12
    assert short.high <= exact.high + 1e-12


@pytest.mark.parametrize("interval", METHODS)
@pytest.mark.parametrize(
    ("observed", "expected", "code"),
    [(-1, 1.0, "count_negative"), (1, 0.0, "expected_nothing"), (1, float("inf"), "expected_nothing")],
)
def test_numbers_without_a_ratio_are_refused(interval, observed, expected, code):
    with pytest.raises(Refused) as caught:
        interval(observed, expected)
    assert caught.value.findings[0].code == f"methods.ranking.finding.{code}"


@pytest.mark.parametrize("interval", METHODS)
def test_a_level_is_a_fraction(interval):
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval(3, 1.0, 95)
