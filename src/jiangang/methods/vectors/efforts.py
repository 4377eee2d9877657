"""How much was looked: efforts whose unit is their type, so that trap-nights and lamp-hours cannot be mixed.

A density of one unit cannot be added to or compared with one of another: the type checker says so before the
program runs, and `Refused` says so when it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from jiangang.methods.findings import Finding, Refused


@dataclass(frozen=True, slots=True)
class Effort:
    """An amount of looking. Use the types below, one for each unit."""

    amount: Fraction
    unit: ClassVar[str] = ""
    timed: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not self.unit:
            raise TypeError("an effort has a unit: use one of its types")
        if self.amount <= 0:
            params = {"amount": f"{float(self.amount):g}", "unit": self.unit}
            raise Refused(Finding("methods.vectors.finding.effort_nothing", field="effort", params=params))


class TrapNights(Effort):
    """Effective traps times nights."""

    unit, timed = "trap-night", True


class LampNights(Effort):
    """Lamps times nights."""

    unit, timed = "lamp-night", True


class LampHours(Effort):
    """Lamps times hours."""

    unit, timed = "lamp-hour", True


class CageDays(Effort):
    """Fly cages times days."""

    unit, timed = "cage-day", True


class SheetNights(Effort):
    """Effective sticky sheets times nights."""

    unit, timed = "sheet-night", True


class Sheets(Effort):
    """Effective sticky sheets, whatever the time."""

    unit = "sheet"


class Blocks(Effort):
    """Effective talc blocks."""

    unit = "block"


class Kilometres(Effort):
    """Kilometres of route walked."""

    unit = "kilometre"


class Houses(Effort):
    """Houses inspected."""

    unit = "house"


class Containers(Effort):
    """Water-holding containers inspected."""

    unit = "container"


class Dips(Effort):
    """Dips taken."""

    unit = "dip"


class Rooms(Effort):
    """Rooms or compartments inspected."""

    unit = "room"


class Rodents(Effort):
    """Rodents examined."""

    unit = "rodent"


class Ships(Effort):
    """Ships inspected."""

    unit = "ship"


def list_efforts() -> Iterator[type[Effort]]:
    """Every unit's type."""
    yield from Effort.__subclasses__()


def get_effort(unit: str) -> type[Effort]:
    """The type of a unit by its word, such as `trap-night`. Raises Refused for an unknown one."""
    for each in list_efforts():
        if each.unit == unit.strip().lower().replace("_", "-").removesuffix("s"):
            return each
    known = ", ".join(each.unit for each in list_efforts())
    raise Refused(
        Finding("methods.vectors.finding.unit_unknown", field="unit", params={"unit": unit, "known": known})
    )
