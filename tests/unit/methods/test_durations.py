"""Median and ninetieth percentile against the standard library and NumPy."""

import statistics
from datetime import timedelta
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.durations import DurationSummary, median, percentile, summarise
from jiangang.methods.findings import Refused


def hours(*numbers: float) -> list[timedelta]:
    return [timedelta(hours=number) for number in numbers]


def test_by_hand():
    assert summarise(hours(*range(10, 0, -1))) == DurationSummary(
        10, timedelta(hours=5.5), timedelta(hours=9)
    )
    assert summarise(hours(7)) == DurationSummary(1, timedelta(hours=7), timedelta(hours=7))
    assert percentile(hours(1, 2, 3, 4), Fraction(1, 4)) == timedelta(hours=1)
    assert percentile(hours(1, 2, 3, 4), Fraction(1)) == timedelta(hours=4)


@given(st.lists(st.integers(0, 10**6), min_size=1), st.fractions(Fraction(1, 100), 1))
def test_against_other_implementations(seconds, share):
    durations = [timedelta(seconds=each) for each in seconds]
    assert median(iter(durations)) == timedelta(seconds=statistics.median(seconds))
    found = percentile(durations, share)
    assert sum(each <= found for each in durations) >= share * len(durations)
    assert sum(each < found for each in durations) < share * len(durations)
    nearest = numpy.percentile(seconds, 90, method="inverted_cdf")
    assert summarise(durations).p90 == timedelta(seconds=int(nearest)) or len(seconds) % 10 == 0


def test_nothing_and_negative_times_are_refused():
    for durations, code in (([], "duration_of_nothing"), (hours(1, -1, -2), "duration_negative")):
        for method in (median, summarise):
            with pytest.raises(Refused) as caught:
                method(durations)
            assert caught.value.findings[0].code == f"methods.finding.{code}"
    for share in (Fraction(0), Fraction(11, 10)):
        with pytest.raises(ValueError, match="a share"):
            percentile(hours(1), share)
