"""Look-up tables: what all conditions on one fact answer, for each value that makes a difference to them.

A bit stands for each rule. A table has two words of bits for each value: rules whose conditions on this fact
all hold, and rules of which none is broken (yes or unknown). Rules that do not ask about the fact have both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.targeting.columns import CodeColumn, Column, Columns, NumberColumn
from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.facts import Fact, Kind, Value

Words = NDArray[np.uint64]
"""Bits of rules, 64 to a word: shape (words, values) or (words, consignments)."""
PAIRS = 4096
"""Values of the largest table that is put together of smaller ones."""
Asked = Sequence[tuple[int, Condition]]
"""Conditions with the bits of their rules."""


@dataclass
class Table:
    """The answers of all conditions on one fact; it grows by the values that it is asked about."""

    fact: Fact
    asked: Asked
    words: int
    _rows: dict[object, int] = field(default_factory=dict)
    _yes: list[int] = field(default_factory=list)
    _possible: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._grouped: dict[tuple[str, tuple[object, ...]], tuple[Condition, int]] = {}
        for bit, one in self.asked:
            same, bits = self._grouped.get((one.operator, one.wanted), (one, 0))
            self._grouped[one.operator, one.wanted] = (same, bits | 1 << bit)
        self._mentioned = frozenset(self.fact.values).union(
            *(one.wanted for one, _ in self._grouped.values() if one.operator in ("in", "not_in"))
        )
        prefixes = (one for one, _ in self._grouped.values() if one.operator == "prefix")
        self._length = max((len(str(text)) for one in prefixes for text in one.wanted), default=0)
        bounds = [one for one, _ in self._grouped.values() if one.operator in ("at_least", "at_most")]
        self._edges = sorted({float(one.wanted[0]) for one in bounds})
        self._made: tuple[Words, Words] | None = None
        self._unmentioned: int | None = None
        if self.fact.kind is not Kind.NUMBER:
            for value in (None, "", *self._mentioned):
                self._row_of_code(value)

    def places(self, columns: Columns) -> NDArray[np.intp]:
        """For each line the place of its value in the table."""
        column = columns.column(self.fact)
        return columns.by_line(self._places(column), self.fact)

    def bits(self) -> tuple[Words, Words]:
        """The table: yes, and yes or unknown; shape (words, values) each."""
        if self._made is None or self._made[0].shape[1] != len(self._yes):
            self._made = _as_words(self._yes, self.words), _as_words(self._possible, self.words)
        return self._made

    def _places(self, column: Column) -> NDArray[np.intp]:
        if isinstance(column, CodeColumn):
            rows = np.array(self._rows_of_codes(column.different), np.intp)
            return rows[column.places] if len(rows) else np.empty(0, np.intp)
        return self._places_of_numbers(column)

    def _rows_of_codes(self, values: Sequence[Value]) -> list[int]:
        known = self._rows.get
        if self._length:
            return [self._row_of_code(one) if (row := known(one)) is None else row for one in values]
        # Without prefixes all values that no list mentions are alike: the first stands for them.
        if self._unmentioned is None:
            other = next((one for one in values if one not in self._rows), None)
            self._unmentioned = None if other is None else self._row_of_code(other)
        return [known(one, self._unmentioned) for one in values]  # type: ignore[misc]  # all are rows

    def _row_of_code(self, value: Value) -> int:
        """Values that no list mentions and that begin alike, as far as prefixes look, share their answers."""
        key: object = value
        if isinstance(value, str) and value and value not in self._mentioned:
            key = (value[: self._length],)
        return self._row(key, lambda one: one.holds(value))

    def _row(self, key: object, holds: Callable[[Condition], Answer]) -> int:
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = len(self._yes)
            yes = possible = (1 << 64 * self.words) - 1
            for one, bits in self._grouped.values():
                answer = holds(one)
                yes &= ~bits if answer is not Answer.YES else yes
                possible &= ~bits if answer is Answer.NO else possible
            self._yes.append(yes)
            self._possible.append(possible)
        return row

    def _places_of_numbers(self, column: NumberColumn) -> NDArray[np.intp]:
        """Between bounds all numbers have the same answers; where floats are equal exact values decide."""
        edges = np.array(self._edges)
        below = np.searchsorted(edges, column.floats, "left")
        sections = 2 * below
        if len(edges):
            sections += edges.take(below, mode="clip") == column.floats
        missing = np.isnan(column.floats)
        sections[missing] = 0
        rows = np.array([self._row_of_section(place) for place in range(len(edges) + 1)], np.intp)
        places: NDArray[np.intp] = rows[sections // 2]
        places[missing] = self._row(None, lambda one: one.holds(None))
        at_edge = np.flatnonzero(sections % 2)
        if len(at_edge):
            which, values = column.exact(at_edge)
            exact = [self._row((value,), partial(Condition.holds, value=value)) for value in values]
            places[at_edge] = np.array(exact, np.intp)[which]
        return places

    def _row_of_section(self, place: int) -> int:
        """The row of the numbers that have `place` bounds below them, and are equal to none."""

        def holds(one: Condition) -> Answer:
            if one.operator == "missing":
                return Answer.NO
            beyond = place > self._edges.index(float(one.wanted[0]))
            return Answer.YES if beyond is (one.operator == "at_least") else Answer.NO

        return self._row(("section", place), holds)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A table with the place of each line's value in it."""

    places: NDArray[np.intp]
    yes: Words
    possible: Words

    def with_other(self, other: "LaidOut") -> "LaidOut":
        """One table of all pairs of values for two."""
        size = other.yes.shape[1]
        words = self.yes.shape[0]
        return LaidOut(
            self.places * size + other.places,
            (self.yes[:, :, None] & other.yes[:, None, :]).reshape(words, -1),
            (self.possible[:, :, None] & other.possible[:, None, :]).reshape(words, -1),
        )


def merged(tables: Sequence[LaidOut]) -> list[LaidOut]:
    """Fewer tables with the same answers: small ones put together as long as they stay small."""
    found: list[LaidOut] = []
    for one in sorted(tables, key=lambda table: table.yes.shape[1]):
        if found and len(one.places) > PAIRS and found[-1].yes.shape[1] * one.yes.shape[1] <= PAIRS:
            found[-1] = found[-1].with_other(one)
        else:
            found.append(one)
    return found


def tables_of(asked: Asked, words: int) -> list[Table]:
    """One table for each fact that is asked about, by its name."""
    by_fact: dict[str, list[tuple[int, Condition]]] = {}
    for bit, one in asked:
        by_fact.setdefault(one.fact, []).append((bit, one))
    return [Table(several[0][1].about, several, words) for _, several in sorted(by_fact.items())]


def _as_words(bits: Sequence[int], words: int) -> Words:
    raw = b"".join(one.to_bytes(8 * words, "little") for one in bits)
    return np.ascontiguousarray(np.frombuffer(raw, "<u8").reshape(len(bits), words).T).astype(np.uint64)
