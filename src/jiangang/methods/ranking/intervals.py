"""Intervals of a rate from counts: Wilson and Clopper–Pearson.

Which of the two a figure shows is said in its definition: Wilson for reading, Clopper–Pearson where the law
or a partner asks for a coverage that is never below the level stated.
"""

import math
from dataclasses import dataclass

from scipy.special import betaincinv, ndtri

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class RateInterval:
    """A rate with its counts and bounds, all as fractions of 1 (0.3 is 30 %).

    events of total: the counts; level: the confidence level; method: `wilson` or `clopper_pearson`.
    """

    events: int
    total: int
    rate: float
    low: float
    high: float
    level: float
    method: str


@method(
    "ranking.wilson",
    source="Wilson, JASA 22 (1927) 209–212; Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3",
    verified=("Newcombe 1998, table I", "scipy.stats.binomtest", "18/60 and 540/2000 of the reference"),
)
def wilson(events: int, total: int, level: float = 0.95) -> RateInterval:
    """Wilson's score interval, without continuity correction.

    events: how many of `total` had the mark; level: between 0 and 1. Raises Refused with a finding when the
    total is 0 or the counts contradict each other, ValueError for another level.
    Source: Wilson, JASA 22 (1927) 209–212; Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3.
    """
    _check(events, total, level)
    z = float(ndtri((1 + level) / 2))
    rate = events / total
    middle = rate + z * z / (2 * total)
    reach = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
    below = 1 + z * z / total
    low = 0.0 if events == 0 else (middle - reach) / below
    high = 1.0 if events == total else (middle + reach) / below
    return RateInterval(events, total, rate, low, high, level, "wilson")


@method(
    "ranking.clopper_pearson",
    source="Clopper and Pearson, Biometrika 26 (1934) 404–413",
    verified=("Newcombe 1998, table I", "scipy.stats.binomtest"),
)
def clopper_pearson(events: int, total: int, level: float = 0.95) -> RateInterval:
    """The exact interval of Clopper and Pearson: its coverage is never below the level.

    Arguments and errors as `wilson`. Source: Clopper and Pearson, Biometrika 26 (1934) 404–413, by the
    quantiles of the beta distribution.
    """
    _check(events, total, level)
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, total - events + 1, tail))
    high = 1.0 if events == total else float(betaincinv(events + 1, total - events, 1 - tail))
    return RateInterval(events, total, events / total, low, high, level, "clopper_pearson")


def _check(events: int, total: int, level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level is between 0 and 1, not {level}")
    if total == 0 and events == 0:
        raise Refused(Finding("methods.finding.rate_of_nothing", field="total"))
    if not 0 <= events <= total:
        raise Refused(
            Finding(
                "methods.finding.rate_counts_contradict",
                field="events",
                params={"events": events, "total": total},
            )
        )
