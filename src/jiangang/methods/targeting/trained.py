"""A trained score as one thing that is kept and asked: the model, the labels that it knows, the watch.

The form `jiangang.scorer/1` is `packing`'s: numbers and plain values, no code. Whoever holds the bytes and a
consignment gets the same score, as of any day, and sees the features behind it. Training from dated rows is
`learn`; a consignment of several lines has the greatest score of its lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.chance import Stream
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting import scoring
from jiangang.methods.targeting.curiosity import (
    Alarm,
    Level,
    add_promises,
    draw_promises,
    keep_watch,
    lift,
    list_alarms,
)
from jiangang.methods.targeting.keys import Keys, as_numbers, group_keys, read_layout
from jiangang.methods.targeting.packing import find_digest, pack, unpack
from jiangang.methods.targeting.snapshot import Snapshot
from jiangang.methods.targeting.store import Features, FeatureStore, choose_crossings

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
FORM = "jiangang.scorer/1"
CHUNK = 2048
"""Rows scored at once: their features stay in the processor's cache."""
MOST_PROMISE, EVENLY = 20.0, 0.1
MOST_DAYS = 40


@dataclass(frozen=True)
class Told:
    """What a scorer says of rows.

    score: calibrated probability of a finding; lifted: the same where no alarm stands, more where a value's
    rate has more likely than not jumped; promise: what exploring the row promises, 1 for a usual one.
    """

    score: Floats
    lifted: Floats
    promise: Floats
    features: Features

    def values(self, row: int) -> dict[str, float]:
        """The features of one row by their names."""
        found = self.features.values[row]
        return dict(zip(self.features.names, (float(each) for each in found), strict=True))


@dataclass(frozen=True)
class Day:
    """What was known before a day: features of every value, the watch, alarms, promises of exploring."""

    snapshot: Snapshot
    watch: tuple[Level, ...]
    alarms: tuple[Alarm, ...]
    promises: tuple[Floats, ...]


@dataclass(frozen=True)
class Scorer:
    """A model with the history that its features come from.

    expected: what was expected of each label before it was known; trained_on: the day of training, days since
    1970-01-01; usual: the promise of a usual row on that day.
    """

    model: scoring.Model
    store: FeatureStore
    expected: Floats
    trained_on: int
    usual: float = 1.0
    _days: dict[int, "Day"] = field(default_factory=dict, compare=False, repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that a frame must have."""
        return tuple(column.name for column in self.store.layout.columns)

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 that the bytes carry at their end."""
        return find_digest(self.as_bytes())

    def card(self) -> dict[str, Any]:
        """The model's card; see `cards`."""
        return self.model.card()

    def score(self, frame: "pl.DataFrame", as_of: int) -> NDArray[np.float32]:
        """Scores of rows with alarms, and nothing else, a few at a time: for files of any size."""
        day = self.day(as_of)
        keys, numbers = self._read(frame)
        found = np.empty(len(keys), np.float32)
        values = np.empty((min(CHUNK, len(keys)), day.snapshot.width), np.float32)
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            out = values[: len(some)]
            day.snapshot.fill(some, [each[start : start + CHUNK] for each in numbers], out)
            score = self.model.score(Features(some, out, (), ()))
            found[start : start + CHUNK] = lift(score, some, day.alarms)
        return found

    def tell(self, frame: "pl.DataFrame", as_of: Days) -> Told:
        """Everything about rows, each as of its own day and by itself, whatever rows stand beside it."""
        keys, numbers = self._read(frame)
        values = np.empty((len(keys), len(self.store.names)), np.float32)
        promise = np.empty(len(keys))
        for each in np.unique(as_of):
            day, rows = self.day(int(each)), np.flatnonzero(as_of == each)
            out = np.empty((len(rows), values.shape[1]), np.float32)
            day.snapshot.fill(keys[rows], [number[rows] for number in numbers], out)
            values[rows] = out
            promise[rows] = add_promises(keys[rows], day.watch, day.promises) / self.usual
        features = Features(keys, values, self.store.names, self.store.layout.columns_of_groups)
        score = self.model.score(features)
        lifted = score.copy()
        for each in np.unique(as_of):
            rows = np.flatnonzero(as_of == each)
            lifted[rows] = lift(score[rows], keys[rows], self.day(int(each)).alarms)
        promise = EVENLY + (1 - EVENLY) * np.minimum(promise, MOST_PROMISE)
        return Told(score, lifted, promise, features)

    def day(self, number: int) -> "Day":
        """What was known before a day; the latest days asked are remembered."""
        found = self._days.get(number)
        if found is None:
            keys, labels, days = self.store.history()
            watch = keep_watch(keys, labels, days, self.expected, number)
            # The draws are the same for all who ask this scorer on this day.
            seed = sha256(f"{FORM} {self.trained_on} {len(labels)} {number}".encode()).digest()
            promises = draw_promises(watch, float(labels.mean()), Stream(seed, "promise"))
            found = Day(Snapshot(self.store, number), watch, list_alarms(watch), promises)
            if len(self._days) >= MOST_DAYS:
                self._days.clear()
            self._days[number] = found
        return found

    def _read(self, frame: "pl.DataFrame") -> tuple[Keys, list[Floats]]:
        layout = self.store.layout
        keys = np.ascontiguousarray(group_keys(frame, layout))
        return keys, [as_numbers(frame[name]) for name in layout.numbers]

    def as_bytes(self) -> bytes:
        """The scorer as bytes, in the same form each time."""
        keys, labels, days = self.store.history()
        values = {
            "form": FORM,
            "store": scoring.store_as_dict(self.store),
            "trained_on": self.trained_on,
            "usual": self.usual,
        }
        arrays: dict[str, NDArray[Any]] = {
            "model": np.frombuffer(self.model.as_bytes(), np.uint8),
            "keys": keys,
            "labels": labels.astype(np.uint8),
            "days": days.astype(np.int32),
            "expected": self.expected.astype(np.float32),
        }
        return pack(values, arrays)

    @classmethod
    def of_bytes(cls, content: bytes, digest: str = "") -> "Scorer":
        """The scorer of such bytes; raises Refused when they are damaged, of another form or digest."""
        values, arrays = unpack(content, digest)
        if values.get("form") != FORM:
            raise Refused(Finding("methods.targeting.finding.model_unreadable", params={"reason": "form"}))
        store = scoring.store_of_dict(values["store"])
        store.learn_keys(arrays["keys"], arrays["labels"], arrays["days"].astype(np.int64))
        model = scoring.Model.of_bytes(arrays["model"].tobytes())
        expected = arrays["expected"].astype(np.float64)
        return cls(model, store, expected, int(values["trained_on"]), float(values["usual"]))


@dataclass(frozen=True)
class Lesson:
    """Labelled rows: what was declared, what was found, when it was decided and when the result was known.

    units: the number of the consignment that each row is a line of, ascending; expected: what an earlier
    model expected, NaN where none did.
    """

    frame: "pl.DataFrame"
    labels: Floats
    decided: Days
    known: Days
    units: NDArray[np.int64]
    expected: Floats

    @classmethod
    def of_rows(cls, frame: "pl.DataFrame", labels: Floats, days: Days) -> "Lesson":
        """One row a consignment, each known on the day of its decision."""
        return cls(frame, labels, days, days, np.arange(len(labels)), np.full(len(labels), np.nan))

    def until(self, day: int) -> "Lesson":
        """Only what was decided and known by the end of a day."""
        rows = np.flatnonzero((self.known <= day) & (self.decided <= day))
        units = np.unique(self.units[rows], return_inverse=True)[1].astype(np.int64)
        return Lesson(
            self.frame[rows], self.labels[rows], self.decided[rows], self.known[rows], units,
            self.expected[rows],
        )  # fmt: skip


@method(
    "targeting.learn",
    source="the project's own composition of `targeting.score`, the as-of store and `targeting.watch`",
    verified="labels known after the day change no byte; features of a row hold no label of its day or later",
)
def learn(lesson: Lesson, trained_on: int, rng_seed: int) -> Scorer:
    """A scorer from what was decided and known by the end of a day; nothing later is looked at.

    trained_on: that day, in days since 1970-01-01; rng_seed: of the trees. Raises Refused for too few labels
    or columns that say nothing.
    """
    lesson = lesson.until(trained_on)
    scoring.check_labels(lesson.labels)
    layout = read_layout(lesson.frame)
    keys = group_keys(lesson.frame, layout)
    store = FeatureStore(layout, choose_crossings(keys, layout))
    store.learn_keys(keys, lesson.labels, lesson.known)
    numbers = [as_numbers(lesson.frame[name]) for name in layout.numbers]
    features = store.features_of(keys, numbers, lesson.decided)
    ages = (trained_on + 1 - lesson.decided).astype(float)
    model = scoring.fit(features, lesson.labels, ages, rng_seed, lesson.units)
    expected = np.where(np.isnan(lesson.expected), _expected(features, layout.groups), lesson.expected)
    kept = np.asarray(expected.astype(np.float32), np.float64)
    day = Scorer(model, store, kept, trained_on).day(trained_on + 1)
    usual = float(add_promises(keys, day.watch, day.promises).mean())
    return Scorer(model, store, kept, trained_on, max(usual, 1e-9))


def _expected(features: Features, groups: tuple[str, ...]) -> Floats:
    """Without an earlier model: the greatest of the rates that the values had by then."""
    places = [features.names.index(f"{name}, rate 240 d") for name in groups]
    return np.asarray(1 / (1 + np.exp(-features.values[:, places].max(1))), float)


def summarise(card: Mapping[str, Any]) -> dict[str, Any]:
    """What a line of print says of a card: rows, findings, area under the curve with its interval."""
    window, metrics = card["window"], card["metrics"]
    return {
        "rows": window["rows"],
        "found": window["findings"],
        "held_out_rows": window["held_out_rows"],
        "auc": metrics["auc"]["value"],
        "auc_low": metrics["auc"]["low"],
        "auc_high": metrics["auc"]["high"],
        "precision_at_10": metrics["precision_at_10%"]["share"],
    }
