"""One condition on one fact, answered yes, no or unknown. The batch asks this same code, value by value.

Answers are numbers, so that Kleene's logic is arithmetic: all of them is the least, any of them the greatest,
not is two less it. What conditions say of one another is in `implying`.
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
    """A fact, an operator and the wanted values; an empty stated value counts as not stated.

    declared: the fact as the policy's own schema declares it; without it the office's schema is meant. Raises
    KeyError for a fact that neither has.
    """

    fact: str
    operator: str
    wanted: tuple[str | Decimal | bool, ...] = ()
    declared: Fact | None = None

    def __post_init__(self) -> None:
        if self.declared is None:
            object.__setattr__(self, "declared", FACTS[self.fact])

    @property
    def about(self) -> Fact:
        """The fact that the condition asks about."""
        return self.declared or FACTS[self.fact]

    def holds(self, value: Value) -> Answer:
        """The answer for one value; a code outside its closed list is unknown."""
        if value is None or value == "":
            return Answer.YES if self.operator == "missing" else Answer.UNKNOWN
        if self.operator == "missing":
            return Answer.NO
        known = self.about.values
        if known and value not in known:
            return Answer.UNKNOWN
        return Answer.YES if OPERATORS[self.operator][1](value, self.wanted) else Answer.NO

    def as_dict(self) -> dict[str, Any]:
        """The condition as plain JSON values, for the reasons of a decision."""
        wanted = [format(one, "f") if isinstance(one, Decimal) else one for one in self.wanted]
        return {"fact": self.fact, "operator": self.operator, "wanted": wanted}
