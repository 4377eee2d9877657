"""Continuous sampling of units as they pass: CSP-1, CSP-2, CSP-3 of Dodge and Dodge–Torrey.

A stretch of 100 % inspection until `clearance` conforming units in a row, then a fraction at random until a
nonconforming unit is found. CSP-2 goes back only when a second one is found among the next `follow_up`
sampled units; CSP-3 moreover inspects the four units after the first, which count among the follow-up.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import expm1, log1p

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.curves import largest
from jiangang.methods.sampling.acceptance.faults import Fault, finding, refuse

AT_ONCE = 4
LARGEST_CLEARANCE = 1_000_000
SOURCES = (
    "Dodge, Annals of Mathematical Statistics 14 (1943) 264–279 (CSP-1)",
    "Dodge and Torrey, Industrial Quality Control 7 (1951) 7–12 (CSP-2, CSP-3)",
)
VERIFIED = (
    "CSP-1 and CSP-2: 20 reference points of fraction inspected and outgoing quality to 1e-5",
    "CSP-1, -2, -3: simulations of 20 million units within 0.006; stationary law of the Markov chain",
)


class Scheme(StrEnum):
    """The three schemes."""

    CSP_1 = "csp-1"
    CSP_2 = "csp-2"
    CSP_3 = "csp-3"


@dataclass(frozen=True, slots=True)
class ContinuousPlan:
    """scheme; clearance: conforming units in a row that end 100 % inspection (i); fraction: share sampled
    then (f); follow_up: sampled units after a nonconforming one in CSP-2 and CSP-3 (k), None for i."""

    scheme: Scheme
    clearance: int
    fraction: Fraction
    follow_up: int | None = None

    @property
    def watched(self) -> int:
        """k, the sampled units that are watched after a nonconforming one."""
        return self.clearance if self.follow_up is None else self.follow_up


@method("sampling.continuous_fraction", source=SOURCES, verified=VERIFIED)
def average_fraction_inspected(plan: ContinuousPlan, quality: float) -> float:
    """Average fraction of units inspected in the long run (AFI) at a fraction nonconforming of the process.

    quality: 0 to 1. Raises Refused for a plan or quality that cannot be.
    """
    _check(plan, quality)
    return _fraction_inspected(plan, quality)


@method("sampling.continuous_quality", source=SOURCES, verified=VERIFIED)
def average_outgoing_quality(plan: ContinuousPlan, quality: float, *, removed: bool = False) -> float:
    """Average outgoing quality in the long run. removed: nonconforming units found are taken out; else they
    are replaced by conforming ones. Arguments and errors else as `average_fraction_inspected`."""
    _check(plan, quality)
    return _outgoing(plan, quality, removed)


@method(
    "sampling.continuous_limit",
    source=SOURCES,
    verified="176 CSP-1 plans, both conventions, to four decimals of a percent",
)
def continuous_limit(plan: ContinuousPlan, *, removed: bool = False) -> tuple[float, float]:
    """The average outgoing quality limit (AOQL) and the quality of the process at which it is reached."""
    _check(plan, 0.0)
    return largest(lambda quality: _outgoing(plan, quality, removed), 1.0)


@method(
    "sampling.continuous_clearance",
    source=SOURCES,
    verified="the smallest i by trying every one, small cases",
)
def find_clearance(scheme: Scheme, fraction: Fraction, limit: Fraction, *, removed: bool = False) -> int:
    """The smallest clearance number whose AOQL is not above `limit`, with k = i.

    Raises Refused for bad input, Unreachable where no clearance up to a million is enough.
    """
    if not 0 < limit < 1:
        params = {"part": "AOQL", "value": float(limit)}
        raise Refused(finding("fraction_out_of_range", "aoql", params))

    def is_enough(clearance: int) -> bool:
        reached, _ = continuous_limit(ContinuousPlan(scheme, clearance, fraction), removed=removed)
        return reached <= float(limit)

    high = 1
    while not is_enough(high):
        if high >= LARGEST_CLEARANCE:
            params = {"largest": LARGEST_CLEARANCE}
            raise Unreachable(finding("clearance_out_of_reach", "aoql", params))
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


@method("sampling.continuous", source=SOURCES, verified=VERIFIED)
def describe_continuous(
    plan: ContinuousPlan, qualities: tuple[Fraction, ...] = (), *, removed: bool = False
) -> Answer:
    """Fraction inspected and outgoing quality of a continuous plan at some qualities, and its AOQL."""
    limit, at = continuous_limit(plan, removed=removed)
    points = [
        {
            "quality": each,
            "average_fraction_inspected": average_fraction_inspected(plan, float(each)),
            "average_outgoing_quality": average_outgoing_quality(plan, float(each), removed=removed),
        }
        for each in qualities
    ]
    follows = plan.scheme is not Scheme.CSP_1
    params = {
        "scheme": plan.scheme.value.upper(),
        "clearance": plan.clearance,
        "fraction": plan.fraction,
        "limit": limit,
        "at": at,
    }
    kept = "removed" if removed else "replaced"
    return Answer(
        method="sampling.continuous",
        version="1",
        values={
            "plan": plan.scheme.value,
            "clearance": plan.clearance,
            "fraction": plan.fraction,
            "follow_up": plan.watched if follows else None,
            "aoql": limit,
            "aoql_at": at,
            "points": points,
            "nonconforming_units": kept,
        },
        assumptions=(
            Said("methods.acceptance.assumption.process_steady"),
            Said(f"methods.acceptance.assumption.units_{kept}"),
        ),
        sentence=Said("methods.acceptance.sentence.continuous", params),
    )


def _fraction_inspected(plan: ContinuousPlan, quality: float) -> float:
    """By renewal: expected units inspected over expected units passed, from one 100 % stretch to the next,
    both multiplied by the quality so that a quality of 0 needs no case of its own."""
    share = float(plan.fraction)
    if quality == 0:
        return share
    if quality == 1:
        return 1.0
    good = log1p(-quality)

    def found(units: int) -> float:
        """Probability of a nonconforming unit among so many."""
        return -expm1(units * good)

    cleared = 1 - found(plan.clearance)
    if cleared == 0:
        return 1.0
    screening = found(plan.clearance) / cleared
    if plan.scheme is Scheme.CSP_1:
        return (screening + 1) / (screening + 1 / share)
    at_once = min(AT_ONCE, plan.watched) if plan.scheme is Scheme.CSP_3 else 0
    watch = (1 - found(at_once)) * found(plan.watched - at_once)
    rounds = 1 / found(plan.watched)
    inspected = screening + rounds * (1 + found(at_once) + watch)
    return inspected / (screening + rounds * ((1 + watch) / share + found(at_once)))


def _outgoing(plan: ContinuousPlan, quality: float, removed: bool) -> float:
    inspected = _fraction_inspected(plan, quality)
    passed = quality * (1 - inspected)
    return passed / (1 - quality * inspected) if removed and passed else passed


def _check(plan: ContinuousPlan, quality: float) -> None:
    found: list[Fault] = []
    if plan.clearance < 1:
        found.append(("clearance_small", "clearance", {"value": plan.clearance}))
    if not 0 < plan.fraction <= 1:
        found.append(("fraction_out_of_range", "fraction", {"part": "f", "value": float(plan.fraction)}))
    if plan.scheme is not Scheme.CSP_1 and plan.watched < 1:
        found.append(("clearance_small", "follow-up", {"value": plan.watched}))
    if not 0 <= quality <= 1:
        found.append(("quality_out_of_range", "at", {"value": quality}))
    refuse(found)


__all__ = [
    "ContinuousPlan",
    "Scheme",
    "average_fraction_inspected",
    "average_outgoing_quality",
    "continuous_limit",
    "describe_continuous",
    "find_clearance",
]
