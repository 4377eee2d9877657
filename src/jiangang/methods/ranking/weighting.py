"""Unbiased detection rate and leakage from a random stream, each consignment weighted by 1 ÷ chance.

Targeted consignments have chance 1 and speak for themselves only; those of the random stream speak for all
that were released like them. Nothing here corrects a stream that was overridden: an overridden consignment
must stay in as not found out, or the rate is wrong.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.ranking.effective import (
    EXCLUDED,
    Floats,
    effective_size,
    exact_interval,
    is_enough,
    smallest_stream,
    weighted_share,
)
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class StreamEstimate:
    """What the random stream says of all arrivals.

    arrivals: how many consignments it speaks of; inspected, stream: how many were inspected, and of them by
    chance below 1; found: nonconforming ones among the inspected; rate, rate_low, rate_high: share of
    nonconforming among all arrivals (Hájek) with its interval; horvitz_thompson: the same by Horvitz and
    Thompson over the known arrivals, None when they are not known; standard_error: of the Hájek rate;
    leakage, leakage_low, leakage_high: nonconforming consignments that were not inspected, None when the
    arrivals are not known, because a count needs them; effective: effective number of inspections in the
    stream; level: of the intervals.
    """

    arrivals: float
    inspected: int
    stream: int
    found: int
    rate: float
    rate_low: float
    rate_high: float
    horvitz_thompson: float | None
    standard_error: float
    leakage: float | None
    leakage_low: float | None
    leakage_high: float | None
    effective: float
    level: float


@method(
    "ranking.random_stream",
    source=(
        "Horvitz and Thompson, JASA 47 (1952) 663–685",
        "Hájek in Godambe and Sprott, Foundations of Statistical Inference (1971)",
        "Särndal, Swensson and Wretman, Model Assisted Survey Sampling (1992), sections 3.5, 5.7 and 7.4",
        "Korn and Graubard, Survey Methodology 24 (1998) 193–201",
    ),
    verified="Total and variance by enumeration of all samples of six consignments; coverage in 2,000 worlds",
)
def estimate_from_stream(
    found: Sequence[bool],
    chances: Sequence[float],
    *,
    arrivals: int | None = None,
    level: float = 0.95,
    excluded: Fraction = EXCLUDED,
) -> StreamEstimate:
    """Detection rate of all arrivals and leakage, from the inspected ones and their chances of inspection.

    found: for each inspected consignment whether it did not conform; chances: its probability of being
    inspected, 0 < π ≤ 1, drawn independently of the others, 1 for targeted ones; arrivals: number of all
    consignments, if known; level: of the intervals; excluded: the rate that the stream must be able to
    exclude. Intervals are Clopper–Pearson at the effective size of the stream, so that they hold with no find
    too; they take the stream as a sample with replacement, which makes them a little wide.
    Raises Refused for chances outside (0, 1] or more inspected than arrivals, Unreachable when the stream is
    smaller than `smallest_stream` asks.
    """
    marks, chance = np.asarray(found, float), np.asarray(chances, float)
    _check(marks, chance, arrivals)
    random = chance < 1
    weights = 1 / chance[random]
    certain, certain_found = int((~random).sum()), float(marks[~random].sum())
    effective = effective_size(weights)
    _check_size(effective, int(random.sum()), excluded)
    stands_for = float(weights.sum()) if arrivals is None else float(arrivals - certain)
    share = weighted_share(marks[random], weights)
    variance = float(((weights**2 - weights) * (marks[random] - share) ** 2).sum()) / weights.sum() ** 2
    low, high = _interval(share, variance, effective, float((weights**2 - weights).sum()), weights, level)
    everything = certain + stands_for
    seen = float(marks[random].sum())
    total = float((marks / chance).sum())
    missed = [max(0.0, stands_for * each - seen) for each in (share, low, high)]
    leaked: list[float | None] = [None] * 3 if arrivals is None else [*missed]
    return StreamEstimate(
        arrivals=everything,
        inspected=len(marks),
        stream=int(random.sum()),
        found=int(marks.sum()),
        rate=(certain_found + stands_for * share) / everything,
        rate_low=(certain_found + max(seen, stands_for * low)) / everything,
        rate_high=(certain_found + stands_for * high) / everything,
        horvitz_thompson=None if arrivals is None else total / arrivals,
        standard_error=math.sqrt(variance) * stands_for / everything,
        leakage=leaked[0],
        leakage_low=leaked[1],
        leakage_high=leaked[2],
        effective=effective,
        level=level,
    )


@method(
    "ranking.horvitz_thompson",
    source="Horvitz and Thompson, JASA 47 (1952) 663–685; independent draws (Poisson sampling)",
    verified="Expectation and variance by enumeration of all samples of six consignments",
)
def horvitz_thompson(values: Sequence[float], chances: Sequence[float]) -> tuple[float, float]:
    """Total over all arrivals and its estimated variance, from the inspected ones: Σ y/π and Σ (1−π)(y/π)².

    values: of the inspected; chances: their probabilities of inspection, 0 < π ≤ 1, drawn independently.
    """
    drawn, chance = np.asarray(values, float), np.asarray(chances, float)
    _check(drawn, chance, None)
    weighted = drawn / chance
    return float(weighted.sum()), float(((1 - chance) * weighted**2).sum())


def _interval(
    share: float, variance: float, effective: float, spread: float, weights: Floats, level: float
) -> tuple[float, float]:
    """Clopper–Pearson at the size whose simple random sample would have this variance."""
    size = effective
    if variance > 0 and 0 < share < 1:
        # The estimated variance leaves the sampled part out; scaled back, equal chances give the count.
        whole = variance * float((weights**2).sum()) / spread
        size = min(float(len(weights)), share * (1 - share) / whole)
    return exact_interval(share, size, level)


def _check(values: Floats, chance: Floats, arrivals: int | None) -> None:
    findings = []
    if len(values) != len(chance) or not len(values):
        findings.append(Finding("methods.ranking.finding.stream_empty", params={"count": len(values)}))
    wrong = np.flatnonzero(~((chance > 0) & (chance <= 1)))
    findings += [
        Finding(
            "methods.ranking.finding.chance_wrong", field="chance", params={"chance": float(chance[each])}
        )
        for each in wrong[:20]
    ]
    if arrivals is not None and arrivals < len(values):
        params = {"arrivals": arrivals, "inspected": len(values)}
        findings.append(Finding("methods.ranking.finding.arrivals_too_few", field="arrivals", params=params))
    if findings:
        raise Refused(findings)


def _check_size(effective: float, count: int, excluded: Fraction) -> None:
    needed = smallest_stream(excluded)
    if not is_enough(effective, needed):
        params = {
            "effective": round(effective, 1),
            "count": count,
            "needed": needed,
            "excluded": float(excluded),
        }
        raise Unreachable(Finding("methods.ranking.finding.stream_too_small", params=params))
