"""Who of a file is inspected under a capacity, by the policy and chance alone.

The pure random stream comes first over all admissible declarations, then what is mandatory; what is left of
the capacity goes to the red lane, and what is then left to everybody else. Without a score the order within
a class is chance: the same committed draw that did not take a declaration into the random stream.
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
    draws: uint64 of the random stream.
    """

    lanes: NDArray[np.uint8]
    mandatory: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    admissible: NDArray[np.bool_]
    chances: NDArray[np.float32]
    draws: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Choice:
    """streams: uint8[n], bits of `Streams`; propensities: float64[n], of being inspected at all, before any
    draw was known and given the sizes of the classes; capacity: how many inspections there were people for.
    """

    streams: NDArray[np.uint8]
    propensities: NDArray[np.float64]
    capacity: int


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
    shares = {}
    for stream, whom in ((Streams.EXPLOIT, waiting & red), (Streams.EXPLORE, waiting & ~red)):
        taken, shares[stream] = _first(np.flatnonzero(whom), rows.draws, left)
        streams[taken] = stream
        left -= len(taken)
    share = float(random_share)
    by_class = np.where(red, shares[Streams.EXPLOIT], shares[Streams.EXPLORE])
    others = np.where(rows.certain, 1.0, rows.chances + (1 - rows.chances) * by_class)
    propensities = np.where(rows.admissible, share + (1 - share) * others, 0.0)
    return Choice(streams, propensities, places)


def _first(places: NDArray[np.intp], draws: NDArray[np.uint64], count: int) -> tuple[NDArray[np.intp], float]:
    """Those with the lowest draws, and which share of the class they are; equal draws go by place."""
    if count >= len(places):
        return places, float(len(places) > 0)
    if count <= 0:
        return places[:0], 0.0
    mine = draws[places]
    edge = np.partition(mine, count - 1)[count - 1]
    below = places[mine < edge]
    equal = places[mine == edge][: count - len(below)]
    return np.concatenate((below, equal)), count / len(places)
