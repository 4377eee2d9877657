"""Summaries of how long things took: median and ninetieth percentile, by definitions that are stated.

Which two moments a duration lies between, and which cases count, is said by the figure that uses this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from jiangang.methods.findings import Finding, Refused

NINE_TENTHS = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class DurationSummary:
    """How many durations there were, their median and their ninetieth percentile."""

    count: int
    median: timedelta
    p90: timedelta


def median(durations: Iterable[timedelta]) -> timedelta:
    """The middle duration, or the mean of the two middle ones.

    Raises Refused with a finding when there is none or one is negative. Source: ISO 3534-1:2006, 1.13.
    """
    ordered = _ordered(durations)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percentile(durations: Iterable[timedelta], share: Fraction) -> timedelta:
    """The shortest observed duration that at least this share of all durations do not exceed.

    share: above 0 and at most 1; it is exact, so that nine tenths of ten is nine. The answer is always a
    duration that was observed; nothing is interpolated. Raises Refused as `median`, ValueError for another
    share. Source: nearest rank, definition 1 of Hyndman and Fan, The American Statistician 50 (1996) 361–365.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share is above 0 and at most 1, not {share}")
    return _nearest_rank(_ordered(durations), share)


def summarise(durations: Iterable[timedelta]) -> DurationSummary:
    """Count, median and ninetieth percentile; definitions and errors as `median` and `percentile`."""
    ordered = _ordered(durations)
    return DurationSummary(len(ordered), median(ordered), _nearest_rank(ordered, NINE_TENTHS))


def _nearest_rank(ordered: Sequence[timedelta], share: Fraction) -> timedelta:
    # The ceiling, in whole numbers: 0.9 * 10 as floats could end at rank 10.
    return ordered[-(-len(ordered) * share.numerator // share.denominator) - 1]


def _ordered(durations: Iterable[timedelta]) -> list[timedelta]:
    ordered = sorted(durations)
    if not ordered:
        raise Refused(Finding("methods.finding.duration_of_nothing"))
    if ordered[0] < timedelta(0):
        count = sum(each < timedelta(0) for each in ordered)
        raise Refused(Finding("methods.finding.duration_negative", params={"count": count}))
    return ordered
