"""Strategies of the weekly protocol: what is inspected next, from nothing but what was inspected before.

A strategy sees the columns of all arrivals of a week and the labels that were revealed to it. The default
one selects as an office does, with the office's `curiosity`, `selection` and random stream; its score is the
part of the office's that adapts quickest, the `drifting` effects, here in several `structures` at once.
`exploit` is gradient boosting on the same as-of features and nothing else, `random` draws. The protocol
itself lives in `protocols`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.chance import Stream
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting import scoring
from jiangang.methods.targeting.curiosity import explore, keep_watch, raise_alarms
from jiangang.methods.targeting.drifting import fit_drifting
from jiangang.methods.targeting.effects import Effects
from jiangang.methods.targeting.keys import Keys, Layout
from jiangang.methods.targeting.selection import Shares, select
from jiangang.methods.targeting.store import Features, FeatureStore, choose_crossings
from jiangang.methods.targeting.structures import Structure, average, choose_structures, weigh_structures
from jiangang.methods.targeting.trees import fit_trees

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
ANEW_EVERY, MOST_INSPECTED = 4, 2 / 3


@dataclass(frozen=True)
class Arrivals:
    """All that a strategy may see of arrivals before they are inspected: no label is among it."""

    layout: Layout
    keys: Keys
    numbers: tuple[Floats, ...]
    days: NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """What of the default strategy is switched on: shares of the capacity, alarms."""

    shares: Shares = Shares()
    alarms: bool = True


@dataclass(frozen=True)
class Asked:
    """What was said of a week's rows before they were inspected: log-odds by structures, and all together."""

    rows: Rows
    odds: Floats
    scores: Floats


class Learner(ABC):
    """What every strategy remembers: inspected rows, their labels, the day on which each was decided."""

    def __init__(self, arrivals: Arrivals, rng_seed: int) -> None:
        self.arrivals, self.rng_seed = arrivals, rng_seed
        self.rows = np.zeros(0, np.int64)
        self.labels = np.zeros(0)
        self.decided = np.zeros(0, np.int64)
        self.store: FeatureStore | None = None

    def stream(self, day: int, label: str) -> Stream:
        """Chance of one week: the seed is SHA-256 of the run's seed and the day."""
        seed = sha256(f"jiangang.online/1 {self.rng_seed} {day}".encode()).digest()
        return Stream(seed, label)

    def learn(self, rows: Rows, labels: Floats, decided: int | NDArray[np.int64]) -> None:
        """Take in the labels of inspected rows."""
        if self.store is None:
            crossings = choose_crossings(self.arrivals.keys[rows], self.arrivals.layout)
            self.store = FeatureStore(self.arrivals.layout, crossings)
        self.store.learn_keys(self.arrivals.keys[rows], labels, self.arrivals.days[rows])
        self.rows = np.concatenate([self.rows, rows])
        self.labels = np.concatenate([self.labels, labels])
        self.decided = np.concatenate([self.decided, np.broadcast_to(decided, len(rows))])

    def features(self, rows: Rows, as_of: int | NDArray[np.int64]) -> Features:
        """As-of features of rows."""
        if self.store is None:
            raise ValueError("nothing was learnt yet")
        numbers = [each[rows] for each in self.arrivals.numbers]
        return self.store.features_of(self.arrivals.keys[rows], numbers, as_of)

    @abstractmethod
    def choose(self, day: int, rows: Rows, budget: int) -> Rows:
        """Which of the week's rows are inspected, `budget` of them; `day` is the week's first."""


class Drawing(Learner):
    """`random`: every selection equally likely."""

    def choose(self, day: int, rows: Rows, budget: int) -> Rows:
        """Draw."""
        return np.array(sorted(self.stream(day, "random").draw(rows.tolist(), budget)), np.int64)


class Exploiting(Learner):
    """`exploit`: gradient boosting on the as-of features, the highest scores, nothing else."""

    def choose(self, day: int, rows: Rows, budget: int) -> Rows:
        """The highest scores."""
        if not 0 < self.labels.sum() < len(self.labels):
            return rows[:budget]
        known = self.features(self.rows, self.decided)
        trees = fit_trees(known.values, self.labels, np.ones(len(self.rows)), self.rng_seed)
        scores = trees.odds(self.features(rows, day).values)
        return rows[np.sort(np.argsort(-scores, kind="stable")[:budget])]


class Default(Learner):
    """`default`: drifting effects as the score, alarms, the random stream, exploitation and exploration."""

    def __init__(self, arrivals: Arrivals, rng_seed: int, settings: Settings = Settings()) -> None:
        super().__init__(arrivals, rng_seed)
        self.settings = settings
        self.weeks = 0
        self.arrived = 0
        self.fits: dict[Structure, Effects | None] = {}
        self.expected = np.zeros(0)
        self.asked: Asked | None = None
        self.told: list[tuple[Floats, Floats, NDArray[np.int64]]] = []

    def choose(self, day: int, rows: Rows, budget: int) -> Rows:
        """Score, watch, select."""
        curious, scores, keys = None, None, self.arrivals.keys[rows]
        self.arrived += len(rows)
        if self.labels.sum() >= scoring.LEAST_FINDINGS and len(self.labels) >= scoring.LEAST_LABELS:
            scores = plain = self._score(day, rows)
            watch = keep_watch(self.arrivals.keys[self.rows], self.labels, self.decided, self.expected, day)
            if self.settings.alarms:
                scores = raise_alarms(plain, keys, watch)
            curious = explore(keys, watch, float(self.labels.mean()), self.stream(day, "explore"))
        ones, none = np.ones(len(rows)), np.zeros(len(rows), bool)
        stream = self.stream(day, "select")
        chosen = select(scores, ones, curious, none, float(budget), self.settings.shares, stream)
        return rows[chosen.chosen]

    def learn(self, rows: Rows, labels: Floats, decided: int | NDArray[np.int64]) -> None:
        """Take in labels, and keep beside each what was expected of it, by all and by each structure."""
        expected = np.full(len(rows), float(labels.mean()) if len(labels) else 0.0)
        if self.asked is None:
            self.arrived += len(rows)
        else:
            places = np.searchsorted(self.asked.rows, rows)
            expected = self.asked.scores[places]
            days = np.broadcast_to(np.asarray(decided, np.int64), len(rows))
            self.told.append((self.asked.odds[:, places], labels, days))
            self.asked = None
        self.expected = np.concatenate([self.expected, expected])
        super().learn(rows, labels, decided)

    def _score(self, day: int, rows: Rows) -> Floats:
        """Probabilities of findings, from all that is known today.

        What may matter is chosen anew every fourth week as long as most of what arrived was inspected: later
        the labels are of rows that a score had picked, and the test of what matters would be misled.
        """
        known, ages = self.arrivals.keys[self.rows], (day - self.decided).astype(float)
        anew = self.weeks % ANEW_EVERY == 0 and len(self.rows) >= MOST_INSPECTED * (self.arrived - len(rows))
        self.weeks += 1
        if anew or not self.fits:
            self._choose_structures(known, ages)
        self.fits = {
            structure: fit_drifting(known, self.labels, ages, structure, start=start)
            for structure, start in self.fits.items()
        }
        keys = self.arrivals.keys[rows]
        odds = np.array([fit.moderate(keys) for fit in self.fits.values() if fit is not None])
        scores = np.clip(average(odds, self._weights(day)), scoring.LOW, scoring.HIGH)
        self.asked = Asked(rows, odds, scores)
        return np.asarray(scores)

    def _choose_structures(self, known: Keys, ages: Floats) -> None:
        """Structures chosen anew; where others stood before, what was told of those counts no more."""
        chosen = choose_structures(known, self.labels, ages, self.arrivals.layout.columns_of_groups)
        if chosen != tuple(self.fits):
            self.told = []
        self.fits = {structure: self.fits.get(structure) for structure in chosen}

    def _weights(self, day: int) -> Floats:
        if not self.told:
            return np.full(len(self.fits), 1 / len(self.fits))
        odds, labels, days = (np.concatenate(each, -1) for each in zip(*self.told, strict=True))
        return weigh_structures(odds, labels, (day - days).astype(float))


NOTHING = Shares(0.0, 0.0)
STRATEGIES: dict[str, Callable[[Arrivals, int], Learner]] = {
    "default": Default,
    "exploit": Exploiting,
    "random": Drawing,
    "greedy": lambda arrivals, seed: Default(arrivals, seed, Settings(NOTHING, alarms=False)),
    "calm": lambda arrivals, seed: Default(arrivals, seed, replace(Settings(), alarms=False)),
}


def make_strategy(name: str, arrivals: Arrivals, rng_seed: int) -> Learner:
    """The strategy of a name; raises Refused for an unknown one."""
    if name not in STRATEGIES:
        params: dict[str, Any] = {"strategy": name, "known": ", ".join(STRATEGIES)}
        raise Refused(Finding("methods.targeting.finding.strategy_unknown", field="strategy", params=params))
    return STRATEGIES[name](arrivals, rng_seed)
