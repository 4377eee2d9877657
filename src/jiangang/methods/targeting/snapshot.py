"""The as-of store of one day, made ready for many rows: every known value's features are calculated once.

The features are those of `FeatureStore.features`, digit for digit but for rounding of values never seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.targeting.keys import Keys, mix
from jiangang.methods.targeting.store import FeatureStore, coarse_first, odds_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ready:
    """One group of a day: where its keys are found, their odds and counts, and where these are written.

    one, two: places of single groups, the same for a group that is none crossed; sides: see
    `kernels.look_up`.
    """

    one: int
    two: int
    slots: NDArray[np.int64]
    keys: Keys
    table: NDArray[np.float32]
    start: int
    count: int
    sides: NDArray[np.int64]


class Snapshot:
    """What the store knew before one day (`day`: days since 1970-01-01)."""

    def __init__(self, store: FeatureStore, day: int) -> None:
        self.width, self.numbers = len(store.names), len(store.layout.numbers)
        self.lives = len(store.half_lives)
        groups, self._store, self._day = len(store.layout.groups), store, day
        self.counts = self.numbers + self.lives * (1 + groups + len(store.crossings))
        self.general = store.general(1, day)[0]
        self._rates: dict[int, tuple[Keys, Floats]] = {}
        self.ready = [self._single(group) for group in coarse_first(store.layout.parents)]
        self.ready += [self._crossed(which, pair) for which, pair in enumerate(store.crossings)]
        self._rates.clear()

    def fill(self, keys: Keys, numbers: Sequence[Floats], out: NDArray[np.float32]) -> None:
        """Write the features of rows, all columns of `out`."""
        from jiangang.methods.targeting import kernels

        for place, number in enumerate(numbers):
            out[:, place] = np.sign(number) * np.log1p(np.abs(number))
        out[:, self.numbers : self.numbers + self.lives] = odds_of(self.general)
        for each in self.ready:
            kernels.look_up(
                keys, each.one, each.two, each.slots, each.keys, each.table, out, each.start, each.count,
                each.sides,
            )  # fmt: skip

    def _single(self, group: int) -> Ready:
        table, keys, rows = self._known(group, group)
        ones, sums = table.sums_of_all(self._day)
        parent = self._store.layout.parents[group]
        towards = self._rates_at(parent, rows) if parent >= 0 else self.general
        rates = self._store.shrink(ones, sums, towards)
        self._rates[group] = keys, rates
        start = self.numbers + self.lives * (1 + group)
        sides = np.array([self.numbers + self.lives * (1 + parent)], np.int64)
        return Ready(
            group, group, table.slots, keys, _written(rates, ones), start, self.counts + group, sides
        )

    def _crossed(self, which: int, pair: tuple[int, int]) -> Ready:
        (one, two), groups = pair, len(self._store.layout.groups)
        table, keys, rows = self._known(one, two)
        ones, sums = table.sums_of_all(self._day)
        both = odds_of(self._rates_at(one, rows)) + odds_of(self._rates_at(two, rows))
        between = 1 / (1 + np.exp(-(both - odds_of(self.general))))
        rates = self._store.shrink(ones, sums, between)
        start = self.numbers + self.lives * (1 + groups + which)
        sides = np.array([self.numbers + self.lives * (1 + each) for each in (one, two, -1)], np.int64)
        count = self.counts + groups + which
        return Ready(one, two, table.slots, keys, _written(rates, ones), start, count, sides)

    def _known(self, one: int, two: int) -> tuple[Any, Keys, NDArray[np.int64]]:
        """The table of a group, its keys, and a row of the history that has each of them."""
        history, _, _ = self._store.history()
        column = history[:, one] if one == two else mix(history[:, one], history[:, two])
        keys, rows = np.unique(column, return_index=True)
        return self._store.table(one, two), keys, rows

    def _rates_at(self, group: int, rows: NDArray[np.int64]) -> Floats:
        """The rates that rows of the history have in a group."""
        history, _, _ = self._store.history()
        keys, rates = self._rates[group]
        return np.asarray(rates[np.searchsorted(keys, history[rows, group])])


def _written(rates: Floats, ones: Floats) -> NDArray[np.float32]:
    return np.column_stack([odds_of(rates), np.log1p(ones[:, -1])]).astype(np.float32)
