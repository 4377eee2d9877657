"""Measures of a score: area under the curve, precision and recall at a share, log-loss, stability index.

Pure functions on arrays. What they are used for (cards, protocols) lives beside them.
"""

import math

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
SMALLEST = 1e-12


@method(
    "targeting.auc",
    source="Hanley and McNeil, Radiology 143 (1982) 29–36: the area is the Mann–Whitney statistic",
    verified="counting all pairs, ties as a half",
)
def find_auc(scores: Floats, labels: Truths) -> float:
    """Area under the receiver operating curve; ties count a half, NaN when one kind of label is missing."""
    ones = int(labels.sum())
    zeros = len(labels) - ones
    if not ones or not zeros:
        return math.nan
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]]
    place = np.cumsum(starts) - 1
    firsts = np.flatnonzero(starts)
    lasts = np.r_[firsts[1:], len(ordered)]
    ranks = np.empty(len(scores))
    ranks[order] = ((firsts + lasts + 1) / 2)[place]
    return float((ranks[labels].sum() - ones * (ones + 1) / 2) / (ones * zeros))


@method(
    "targeting.auc_error",
    source="Hanley and McNeil, Radiology 143 (1982) 29–36, formula for the standard error",
)
def find_auc_error(auc: float, ones: int, zeros: int) -> float:
    """Standard error of an area under the curve from `ones` and `zeros` labels."""
    if not ones or not zeros:
        return math.nan
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (ones - 1) * (q1 - auc * auc) + (zeros - 1) * (q2 - auc * auc)
    return math.sqrt(max(0.0, spread) / (ones * zeros))


@method("targeting.precision", source="Kim and others, DATE, KDD 2020, section 5 (Pre@n %)")
def find_precision(scores: Floats, labels: Truths, share: float) -> float:
    """Share of findings among the floor(share · n) highest scores; ties go by the order of rows."""
    count = math.floor(share * len(scores) + 1e-9)
    if not count:
        return math.nan
    best = np.argsort(-scores, kind="stable")[:count]
    return float(labels[best].mean())


@method(
    "targeting.wilson",
    source="Wilson, JASA 22 (1927) 209–212: interval of a share by inverting the score test",
    verified="worked: 0 of 10 → 0 to 0.2775 at 95 %",
)
def find_share_interval(count: int, total: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Interval of a share of `count` in `total`; 0 to 1 when there is nothing. z: 1.96 for 95 %."""
    if not total:
        return 0.0, 1.0
    share, square = count / total, z * z
    middle = share + square / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    low, high = (middle - half) / (1 + square / total), (middle + half) / (1 + square / total)
    return max(0.0, low), min(1.0, high)


@method("targeting.log_loss", source="Good, JRSS B 14 (1952) 107–114: the logarithmic score")
def find_log_loss(probabilities: Floats, labels: Truths) -> float:
    """Mean negative logarithm of the probability given to what happened; NaN without rows."""
    if not len(labels):
        return math.nan
    given = np.where(labels, probabilities, 1 - probabilities)
    return float(-np.log(np.clip(given, SMALLEST, 1)).mean())


@method(
    "targeting.stability_index",
    source="Siddiqi, Credit Risk Scorecards (2006), ch. 9: population stability index",
    verified="worked: shares .5/.5 against .4/.6 → 0.0405",
)
def find_stability_index(before: Floats, after: Floats, smallest: float = 1e-4) -> float:
    """How far a distribution over the same bins has moved: Σ (after − before) · ln(after / before) of shares.

    before, after: counts by bin. Below 0.1 is read as steady, above 0.25 as moved. NaN for an empty side.
    """
    if not before.sum() or not after.sum():
        return math.nan
    first = np.maximum(before / before.sum(), smallest)
    second = np.maximum(after / after.sum(), smallest)
    return float(((second - first) * np.log(second / first)).sum())
