"""One condition on one fact, answered yes, no or unknown. The batch asks this same code, value by value.

Answers are numbers, so that Kleene's logic is arithmetic: all of them is the least, any of them the greatest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

from jiangang.methods.targeting.facts import FACTS, Fact, Kind, Value


class Answer(IntEnum):
    """Three-valued truth; a missing fact makes a condition unknown, never false in silence."""

    NO = 0
    UNKNOWN = 1
    YES = 2


def _prefix(value: Any, wanted: tuple[Any, ...]) -> bool:
    return str(value).startswith(wanted)


def _one_of(value: Any, wanted: tuple[Any, ...]) -> bool:
    return value in wanted


def _not_one_of(value: Any, wanted: tuple[Any, ...]) -> bool:
    return value not in wanted


def _at_least(value: Any, wanted: tuple[Any, ...]) -> bool:
    return bool(value >= wanted[0])


def _at_most(value: Any, wanted: tuple[Any, ...]) -> bool:
    return bool(value <= wanted[0])


OPERATORS: dict[str, tuple[frozenset[Kind], Callable[[Any, tuple[Any, ...]], bool]]] = {
    "prefix": (frozenset({Kind.CODE}), _prefix),
    "in": (frozenset({Kind.CODE, Kind.FLAG}), _one_of),
    "not_in": (frozenset({Kind.CODE}), _not_one_of),
    "at_least": (frozenset({Kind.NUMBER}), _at_least),
    "at_most": (frozenset({Kind.NUMBER}), _at_most),
    "missing": (frozenset(Kind), _one_of),
}
"""Name of each operator, the kinds of fact it suits, and what it asks of a stated value. `missing` takes no
value.
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact, an operator and the wanted values; an empty stated value counts as not stated."""

    fact: str
    operator: str
    wanted: tuple[str | Decimal | bool, ...] = ()

    @property
    def about(self) -> Fact:
        """The fact that the condition asks about."""
        return FACTS[self.fact]

    def holds(self, value: Value) -> Answer:
        """The answer for one value."""
        if value is None or value == "":
            return Answer.YES if self.operator == "missing" else Answer.UNKNOWN
        if self.operator == "missing":
            return Answer.NO
        return Answer.YES if OPERATORS[self.operator][1](value, self.wanted) else Answer.NO

    def as_dict(self) -> dict[str, Any]:
        """The condition as plain JSON values, for the reasons of a decision."""
        wanted = [format(one, "f") if isinstance(one, Decimal) else one for one in self.wanted]
        return {"fact": self.fact, "operator": self.operator, "wanted": wanted}


def excludes(one: Condition, other: Condition) -> bool:
    """Whether two conditions on one fact can never hold together."""
    if one.fact != other.fact:
        return False
    pair = {one.operator: one.wanted, other.operator: other.wanted}
    if "missing" in pair:
        return len(pair) == 2
    if set(pair) == {"at_least", "at_most"}:
        return bool(pair["at_least"][0] > pair["at_most"][0])  # type: ignore[operator]  # both are numbers
    if one.operator == other.operator == "in":
        return not set(one.wanted) & set(other.wanted)
    if one.operator == other.operator == "prefix":
        return not any(_overlap(a, b) for a in one.wanted for b in other.wanted)
    if set(pair) == {"in", "not_in"}:
        return set(pair["in"]) <= set(pair["not_in"])
    if set(pair) == {"in", "prefix"}:
        return not any(_prefix(value, pair["prefix"]) for value in pair["in"])
    return False


def _overlap(one: Any, other: Any) -> bool:
    return str(one).startswith(str(other)) or str(other).startswith(str(one))
