"""Thresholds for single decisions, so that the share inspected holds, and the exact choice for a batch.

What a policy and the random stream take comes first; the rest of the share is filled by worth (exploitation)
and by chance (exploration). Nothing here draws: lots are given.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method

__all__ = ["Chosen", "Cut", "choose_exactly", "exploring_rate", "fit_cut", "share_out", "target_share"]

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Flags = NDArray[np.bool_]
FINENESS = 1_000_000
"""Exploring rates are multiples of a millionth, so that they are written exactly."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a single consignment is held against.

    worth: from which on it is opened, None where nothing is opened by worth; explore: the rate at which a
    consignment of the promise 1 is explored; expected: the share of the fitted days that would be inspected
    with both; before: that of policy and random stream alone.
    """

    worth: float | None
    explore: Fraction
    expected: float
    before: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """An exact choice: who is taken by worth, who by exploring, and the chance of the latter for each."""

    exploit: Flags
    explore: Flags
    rates: tuple[Fraction, ...]


@method(
    "targeting.target_share",
    source="the office's policy: expected rate of the lane; inspector-hours ÷ hours per check ÷ arrivals",
)
def target_share(expected: Fraction | None, checks: int | None, arrivals: Fraction | None) -> Fraction | None:
    """The share of arrivals to inspect: the least of what the policy expects and of what the hours allow.

    expected: of the policy, None where it says nothing; checks: that the hours of a day allow; arrivals: of a
    day. None where neither is known: then nothing beyond policy and random stream is chosen.
    """
    shares = [] if expected is None else [expected]
    if checks is not None and arrivals:
        shares.append(min(Fraction(1), Fraction(checks) / arrivals))
    return min(shares, default=None)


@method(
    "targeting.cut",
    source="quantile of worth among what policy and random stream leave; exploring fills what that leaves",
    verified="10,000 consignments: the target is met (tests/integration/targeting/test_rates.py)",
)
def fit_cut(
    before: Floats, worth: Floats, target: Fraction, exploring: Fraction, promise: Floats | None = None
) -> Cut:
    """The thresholds that would have inspected the target share of past consignments.

    before: for each the probability that policy or random stream takes it; worth: of opening it, NaN where no
    model scores; exploring: the part of the free share that is explored, all of it where nothing is scored;
    promise: of exploring each, 1 for a usual one and where it is not given. Consignments of equal worth are
    taken together or not at all; what that leaves of the share is explored. Raises ValueError for no
    consignments, unequal lengths or shares outside 0 to 1.
    """
    if not len(before) or len(before) != len(worth) or not 0 <= target <= 1 or not 0 <= exploring <= 1:
        raise ValueError("as many chances as worths, and shares from 0 to 1, are wanted")
    left, promises = 1 - before, np.ones(len(before)) if promise is None else promise
    taken = float(before.mean())
    free = max(0.0, float(target) - taken)
    scored = ~np.isnan(worth)
    cut, gained = _cut(worth[scored], left[scored] / len(before), float(1 - exploring) * free)
    passing = left if cut is None else np.where(scored & (worth >= cut), 0.0, left)
    explore = _solve(passing / len(before), promises, free - gained)
    explored = float((passing * np.minimum(1.0, float(explore) * promises)).mean())
    return Cut(cut, explore, taken + gained + explored, taken)


@method(
    "targeting.exploring_rate",
    source="the threshold's rate times the promise, at most 1; written as a multiple of a millionth",
    verified="the mean over a window is what the threshold was fitted to (test_thresholds.py)",
)
def exploring_rate(explore: Fraction, promise: float) -> Fraction:
    """The probability with which a consignment of this promise is explored."""
    return min(Fraction(1), Fraction(int(FINENESS * float(explore) * promise), FINENESS))


@method(
    "targeting.exact_choice",
    source=(
        "the best by worth, then a simple random sample without replacement by the smallest lots",
        "of unequal promise: systematic sampling, Madow, Annals of Mathematical Statistics 20 (1949) 333–354",
    ),
    verified="counted; inclusion over many starts (tests/unit/methods/targeting/test_thresholds.py)",
)
def choose_exactly(  # one array each of the same consignments
    taken: Flags,
    worth: Floats,
    lots: Floats,
    target: Fraction,
    exploring: Fraction,
    promise: Floats | None = None,
) -> Chosen:
    """Fill a batch up to the target exactly: as many as are wanting beyond `taken`, by worth and by lot.

    taken: inspected already; worth: NaN where no model scores; lots: from 0 to below 1, one for each; the
    count is the target share of the batch, rounded half up; promise: of exploring each, none for all alike.
    Ties of worth go by lot. Where promises differ, each is explored with a probability in proportion to its
    own; one start decides for all, the sum of the lots modulo 1. Raises ValueError for unequal lengths.
    """
    if not len(taken) == len(worth) == len(lots):
        raise ValueError("as many lots and worths as consignments are wanted")
    free = np.flatnonzero(~taken)
    wanting = int(np.floor(float(target * len(taken)) + 0.5)) - int(taken.sum())
    wanting = min(max(0, wanting), len(free))
    scored = free[~np.isnan(worth[free])]
    by_worth = min(len(scored), wanting - int(np.ceil(float(exploring) * wanting)))
    best = scored[np.lexsort((lots[scored], -worth[scored]))[:by_worth]]
    rest = np.setdiff1d(free, best, assume_unique=True)
    exploit, explore = np.zeros(len(taken), np.bool_), np.zeros(len(taken), np.bool_)
    exploit[best], rates = True, np.zeros(len(taken), np.int64)
    if promise is None or len(np.unique(promise[rest])) < 2:
        explore[rest[np.argsort(lots[rest], kind="stable")[: wanting - by_worth]]] = True
        even = Fraction(wanting - by_worth, len(rest)) if len(rest) else Fraction(0)
        found = [Fraction(0)] * len(taken)
        for place in rest.tolist():
            found[place] = even
        return Chosen(exploit, explore, tuple(found))
    rates[rest] = share_out(promise[rest], wanting - by_worth)
    start = int(FINENESS * (math.fsum(lots.tolist()) % 1.0))
    ends = np.cumsum(rates[rest])
    explore[rest] = (ends + FINENESS - 1 - start) // FINENESS > (
        ends - rates[rest] + FINENESS - 1 - start
    ) // FINENESS
    return Chosen(exploit, explore, tuple(Fraction(each, FINENESS) for each in rates.tolist()))


def share_out(promise: Floats, count: int) -> Wholes:
    """Probabilities in proportion to the promises, none above 1, in millionths that sum to `count` exactly.

    What rounding leaves goes to the first that lost most. promise: above 0; count: at most as many as there
    are.
    """
    weights = promise / max(float(promise.sum()), 1e-300)
    low, high = 0.0, 1 / max(float(weights.min()), 1e-12)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(1.0, middle * weights).sum() < count else (low, middle)
    exact = np.minimum(1.0, high * weights) * FINENESS
    whole = np.floor(exact).astype(np.int64)
    lacking = count * FINENESS - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    while lacking > 0:
        some = order[whole[order] < FINENESS][:lacking]
        whole[some] += 1
        lacking -= len(some)
    while lacking < 0:
        some = order[::-1][whole[order[::-1]] > 0][:-lacking]
        whole[some] -= 1
        lacking += len(some)
    return np.asarray(whole)


def _solve(weights: Floats, promises: Floats, wanted: float) -> Fraction:
    """The greatest rate, in millionths, at which Σ weight · min(1, rate · promise) stays at most `wanted`."""
    if wanted <= 0 or not float(weights.sum()):
        return Fraction(0)
    low, high = 0, math.ceil(FINENESS / max(float(promises.min()), 1e-6))
    while low < high:
        middle = (low + high + 1) // 2
        reached = float((weights * np.minimum(1.0, middle / FINENESS * promises)).sum())
        low, high = (middle, high) if reached <= wanted + 1e-12 else (low, middle - 1)
    return Fraction(low, FINENESS)


def _cut(worth: Floats, gain: Floats, budget: float) -> tuple[float | None, float]:
    """The least worth such that all from it on add no more than the budget, and what they add."""
    if not len(worth) or budget <= 0:
        return None, 0.0
    order = np.argsort(-worth, kind="stable")
    sorted_worth, added = worth[order], np.cumsum(gain[order])
    last_of_equal = np.append(sorted_worth[1:] != sorted_worth[:-1], True)
    fits = np.flatnonzero((added <= budget + 1e-12) & last_of_equal)
    if not len(fits):
        return None, 0.0
    return float(sorted_worth[fits[-1]]), float(added[fits[-1]])
