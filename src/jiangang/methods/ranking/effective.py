"""What a weighted random stream is worth: its share, its effective size, and the interval at that size.

One weighting for everything that speaks from random checks: each weighs 1 ÷ its chance of being drawn.
"""

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method

Floats = NDArray[np.float64]
EXCLUDED, CONFIDENCE = Fraction(1, 20), Fraction(95, 100)
ROUNDING = 1e-9
"""So much less than the number asked for is floating point and not a missing check."""


@method(
    "ranking.smallest_stream",
    source="(1 − p)ⁿ ≤ 1 − C, solved in fractions; the rule of three behind n = 59",
    verified="59 for 5 % at 95 %, 299 for 1 % (R package RSurveillance, n.binom)",
)
def smallest_stream(excluded: Fraction = EXCLUDED, confidence: Fraction = CONFIDENCE) -> int:
    """How many random inspections without a find exclude a rate, at a confidence; both strictly in (0, 1)."""
    number = max(1, math.floor(math.log(1 - confidence) / math.log(1 - excluded)) - 1)
    while (1 - excluded) ** number > 1 - confidence:
        number += 1
    return number


def effective_size(weights: Floats) -> float:
    """The size of an equal-chance sample that says as much (Kish): (Σw)² ÷ Σw²; 0 of nothing."""
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def weighted_share(marks: Floats, weights: Floats) -> float:
    """Hájek's share: Σ w·mark ÷ Σ w; marks are 0 or 1, there is at least one."""
    return float((weights * marks).sum() / weights.sum())


def is_enough(effective: float, needed: int) -> bool:
    """Whether a stream of this effective size is as large as is needed."""
    return effective + ROUNDING >= needed


def exact_interval(share: float, size: float, level: float) -> tuple[float, float]:
    """Clopper–Pearson for a share of a size that need not be whole."""
    from scipy.special import betaincinv  # here: the web workers start without it

    events, tail = share * size, (1 - level) / 2
    low = 0.0 if events <= 0 else float(betaincinv(events, size - events + 1, tail))
    high = 1.0 if events >= size else float(betaincinv(events + 1, size - events, 1 - tail))
    return low, high
