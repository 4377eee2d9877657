"""The usual plans that an optimum is compared with: as many of each, by size, by hypergeometric size.

Each spends at most the same budget. None of them asks what was found before.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy.special import gammaln

from jiangang.methods.register import method
from jiangang.methods.sampling.allocation.leakage import Floats, Pathway, Whole


@method(
    "sampling.plan_equal",
    source="A fixed number of units of each consignment, small ones opened whole",
    verified="Enumeration of the largest number that fits",
)
def plan_equal(pathways: Sequence[Pathway], budget: int) -> list[int]:
    """The largest n that fits the budget when min(n, N) units of each consignment are opened.

    What is left of the budget goes to the first consignments that have a unit more, one each.
    """
    units = np.array([each.units for each in pathways], np.int64)
    low, high = 0, int(units.max(initial=0))
    while low < high:
        middle = (low + high + 1) // 2
        if int(np.minimum(units, middle).sum()) <= budget:
            low = middle
        else:
            high = middle - 1
    opened = np.minimum(units, low)
    more = np.flatnonzero(units > opened)[: budget - int(opened.sum())]
    opened[more] += 1
    return [int(each) for each in opened]


@method(
    "sampling.plan_proportional",
    source="Shares of the budget by size, remainders by largest fraction (Hare quota)",
    verified="Shares by hand",
)
def plan_proportional(pathways: Sequence[Pathway], budget: int) -> list[int]:
    """Units in proportion to the size of each consignment, remainders to the largest fractions."""
    units = [each.units for each in pathways]
    everything = sum(units)
    if budget >= everything:
        return units
    opened = [budget * size // everything for size in units]
    remainders = [budget * size % everything for size in units]
    order = sorted(range(len(units)), key=lambda row: -remainders[row])
    for row in order[: budget - sum(opened)]:
        opened[row] += 1
    return opened


@method(
    "sampling.plan_hypergeometric",
    source="ISPM 31 (IPPC), hypergeometric sampling, at one confidence, as high as the budget allows",
    verified="scipy.stats.hypergeom at the size returned and one below",
)
def plan_hypergeometric(
    pathways: Sequence[Pathway], budget: int, infested: Fraction = Fraction(1, 20)
) -> tuple[list[int], float]:
    """Sample sizes that detect a level of infestation at one confidence, and that confidence.

    infested: level to detect, 0 < level < 1; infested units are max(1, ⌊N · level⌋). The confidence is the
    highest, to nine digits of the logarithm of 1 − confidence, whose sizes fit the budget; what is left of it
    stays unspent, and a budget too small for one unit of each is not spent at all.
    """
    sizes = np.array([each.units for each in pathways], np.int64)
    lots, back = np.unique(sizes, return_inverse=True)
    marked = np.array([max(1, math.floor(int(size) * infested)) for size in lots], np.int64)
    fits, too_many, best = 0.0, -700.0, np.zeros_like(lots)
    while fits - too_many > 1e-9:
        middle = (fits + too_many) / 2
        needed = _needed(lots, marked, middle)
        if int(needed[back].sum()) <= budget:
            fits, best = middle, needed
        else:
            too_many = middle
    return [int(each) for each in best[back]], abs(math.expm1(fits))


def _needed(lots: Whole, marked: Whole, log_missed: float) -> Whole:
    """Smallest sample of each lot whose chance of missing every marked unit is at most this."""
    low, high = np.zeros_like(lots), np.where(lots > 0, lots - marked + 1, 0)
    while (low < high).any():
        middle = (low + high) // 2
        enough = _log_missed(lots, marked, middle) <= log_missed + 1e-12
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.minimum(middle + 1, high))
    return np.asarray(low, np.int64)


def _log_missed(lots: Whole, marked: Whole, opened: Whole) -> Floats:
    """log of C(N − D, n) ÷ C(N, n), minus infinity where n > N − D."""
    with np.errstate(invalid="ignore"):
        logs = (
            gammaln(lots - marked + 1.0)
            - gammaln(np.maximum(lots - marked - opened, 0) + 1.0)
            + gammaln(lots - opened + 1.0)
            - gammaln(lots + 1.0)
        )
    return np.asarray(np.where(opened > lots - marked, -np.inf, logs), float)
