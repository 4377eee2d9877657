"""Intervals of a rate against published values and against SciPy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from jiangang.methods.findings import Refused
from jiangang.methods.ranking.intervals import clopper_pearson, wilson


@pytest.mark.parametrize(
    ("events", "total", "low", "high"),
    [
        (18, 60, 19.9, 42.5),
        (540, 2000, 25.1, 29.0),
        # Newcombe 1998, Table I, method 3.
        (81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18),
    ],
)  # fmt: skip
def test_published_wilson_intervals(events, total, low, high):
    found = wilson(events, total)
    digits = 1 if total in (60, 2000) else 2
    assert (round(found.low * 100, digits), round(found.high * 100, digits)) == (low, high)
    assert found.rate == events / total


@pytest.mark.parametrize(
    ("events", "total", "low", "high"),
    # Newcombe 1998, Table I, method 5.
    [(81, 263, 25.27, 36.76), (15, 148, 5.78, 16.17), (0, 20, 0.0, 16.84), (1, 29, 0.09, 17.76)],
)
def test_published_exact_intervals(events, total, low, high):
    found = clopper_pearson(events, total)
    assert (round(found.low * 100, 2), round(found.high * 100, 2)) == (low, high)


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_are_those_of_scipy(total, data, level):
    events = data.draw(st.integers(0, total))
    for method, found in (
        ("wilson", wilson(events, total, level)),
        ("exact", clopper_pearson(events, total, level)),
    ):
        expected = binomtest(events, total).proportion_ci(level, method=method)
        assert found.low == pytest.approx(expected.low, abs=1e-9)
        assert found.high == pytest.approx(expected.high, abs=1e-9)
        assert 0 <= found.low <= found.rate <= found.high <= 1


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
@pytest.mark.parametrize(
    ("events", "total", "code"),
    [(0, 0, "rate_of_nothing"), (1, 0, "rate_counts_contradict"), (-1, 5, "rate_counts_contradict"),
     (6, 5, "rate_counts_contradict")],
)  # fmt: skip
def test_counts_without_a_rate_are_refused(method, events, total, code):
    with pytest.raises(Refused) as caught:
        method(events, total)
    assert caught.value.findings[0].code == f"methods.finding.{code}"


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_fraction(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(1, 2, level)
