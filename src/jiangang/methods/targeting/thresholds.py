"""Thresholds for single decisions, so that the share inspected holds, and the exact choice for a batch.

What a policy and the random stream take comes first; the rest of the share is filled by worth (exploitation)
and by chance (exploration). Nothing here draws: lots are given.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method

__all__ = ["Chosen", "Cut", "choose_exactly", "fit_cut", "target_share"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FINENESS = 1_000_000
"""Exploring rates are multiples of a millionth, so that they are written exactly."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a single consignment is held against.

    worth: from which on it is opened, None where nothing is opened by worth; explore: the rate of the
    exploring stream; expected: the share of the fitted days that would be inspected with both; before: that
    of policy and random stream alone.
    """

    worth: float | None
    explore: Fraction
    expected: float
    before: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """An exact choice: who is taken by worth, who by exploring, and the chance of the latter."""

    exploit: Flags
    explore: Flags
    rate: Fraction


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
    source="quantile of worth among what policy and random stream leave, with the exploring rate first",
    verified="10,000 consignments: the target is met (tests/integration/targeting/test_rates.py)",
)
def fit_cut(before: Floats, worth: Floats, target: Fraction, exploring: Fraction) -> Cut:
    """The thresholds that would have inspected the target share of past consignments.

    before: for each the probability that policy or random stream takes it; worth: of opening it, NaN where no
    model scores; exploring: the part of the free share that is explored, all of it where nothing is scored.
    Consignments of equal worth are taken together or not at all, the share stays below the target then.
    Raises ValueError for no consignments, unequal lengths or shares outside 0 to 1.
    """
    if not len(before) or len(before) != len(worth) or not 0 <= target <= 1 or not 0 <= exploring <= 1:
        raise ValueError("as many chances as worths, and shares from 0 to 1, are wanted")
    left = 1 - before
    taken, room = float(before.mean()), float(left.mean())
    free = max(0.0, float(target) - taken)
    scored = ~np.isnan(worth)
    part = Fraction(1) if not scored.any() else exploring
    explore = (
        Fraction(int(FINENESS * min(1.0, float(part) * free / room)), FINENESS) if room > 0 else part * 0
    )
    passing = left * (1 - float(explore))
    budget = float(target) - float((1 - passing).mean())
    cut, gained = _cut(worth[scored], passing[scored] / len(before), budget)
    return Cut(cut, explore, float((1 - passing).mean()) + gained, taken)


@method(
    "targeting.exact_choice",
    source="the best by worth, then a simple random sample without replacement by the smallest lots",
    verified="counted (tests/unit/methods/targeting/test_thresholds.py)",
)
def choose_exactly(
    taken: Flags, worth: Floats, lots: Floats, target: Fraction, exploring: Fraction
) -> Chosen:
    """Fill a batch up to the target exactly: as many as are wanting beyond `taken`, by worth and by lot.

    taken: inspected already; worth: NaN where no model scores; lots: from 0 to below 1, one for each; the
    count is the target share of the batch, rounded half up. Ties of worth go by lot. Raises ValueError for
    unequal lengths.
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
    drawn = rest[np.argsort(lots[rest], kind="stable")[: wanting - by_worth]]
    exploit, explore = np.zeros(len(taken), np.bool_), np.zeros(len(taken), np.bool_)
    exploit[best], explore[drawn] = True, True
    return Chosen(exploit, explore, Fraction(len(drawn), len(rest)) if len(rest) else Fraction(0))


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
