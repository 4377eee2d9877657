"""What worth and exploring add to a candidate's own lanes in a replay, day by day. Pure.

Each day is filled as a batch, with what the model of the time said of each consignment: nothing that became
known later has a part in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.targeting.drawing import TOP
from jiangang.methods.targeting.thresholds import choose_exactly

Flags = NDArray[np.bool_]
LOT = b"jiangang.targeting.refill/1\x00"


@dataclass(frozen=True, slots=True)
class Judged:
    """What was seen of decided consignments at the time.

    days: of the decision; worth: NaN where no model scored; promise: of exploring; may: thresholds stood, so
    that a share was to be filled.
    """

    days: NDArray[np.int64]
    worth: NDArray[np.float64]
    promise: NDArray[np.float64]
    may: Flags

    @classmethod
    def of(
        cls, days: Sequence[int], worth: Sequence[Any], promise: Sequence[Any], may: Sequence[bool]
    ) -> "Judged":
        """From what decisions store; None and empty where no model scored."""
        return cls(
            np.array(days, np.int64),
            np.array([np.nan if one is None else float(one) for one in worth]),
            np.array([float(one or 1.0) for one in promise]),
            np.array(may, np.bool_),
        )


@dataclass(frozen=True, slots=True)
class Added:
    """Who is opened beyond the candidate's lanes, and whom worth would open were it not open already."""

    exploit: Flags
    explore: Flags
    by_worth: Flags


def refill(
    judged: Judged,
    taken: Flags,
    admissible: Flags,
    lots: NDArray[np.float64],
    shares: tuple[Fraction, Fraction],
) -> Added:
    """Fill each day's share of inspections beyond those taken.

    taken: by random stream or candidate; lots: from 0 to below 1; shares: of arrivals to be inspected, and of
    the free part to be explored.
    """
    size = len(taken)
    found = Added(*(np.zeros(size, np.bool_) for _ in range(3)))
    for day in np.unique(judged.days):
        rows = np.flatnonzero((judged.days == day) & admissible & judged.may)
        if not len(rows):
            continue
        worth = judged.worth[rows]
        chosen = choose_exactly(taken[rows], worth, lots[rows], *shares, judged.promise[rows])
        found.exploit[rows], found.explore[rows] = chosen.exploit, chosen.explore
        if chosen.exploit.any():
            found.by_worth[rows] = worth >= worth[chosen.exploit].min()
    return found


def lots_for(digest: str, numbers: Sequence[str]) -> NDArray[np.float64]:
    """The replay's own lots for exploring, the same each time. They decide nothing in force."""
    head = LOT + digest.encode() + b"\x00"
    values = [int.from_bytes(sha256(head + number.encode()).digest()[:8]) / TOP for number in numbers]
    return np.asarray(np.minimum(np.array(values), np.nextafter(1.0, 0.0)))
