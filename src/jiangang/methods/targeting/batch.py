"""A policy over many consignments at once: columns, look-up tables and masks, with the answers of
`interpret`.

Codes and flags are dictionary-encoded, and each condition is asked once for each different value, by the very
function that `interpret` uses. Numbers are compared as floats; where floats are equal the exact values
decide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts, Kind, Level, Value
from jiangang.methods.targeting.policy import Lane, Policy, TargetingRule

Answers = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """Dictionary-encoded values: `places` points into `different`."""

    different: tuple[Value, ...]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, values: Sequence[Value]) -> "CodeColumn":
        """Encode values in their order of appearance."""
        index: dict[Value, int] = {}
        places = np.fromiter((index.setdefault(value, len(index)) for value in values), np.int32, len(values))
        return cls(tuple(index), places)

    def ask(self, condition: Condition) -> Answers:
        """The condition's answers, one per row."""
        table = np.fromiter(
            (condition.holds(value) for value in self.different), np.int8, len(self.different)
        )
        return table[self.places] if len(self.different) else np.empty(0, np.int8)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Exact values and their floats; NaN stands where nothing is stated."""

    exact: Sequence[Any]
    floats: NDArray[np.float64]

    @classmethod
    def of(cls, values: Sequence[Any]) -> "NumberColumn":
        """Keep values beside their floats."""
        floats = np.fromiter((np.nan if v is None else float(v) for v in values), np.float64, len(values))
        return cls(values, floats)

    def ask(self, condition: Condition) -> Answers:
        """The condition's answers, one per row."""
        missing = np.isnan(self.floats)
        if condition.operator == "missing":
            return np.where(missing, Answer.YES, Answer.NO).astype(np.int8)
        threshold = condition.wanted[0]
        edge = float(threshold) if isinstance(threshold, Decimal) else np.nan
        beyond = self.floats >= edge if condition.operator == "at_least" else self.floats <= edge
        answers = np.where(beyond, Answer.YES, Answer.NO).astype(np.int8)
        answers[missing] = Answer.UNKNOWN
        # Rounding to floats keeps the order but may make neighbours equal: only those rows need the exact
        # values.
        for place in np.flatnonzero(self.floats == edge):
            answers[place] = condition.holds(self.exact[int(place)])
        return answers


Column = CodeColumn | NumberColumn


@dataclass
class Columns:
    """Consignments as columns: `starts` is the place of each consignment's first line among all lines."""

    size: int
    starts: NDArray[np.intp]
    owners: NDArray[np.intp]
    read: Callable[[str], Sequence[Value]]
    _made: dict[str, Column] = field(default_factory=dict)

    @classmethod
    def of_facts(cls, consignments: Sequence[ConsignmentFacts]) -> "Columns":
        """Lay consignments out as columns; each column is made when a condition first asks for it."""
        lines = [facts.asked_lines for facts in consignments]
        counts = np.fromiter(map(len, lines), np.intp, len(lines))
        starts = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.intp) if len(lines) else counts
        owners = np.repeat(np.arange(len(lines), dtype=np.intp), counts)

        def read(name: str) -> Sequence[Value]:
            if FACTS[name].level is Level.LINE:
                return [line.values.get(name) for asked in lines for line in asked]
            return [facts.values.get(name) for facts in consignments]

        return cls(len(consignments), starts, owners, read)

    def column(self, name: str) -> Column:
        """The column of a fact, in lines or in consignments as the fact's level says."""
        if name not in self._made:
            kind = NumberColumn if FACTS[name].kind is Kind.NUMBER else CodeColumn
            self._made[name] = kind.of(self.read(name))
        return self._made[name]

    def ask(self, rule: TargetingRule) -> Answers:
        """The rule's answers, one per consignment."""
        whole: Answers = np.full(self.size, Answer.YES, np.int8)
        by_line: Answers | None = None
        for condition in rule.conditions:
            answers = self.column(condition.fact).ask(condition)
            if condition.about.level is Level.CONSIGNMENT:
                np.minimum(whole, answers, out=whole)
            else:
                by_line = answers if by_line is None else np.minimum(by_line, answers)
        if by_line is None or not self.size:
            return whole
        # The least of the consignment's own answer and the greatest of its lines' is the greatest of the
        # leasts.
        return np.minimum(whole, np.maximum.reduceat(by_line, self.starts))


@dataclass(frozen=True, slots=True)
class BatchAnswers:
    """A policy's answers: `lanes` one per consignment, `answers` one row per rule of `rules`."""

    rules: tuple[TargetingRule, ...]
    lanes: NDArray[np.int8]
    answers: NDArray[np.int8]

    def asked(self, place: int) -> list[tuple[TargetingRule, Answer]]:
        """The rules' answers for one consignment, as `policy.verdict` takes them."""
        return [(rule, Answer(int(self.answers[row, place]))) for row, rule in enumerate(self.rules)]


def screen(policy: Policy, columns: Columns, on: date) -> BatchAnswers:
    """Ask each rule in force on a day about all consignments; the same answers as `policy.interpret`
    gives.
    """
    rules = policy.rules_on(on)
    lanes = np.full(columns.size, policy.default_lane, np.int8)
    answers = np.zeros((len(rules), columns.size), np.int8)
    for row, rule in enumerate(rules):
        answers[row] = columns.ask(rule)
        least = Answer.UNKNOWN if rule.applies_when_unknown else Answer.YES
        lanes[(answers[row] >= least) & (lanes < rule.lane)] = rule.lane
    return BatchAnswers(rules, lanes, answers)


def lane_of(value: np.int8) -> Lane:
    """The lane behind a number of `BatchAnswers.lanes`."""
    return Lane(int(value))
