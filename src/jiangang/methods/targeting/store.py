"""The as-of feature store: what was known of each value of each column before a decision, and nothing else.

Rates decay with time and shrink towards a coarser group (HS6 towards HS4 towards HS2 towards the general
rate; a crossing towards its two sides). Only labels of days strictly before the day of the decision count, so
a label can never speak of itself. The store keeps a log, not sums: any past day can be asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.keys import Keys, Layout, as_numbers, group_keys, mix

if TYPE_CHECKING:
    import polars as pl

HALF_LIVES = (30.0, 240.0)
STRENGTH = 8.0
SMALLEST_RATE = 1e-4
MOST_CROSSINGS = 16
Days = NDArray[np.int64]


@dataclass(frozen=True)
class Features:
    """What is known of consignments at their decision.

    keys: rows by single groups; values: float32, rows by names, the numbers as they come (log scale) and the
    as-of log-odds and counts; names: of the values' columns; columns: for each group of `keys` the place of
    the column that it is of.
    """

    keys: Keys
    values: NDArray[np.float32]
    names: tuple[str, ...]
    columns: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: NDArray[Any]) -> "Features":
        """The features of some rows."""
        return Features(self.keys[rows], self.values[rows], self.names, self.columns)


class Table:
    """The labelled history of one group: entries sorted by key and day, with running decayed sums."""

    def __init__(self, keys: Keys, days: Days, labels: NDArray[np.float64], rates: NDArray[np.float64]):
        from jiangang.methods.targeting import kernels

        order = np.lexsort((days, keys))
        ordered = keys[order]
        first = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
        self.rates = rates
        self.keys = ordered[first]
        self.starts = np.r_[np.flatnonzero(first), len(ordered)].astype(np.int64)
        self.days = days[order]
        self.ones, self.sums = kernels.accumulate(self.starts, self.days, labels[order], rates)
        self.slots = kernels.make_slots(self.keys)

    def sums_before(self, wanted: Keys, as_of: int | Days) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Decayed counts and sums of labels of each wanted key, over days strictly before `as_of`."""
        from jiangang.methods.targeting import kernels

        places = kernels.find_places(self.slots, self.keys, wanted)
        held = (self.starts, self.days, self.ones, self.sums, self.rates)
        if isinstance(as_of, np.ndarray):
            found = kernels.sums_before(places, as_of, *held)
            return found[0], found[1]
        ones, sums = self.sums_of_all(as_of)
        nothing = np.zeros((1, len(self.rates)))
        return np.vstack([ones, nothing])[places], np.vstack([sums, nothing])[places]

    def sums_of_all(self, as_of: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Decayed counts and sums of labels of every key, over days strictly before `as_of`."""
        from jiangang.methods.targeting import kernels

        every = np.arange(len(self.keys), dtype=np.int64)
        days = np.full(len(every), as_of, np.int64)
        held = (self.starts, self.days, self.ones, self.sums, self.rates)
        ones, sums = kernels.sums_before(every, days, *held)
        return ones, sums


class FeatureStore:
    """Labels as they became known, and the features that follow from them.

    layout: how columns are taken; crossings: pairs of places of single groups that are also taken together;
    half_lives: of the decay, days, shortest first; strength: how many inspections the coarser rate is worth.
    """

    def __init__(
        self,
        layout: Layout,
        crossings: Sequence[tuple[int, int]] = (),
        half_lives: Sequence[float] = HALF_LIVES,
        strength: float = STRENGTH,
    ) -> None:
        self.layout = layout
        self.crossings = tuple(crossings)
        self.half_lives = tuple(half_lives)
        self.strength = strength
        self._keys: list[Keys] = []
        self._labels: list[NDArray[np.float64]] = []
        self._days: list[Days] = []
        self._tables: dict[tuple[int, int], Table] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the feature columns, in their order."""
        groups = self.layout.groups
        crossed = [f"{groups[one]} × {groups[two]}" for one, two in self.crossings]
        rates = [
            f"{name}, rate {life:g} d" for name in ("all", *groups, *crossed) for life in self.half_lives
        ]
        return (
            *(f"{name}, number" for name in self.layout.numbers),
            *rates,
            *(f"{name}, count" for name in (*groups, *crossed)),
        )

    @property
    def size(self) -> int:
        """How many labels are known."""
        return sum(map(len, self._labels))

    def learn(self, frame: "pl.DataFrame", labels: NDArray[Any], at: int | Days) -> None:
        """Enter labels that became known on a day (`at`: days since 1970-01-01, one or one for each row)."""
        self.learn_keys(group_keys(frame, self.layout), labels, at)

    def learn_keys(self, keys: Keys, labels: NDArray[Any], at: int | Days) -> None:
        """The same from keys that were already made."""
        if len(keys) != len(labels):
            raise ValueError(f"{len(labels)} labels for {len(keys)} rows")
        self._keys.append(keys)
        self._labels.append(np.asarray(labels, np.float64))
        self._days.append(np.broadcast_to(np.asarray(at, np.int64), len(keys)).copy())
        self._tables.clear()

    def features(self, frame: "pl.DataFrame", as_of: int | Days) -> Features:
        """What is known of each row from labels of days strictly before `as_of`.

        as_of: days since 1970-01-01, one for all or one for each row. Raises Refused for a missing column.
        """
        keys = group_keys(frame, self.layout)
        return self.features_of(keys, [as_numbers(frame[name]) for name in self.layout.numbers], as_of)

    def features_of(self, keys: Keys, numbers: Sequence[NDArray[np.float64]], as_of: int | Days) -> Features:
        """The same from keys and numbers that were already made."""
        found = np.empty((len(keys), len(self.names)), np.float32)
        place = 0
        for number in numbers:
            found[:, place] = np.sign(number) * np.log1p(np.abs(number))
            place += 1
        lives, groups = len(self.half_lives), len(self.layout.groups)
        counts = place + lives * (1 + groups + len(self.crossings))
        general = self.general(len(keys), as_of)
        found[:, place : place + lives] = odds_of(general)
        rates: dict[int, NDArray[np.float64]] = {-1: general}
        parents = self.layout.parents
        for group in coarse_first(parents):
            ones, sums = self.table(group, group).sums_before(keys[:, group], as_of)
            rates[group] = self.shrink(ones, sums, rates[parents[group]])
            start = place + lives * (1 + group)
            found[:, start : start + lives] = odds_of(rates[group])
            found[:, counts + group] = np.log1p(ones[:, -1])
        for which, (one, two) in enumerate(self.crossings):
            ones, sums = self.table(one, two).sums_before(mix(keys[:, one], keys[:, two]), as_of)
            between = _sigmoid(odds_of(rates[one]) + odds_of(rates[two]) - odds_of(general))
            start = place + lives * (1 + groups + which)
            found[:, start : start + lives] = odds_of(self.shrink(ones, sums, between))
            found[:, counts + groups + which] = np.log1p(ones[:, -1])
        return Features(keys, found, self.names, self.layout.columns_of_groups)

    def general(self, rows: int, as_of: int | Days) -> NDArray[np.float64]:
        """The general rate as of each row's day: rows by half-lives."""
        ones, sums = self.table(-1, -1).sums_before(np.ones(rows, np.uint64), as_of)
        return np.asarray((sums + 0.1 * self.strength) / (ones + self.strength))

    def shrink(
        self, ones: NDArray[np.float64], sums: NDArray[np.float64], towards: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Rates drawn towards coarser ones by the store's strength."""
        return np.asarray((sums + self.strength * towards) / (ones + self.strength))

    def table(self, one: int, two: int) -> Table:
        """The labelled history of a group, of a crossing where the places differ, of all where negative."""
        if (one, two) not in self._tables:
            history, labels, days = self.history()
            if one < 0:
                keys = np.ones(len(labels), np.uint64)
            else:
                keys = history[:, one] if one == two else mix(history[:, one], history[:, two])
            rates = np.array([0.5 ** (1 / life) for life in self.half_lives])
            self._tables[one, two] = Table(np.ascontiguousarray(keys), days, labels, rates)
        return self._tables[one, two]

    def history(self) -> tuple[Keys, NDArray[np.float64], Days]:
        """Keys, labels and days of all that is known, in the order of learning."""
        if not self._labels:
            return np.zeros((0, len(self.layout.groups)), np.uint64), np.zeros(0), np.zeros(0, np.int64)
        if len(self._labels) > 1:
            self._keys, self._labels = [np.concatenate(self._keys)], [np.concatenate(self._labels)]
            self._days = [np.concatenate(self._days)]
        return self._keys[0], self._labels[0], self._days[0]


@method(
    "targeting.crossings",
    source="the project's own rule: crossings that repeat often enough to have a rate",
)
def choose_crossings(keys: Keys, layout: Layout, most: int = MOST_CROSSINGS) -> tuple[tuple[int, int], ...]:
    """Pairs of single groups whose crossing is worth a rate, from the values alone, without any label.

    Of all pairs from different columns those are kept whose crossing has a value met at least three times in
    half of the rows, the finest first; a pair that adds nothing to its finer side is left out.
    """
    if len(keys) == 0:
        raise Refused(Finding("methods.targeting.finding.no_rows"))
    column = layout.columns_of_groups
    sizes = [len(np.unique(keys[:, group])) for group in range(keys.shape[1])]
    found = []
    for one in range(keys.shape[1]):
        for two in range(one + 1, keys.shape[1]):
            if column[one] == column[two]:
                continue
            _, place, counts = np.unique(
                mix(keys[:, one], keys[:, two]), return_inverse=True, return_counts=True
            )
            repeated = float((counts[place] >= 3).mean())
            if repeated >= 0.5 and len(counts) > 1.2 * max(sizes[one], sizes[two]):
                found.append((len(counts), one, two))
    found.sort(reverse=True)
    return tuple(sorted((one, two) for _, one, two in found[:most]))


def coarse_first(parents: tuple[int, ...]) -> list[int]:
    """Places of the groups, each after the one that it shrinks towards."""
    return sorted(range(len(parents)), key=lambda place: (parents[place] >= 0, -place))


def odds_of(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of rates, which are kept away from 0 and 1."""
    kept = np.clip(rates, SMALLEST_RATE, 1 - SMALLEST_RATE)
    return np.asarray(np.log(kept / (1 - kept)))


def _sigmoid(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)))
