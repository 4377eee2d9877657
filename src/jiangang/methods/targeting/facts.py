"""What a policy may ask about: the frozen facts of a consignment and of its lines, and their schema.

The schema is data. `FACTS` is what this office's notices state; a policy's text adds facts of its own, or
declares all of them, so that any office's columns can be asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

Value = str | Decimal | bool | None
"""A fact's value; None (and an empty text) means that nobody stated it."""


class Kind(StrEnum):
    """How a fact is compared: codes by equality and prefix, numbers by size, flags by yes and no."""

    CODE = "code"
    NUMBER = "number"
    FLAG = "flag"


class Level(StrEnum):
    """Whether each line of goods has the fact, or the consignment as a whole."""

    LINE = "line"
    CONSIGNMENT = "consignment"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name that a policy may use.

    codes: names the code list that its values come from, if any; values: the closed list itself, where the
    schema holds one: a stated value outside it is an unknown code, about which every condition is unknown;
    name_zh, name_en: what people read, empty where the office's texts have the name.
    """

    name: str
    kind: Kind
    level: Level
    codes: str = ""
    values: frozenset[str] = frozenset()
    name_zh: str = ""
    name_en: str = ""


Schema = Mapping[str, Fact]
"""Facts by their names."""

FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("hs", Kind.CODE, Level.LINE, "hs"),
        Fact("hs_state", Kind.CODE, Level.LINE),
        Fact("origin", Kind.CODE, Level.LINE, "country"),
        Fact("origin_state", Kind.CODE, Level.LINE),
        Fact("value", Kind.NUMBER, Level.LINE),
        Fact("currency", Kind.CODE, Level.LINE),
        Fact("mass", Kind.NUMBER, Level.LINE),
        Fact("direction", Kind.CODE, Level.CONSIGNMENT),
        Fact("departure", Kind.CODE, Level.CONSIGNMENT, "country"),
        Fact("departure_state", Kind.CODE, Level.CONSIGNMENT),
        Fact("transport_mode", Kind.CODE, Level.CONSIGNMENT),
        Fact("purpose", Kind.CODE, Level.CONSIGNMENT),
        Fact("importer_standing", Kind.CODE, Level.CONSIGNMENT),
        Fact("exporter_named", Kind.FLAG, Level.CONSIGNMENT),
        Fact("first_filing", Kind.FLAG, Level.CONSIGNMENT),
        Fact("line_count", Kind.NUMBER, Level.CONSIGNMENT),
        Fact("section", Kind.CODE, Level.CONSIGNMENT),
        Fact("importer", Kind.CODE, Level.CONSIGNMENT),
        Fact("agent", Kind.CODE, Level.CONSIGNMENT),
    )
}
"""Masses in kilograms, values in the line's own currency; `…_state` is known, unknown or not_checked as at
the day; `section` inspects the goods, `importer` and `agent` are firms by the names of watch-lists.
"""

LATER = frozenset({"section", "importer", "agent"})
"""Facts that offices did not always state: a text that declares one of them itself keeps its own."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of goods: `number` as on the notice, `values` by the names of line facts; a missing name is
    unknown.
    """

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ConsignmentFacts:
    """What a policy is asked with: the consignment's own values and its lines, frozen at the time of
    decision.
    """

    number: str
    values: Mapping[str, Value]
    lines: tuple[LineFacts, ...]

    @property
    def asked_lines(self) -> tuple[LineFacts, ...]:
        """The lines; one line of which nothing is known where a notice has none."""
        return self.lines or (LineFacts(0, {}),)

    def value(self, fact: Fact, line: LineFacts) -> Value:
        """The value of a fact for a line of this consignment."""
        values = line.values if fact.level is Level.LINE else self.values
        return values.get(fact.name)

    def as_dict(self) -> dict[str, Any]:
        """The facts as plain JSON values, numbers as text; `from_dict` reads them back."""
        return {
            "number": self.number,
            "values": _plain(self.values),
            "lines": [{"number": line.number, "values": _plain(line.values)} for line in self.lines],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any], schema: Schema = FACTS) -> "ConsignmentFacts":
        """The facts of a stored decision; `schema` is that of the policy which decided it.

        Raises KeyError for a name that the schema does not have.
        """
        lines = tuple(LineFacts(line["number"], _typed(line["values"], schema)) for line in stored["lines"])
        return cls(stored["number"], _typed(stored["values"], schema), lines)


def _plain(values: Mapping[str, Value]) -> dict[str, Any]:
    return {
        name: format(value, "f") if isinstance(value, Decimal) else value
        for name, value in sorted(values.items())
    }


def _typed(values: Mapping[str, Any], schema: Schema) -> dict[str, Value]:
    return {
        name: Decimal(value) if schema[name].kind is Kind.NUMBER and value is not None else value
        for name, value in values.items()
    }
