"""Curiosity: where a new danger may have begun unseen, and what checking there would tell.

For every value of every column (an origin, a firm, a chapter) a watch is kept: the odds that its rate of
findings has jumped, given what was found there lately against what was expected of it and against its own
record: a first finding says more where a hundred checks found nothing. Values seen little grow suspect by
themselves. Alarms lift the score of what they touch; the rest of the doubt is worked off by
exploration, with Thompson draws so that nobody can count on not being looked at.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.chance import Stream
from jiangang.methods.register import method
from jiangang.methods.targeting.keys import Keys
from jiangang.methods.targeting.selection import stream_numbers

Floats = NDArray[np.float64]
RATES = (0.15, 0.35, 0.6)
HAZARD = 0.0005
KEEP = 0.95
MOST_ARRIVALS = 30
ALARM = 0.5
LOW, HIGH, LEAST = 0.01, 0.95, 0.005
AGAIN = 0.7
BETA_KEEP, BETA_PRIOR = 0.88, 10.0


@dataclass(frozen=True)
class Level:
    """The watch on the values of one group: keys ascending, odds of each by rate, odds of a new value.

    ones, sums: decayed counts of inspections and findings, for Thompson draws.
    """

    keys: Keys
    odds: Floats
    unseen: float
    ones: Floats
    sums: Floats

    def places(self, wanted: Keys) -> NDArray[np.int64]:
        """For each key wanted its place among the keys; one past the last for a key that was never seen."""
        if not len(self.keys):
            return np.zeros(len(wanted), np.int64)
        found = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[found] == wanted, found, len(self.keys))


@method(
    "targeting.watch",
    version="2",
    source=(
        "Shiryaev, Theory of Probability and its Applications 8 (1963) 22–46",
        "Roberts, Technometrics 8 (1966) 411–430",
    ),
    verified="the recursion written out for a short history",
)
def keep_watch(
    keys: Keys, labels: Floats, days: NDArray[np.int64], expected: Floats, as_of: int
) -> tuple[Level, ...]:
    """The watch on each group's values from all inspections of days strictly before `as_of`.

    keys: inspected rows by groups; labels: what was found; expected: the probability that stood at each
    decision; of a value where less was found than expected, less is expected. The hazard is 0.0005 jumps a
    week for each value.
    """
    rows = np.flatnonzero(days < as_of)
    return tuple(
        _watch_group(keys[rows, group], labels[rows], days[rows], expected[rows], as_of)
        for group in range(keys.shape[1])
    )


def _watch_group(keys: Keys, labels: Floats, days: NDArray[np.int64], expected: Floats, as_of: int) -> Level:
    from jiangang.methods.targeting import kernels

    order = np.lexsort((days, keys))
    ordered = keys[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
    places = np.r_[np.flatnonzero(starts), len(ordered)].astype(np.int64)
    hazard = HAZARD / len(RATES)
    odds = kernels.watch_levels(
        places, days[order], labels[order], np.clip(expected[order], LOW, HIGH), as_of,
        np.array(RATES), hazard, KEEP, LEAST,
    )  # fmt: skip
    faded = BETA_KEEP ** ((as_of - days[order]) / 7)
    which = np.cumsum(starts) - 1
    size = len(places) - 1
    ones = np.asarray(np.bincount(which, faded, minlength=size), float)
    sums = np.asarray(np.bincount(which, faded * labels[order], minlength=size), float)
    return Level(ordered[starts], odds, len(RATES) * hazard / (1 - KEEP), ones, sums)


@method("targeting.alarms", source="the project's own rule; measured in benchmarks/online.py")
def raise_alarms(scores: Floats, keys: Keys, watch: tuple[Level, ...]) -> Floats:
    """Scores, lifted where a value's rate has more likely than not jumped.

    A row of such a value gets at least s + π (q − s), with π the probability of the jump and q the rate that
    it most likely jumped to; for each further row of the same value beside it the odds count less.
    """
    lifted = scores.copy()
    for group, level in enumerate(watch):
        if not len(level.keys):
            continue
        total = level.odds.sum(1)
        rate = np.r_[level.odds @ np.array(RATES) / np.maximum(total, 1e-12), 0.0]
        places = level.places(keys[:, group])
        odds = np.r_[total, 0.0][places] * AGAIN ** _order_within(places, -scores)
        chance = odds / (1 + odds)
        more = scores + chance * np.maximum(rate[places] - scores, 0)
        lifted = np.where(chance > ALARM, np.maximum(lifted, more), lifted)
    return lifted


@method(
    "targeting.explore",
    source="Thompson, Biometrika 25 (1933) 285–294; Russo and others, A Tutorial on Thompson Sampling (2018)",
    verified="the mean of many draws against the posterior mean",
)
def explore(keys: Keys, watch: tuple[Level, ...], base: float, stream: Stream) -> Floats:
    """What checking each row promises: the higher, the sooner it is worth a look.

    For each value: a Thompson draw of its rate from its decayed Beta posterior, times the probability that it
    has jumped, times how many arrive; the sum over groups. The second row of the same value counts 0.7 of the
    first, and so on. base: general rate of findings, the mean of the prior; stream: of chance, one number of
    it for each value of each group and one for each row.
    """
    promise = np.zeros(len(keys))
    for group, level in enumerate(watch):
        places = level.places(keys[:, group])
        total = np.r_[level.odds.sum(1), level.unseen]
        ones, sums = np.r_[level.ones, 0.0], np.r_[level.sums, 0.0]
        drawn = draw_rates(ones, sums, base, stream)
        arrivals = np.minimum(np.bincount(places, minlength=len(total)), MOST_ARRIVALS)
        worth = total / (1 + total) * drawn / max(base, 1e-6) * arrivals
        promise += worth[places] * AGAIN ** _order_within(places, stream_numbers(stream, len(places)))
    return promise


@dataclass(frozen=True)
class Alarm:
    """The values of a group whose rate has more likely than not jumped: how likely, and to which rate."""

    group: int
    keys: Keys
    chance: Floats
    rate: Floats


def list_alarms(watch: tuple[Level, ...]) -> tuple[Alarm, ...]:
    """The alarms that stand, by group; groups without any are left out."""
    found = []
    for group, level in enumerate(watch):
        total = level.odds.sum(1)
        high = np.flatnonzero(total / (1 + total) > ALARM)
        if len(high):
            rate = level.odds[high] @ np.array(RATES) / total[high]
            found.append(Alarm(group, level.keys[high], total[high] / (1 + total[high]), rate))
    return tuple(found)


@method(
    "targeting.lift",
    source="`targeting.alarms`, each row by itself",
    verified="raise_alarms gives a single row the same",
)
def lift(scores: Floats, keys: Keys, alarms: tuple[Alarm, ...]) -> Floats:
    """Scores, lifted where an alarm stands, the same whatever rows stand beside."""
    lifted = scores.copy()
    for alarm in alarms:
        place = np.minimum(np.searchsorted(alarm.keys, keys[:, alarm.group]), len(alarm.keys) - 1)
        rows = np.flatnonzero(alarm.keys[place] == keys[:, alarm.group])
        chance, rate = alarm.chance[place[rows]], alarm.rate[place[rows]]
        more = scores[rows] + chance * np.maximum(rate - scores[rows], 0)
        lifted[rows] = np.maximum(lifted[rows], more)
    return lifted


@method(
    "targeting.promise",
    source="Thompson, Biometrika 25 (1933) 285–294: probability matching",
    verified="a value that nobody inspected lately promises more than one that was found clean",
)
def draw_promises(watch: tuple[Level, ...], base: float, stream: Stream) -> tuple[Floats, ...]:
    """What checking a row of each value promises, by group; last in each group that of a value never seen.

    As `explore`, without counting how many arrive: a Thompson draw of the value's rate times the probability
    that it has jumped. base: general rate of findings; stream: one number of it for each.
    """
    made = []
    for level in watch:
        total = np.r_[level.odds.sum(1), level.unseen]
        drawn = draw_rates(np.r_[level.ones, 0.0], np.r_[level.sums, 0.0], base, stream)
        made.append(total / (1 + total) * drawn / max(base, 1e-6))
    return tuple(made)


def add_promises(keys: Keys, watch: tuple[Level, ...], promises: tuple[Floats, ...]) -> Floats:
    """The promise of rows: the sum over groups."""
    total = np.zeros(len(keys))
    for group, (level, each) in enumerate(zip(watch, promises, strict=True)):
        total += each[level.places(keys[:, group])]
    return total


def draw_rates(ones: Floats, sums: Floats, base: float, stream: Stream) -> Floats:
    """A Thompson draw for each value: the quantile of its Beta posterior at a number of the stream."""
    from scipy.special import betaincinv

    numbers = np.clip(stream_numbers(stream, len(ones)), 1e-9, 1 - 1e-9)
    prior = np.clip(base, 1e-4, 1 - 1e-4) * BETA_PRIOR
    return np.asarray(betaincinv(prior + sums, BETA_PRIOR - prior + ones - sums, numbers))


def _order_within(places: NDArray[np.int64], numbers: Floats) -> NDArray[np.int64]:
    """The place of each row among the rows of the same value, by ascending numbers."""
    order = np.lexsort((numbers, places))
    ordered = places[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(ordered)), 0))
    found = np.empty(len(places), np.int64)
    found[order] = np.arange(len(ordered)) - first
    return found
