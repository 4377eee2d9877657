"""How much passes undetected, from the random stream: each checked unit weighted by 1 ÷ its chance.

Only units of the stream speak: what a rule or a score chose says nothing of the rest. A unit that was drawn
and not checked (missed) leaves the numerator and the denominator; that it was missed is counted, because the
estimate holds only if the missed ones are like the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jiangang.methods.ranking.effective import (
    effective_size,
    exact_interval,
    is_enough,
    smallest_stream,
    weighted_share,
)
from jiangang.methods.register import method

__all__ = ["Leakage", "SmallStream", "estimate_leakage"]

LEVEL = 0.95


class SmallStream(ValueError):
    """Too few random checks to exclude even a rate of 5 %; `needed` would."""

    def __init__(self, count: float, needed: int) -> None:
        super().__init__(f"{count:g} random checks, {needed} are needed")
        self.needed = needed


@dataclass(frozen=True, slots=True)
class Leakage:
    """What the stream says of a pathway.

    rate, low, high: nonconforming share of all arrivals with its 95 % interval; passed, passed_low,
    passed_high: how many nonconforming arrivals a release without further checks lets pass, of those that the
    stream did not open; effective: the size of an equal-chance stream that says as much; missed: drawn units
    without a check.
    """

    rate: float
    low: float
    high: float
    passed: float
    passed_low: float
    passed_high: float
    effective: float
    missed: int


@method(
    "targeting.leakage",
    source=(
        "Hájek in Godambe and Sprott, Foundations of Statistical Inference (1971)",
        "Clopper and Pearson, Biometrika 26 (1934) 404–413, at Kish's effective size",
    ),
    verified=(
        "equal chances: the plain Clopper–Pearson interval; 400 made pathways: the interval holds the truth "
        "in at least 95 % (tests/unit/methods/targeting/test_leakage.py)"
    ),
)
def estimate_leakage(found: Sequence[bool], chances: Sequence[float], drawn: int, arrivals: int) -> Leakage:
    """Rate of nonconforming arrivals of a pathway, and how many of them pass, from its random stream.

    found: for each checked unit of the stream whether it did not conform; chances: its probability of being
    drawn, in (0, 1]; drawn: units drawn, checked or not; arrivals: of the pathway. Raises SmallStream where
    the stream cannot exclude 5 % at 95 %, ValueError for chances outside (0, 1] or counts that contradict.
    """
    chance, marks = np.asarray(chances, float), np.asarray(found, float)
    if len(chance) != len(marks) or not ((chance > 0) & (chance <= 1)).all():
        raise ValueError("a chance in (0, 1] for each checked unit is wanted")
    if not len(marks) <= drawn <= arrivals:
        raise ValueError("checked are at most those drawn, and drawn at most those that arrived")
    weights = 1 / chance
    effective, needed = effective_size(weights), smallest_stream()
    if not is_enough(effective, needed):
        raise SmallStream(effective, needed)
    rate = weighted_share(marks, weights)
    low, high = exact_interval(rate, effective, LEVEL)
    unopened = arrivals - len(marks)
    return Leakage(
        rate, low, high, rate * unopened, low * unopened, high * unopened, effective, drawn - len(marks)
    )
