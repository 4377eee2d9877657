"""How much passes undetected, from the random stream: each checked unit weighted by 1 ÷ its chance.

Only units of the stream speak: what a rule or a score chose says nothing of the rest. A unit that was drawn
and not checked (missed) leaves the numerator and the denominator; that it was missed is counted, because the
estimate holds only if the missed ones are like the others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from jiangang.methods.register import method

__all__ = ["Leakage", "SmallStream", "estimate_leakage", "least_checks"]

EXCLUDED, CONFIDENCE = Fraction(1, 20), Fraction(95, 100)


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
    "targeting.least_checks",
    source="(1 − p)ⁿ ≤ 1 − C, solved in fractions",
    verified="59 for 5 % at 95 % (R package RSurveillance, n.binom)",
)
def least_checks(excluded: Fraction = EXCLUDED, confidence: Fraction = CONFIDENCE) -> int:
    """How many random checks without a find exclude a rate at a confidence, both strictly in (0, 1)."""
    number = max(1, math.floor(math.log(1 - confidence) / math.log(1 - excluded)) - 1)
    while (1 - excluded) ** number > 1 - confidence:
        number += 1
    return number


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
    # SciPy is imported here: the web workers start without it.
    from scipy.special import betaincinv

    chance, marks = np.asarray(chances, float), np.asarray(found, float)
    if len(chance) != len(marks) or not ((chance > 0) & (chance <= 1)).all():
        raise ValueError("a chance in (0, 1] for each checked unit is wanted")
    if not len(marks) <= drawn <= arrivals:
        raise ValueError("checked are at most those drawn, and drawn at most those that arrived")
    weights = 1 / chance
    effective = float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0
    needed = least_checks()
    if effective + 1e-9 < needed:
        raise SmallStream(effective, needed)
    rate = float((weights * marks).sum() / weights.sum())
    events = rate * effective
    low = 0.0 if events <= 0 else float(betaincinv(events, effective - events + 1, 0.025))
    high = 1.0 if events >= effective else float(betaincinv(events + 1, effective - events, 0.975))
    unopened = arrivals - len(marks)
    return Leakage(
        rate, low, high, rate * unopened, low * unopened, high * unopened, effective, drawn - len(marks)
    )
