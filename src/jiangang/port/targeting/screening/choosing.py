"""Who of a file is inspected under a capacity: by the policy, by chance, and by a score where there is one.

The pure random stream comes first over all admissible declarations, then what is mandatory; what is left of
the capacity goes to the red lane, and what is then left to everybody else. Within a class the highest scores
come first, times what a finding is worth where that is said; without a score, or where these are equal, the
order is chance: the same committed draw that did not take a declaration into the random stream.
"""

from dataclasses import dataclass
from enum import IntFlag
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.targeting.criteria import Lane
from jiangang.methods.targeting.drawing import limit


class Streams(IntFlag):
    """Ways by which a declaration comes to be inspected; it may be in several."""

    NONE = 0
    RANDOM = 1
    MANDATORY = 2
    EXPLOIT = 4
    EXPLORE = 8

    @property
    def written(self) -> str:
        """As in the file of decisions: `random+mandatory`, empty for none."""
        return "+".join(str(one.name).lower() for one in Streams if one in self)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of n declarations once the policy has been asked.

    lanes: uint8, by the rules that take all they touch; mandatory, admissible: bool; chances: float32, of
    being drawn by a rate below 1, before that draw was known; certain: bool, mandatory without any draw;
    draws: uint64 of the random stream; scores: float32, None without a model; worths: float32, scores times
    what a finding is worth, None where all findings are worth the same.
    """

    lanes: NDArray[np.uint8]
    mandatory: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    admissible: NDArray[np.bool_]
    chances: NDArray[np.float32]
    draws: NDArray[np.uint64]
    scores: NDArray[np.float32] | None = None
    worths: NDArray[np.float32] | None = None

    def keys(self, part: slice = slice(None)) -> NDArray[np.float32]:
        """What is ordered by, the lowest first."""
        order = self.scores if self.worths is None else self.worths
        return np.zeros(len(self.lanes[part]), np.float32) if order is None else -order[part]


@dataclass(frozen=True, slots=True)
class Cut:
    """How far down a class was taken: all below a key, and a share of those that have it."""

    edge: float
    tied: float

    def chances(self, keys: NDArray[np.float32]) -> NDArray[np.float64]:
        """How likely each is to be taken."""
        return np.where(keys < self.edge, 1.0, np.where(keys == self.edge, self.tied, 0.0))


@dataclass(frozen=True, slots=True)
class Choice:
    """streams: uint8[n], bits of `Streams`; capacity: how many inspections there were people for."""

    streams: NDArray[np.uint8]
    capacity: int
    rows: Rows
    random_share: Fraction
    red: Cut
    others: Cut

    def propensities(self, part: slice = slice(None)) -> NDArray[np.float64]:
        """The probability of each to be inspected at all, before any draw was known, given the two cuts."""
        rows, keys = self.rows, self.rows.keys(part)
        share = float(self.random_share)
        red = rows.lanes[part] == Lane.RED
        by_class = np.where(red, self.red.chances(keys), self.others.chances(keys))
        chances = rows.chances[part].astype(np.float64)
        otherwise = np.where(rows.certain[part], 1.0, chances + (1 - chances) * by_class)
        return np.where(rows.admissible[part], share + (1 - share) * otherwise, 0.0)


def choose(rows: Rows, capacity: Fraction, random_share: Fraction) -> Choice:
    """Choose exactly as many as the capacity, or all of the random stream and the mandatory ones if more.

    capacity, random_share: fractions of the declarations, from 0 to 1.
    """
    streams = np.zeros(len(rows.lanes), np.uint8)
    if random_share == 1:
        drawn = rows.admissible.copy()
    else:
        drawn = rows.admissible & (rows.draws < limit(random_share))
    streams[drawn] |= np.uint8(Streams.RANDOM)
    streams[rows.admissible & rows.mandatory] |= np.uint8(Streams.MANDATORY)
    places = int(capacity * len(rows.lanes))
    left = max(places - int(np.count_nonzero(streams)), 0)
    waiting = rows.admissible & (streams == 0)
    red = rows.lanes == Lane.RED
    # What is not red is looked at to learn; with a score, because it is thought worth it.
    last = Streams.EXPLORE if rows.scores is None else Streams.EXPLOIT
    cuts = []
    for stream, whom in ((Streams.EXPLOIT, waiting & red), (last, waiting & ~red)):
        taken, cut = _first(np.flatnonzero(whom), rows, left)
        streams[taken] = np.uint8(stream)
        left -= len(taken)
        cuts.append(cut)
    return Choice(streams, places, rows, random_share, *cuts)


def _first(places: NDArray[np.intp], rows: Rows, count: int) -> tuple[NDArray[np.intp], Cut]:
    """Those with the lowest keys, of equal ones those with the lowest draws, of equal draws the first."""
    if count <= 0:
        return places[:0], Cut(-np.inf, 0.0)
    if count >= len(places):
        return places, Cut(np.inf, 0.0)
    keys = rows.keys()[places]
    edge = float(np.partition(keys, count - 1)[count - 1])
    below, equal = places[keys < edge], places[keys == edge]
    wanted = count - len(below)
    draws = rows.draws[equal]
    last = np.partition(draws, wanted - 1)[wanted - 1]
    sooner = equal[draws < last]
    tied = np.concatenate((sooner, equal[draws == last][: wanted - len(sooner)]))
    return np.concatenate((below, tied)), Cut(edge, wanted / len(equal))
