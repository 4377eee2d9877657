"""How much was looked: efforts whose unit is their type, so that trap-nights and lamp-hours cannot be mixed.

A density of one unit cannot be added to or compared with one of another: the type checker says so before the
program runs, and `Refused` says so when it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.vectors.names import Named


@dataclass(frozen=True, slots=True)
class Effort:
    """An amount of looking. Use the types below, one for each unit."""

    amount: Fraction
    unit: ClassVar[str] = ""
    zh: ClassVar[str] = ""
    timed: ClassVar[bool] = False

    @classmethod
    def named(cls) -> Named:
        """The unit's name in both languages."""
        return Named(cls.unit, cls.zh)

    def __post_init__(self) -> None:
        if not self.unit:
            raise TypeError("an effort has a unit: use one of its types")
        if self.amount <= 0:
            params = {"amount": f"{float(self.amount):g}", "unit": self.named()}
            raise Refused(Finding("methods.vectors.finding.effort_nothing", field="effort", params=params))


class TrapNights(Effort):
    """Effective traps times nights."""

    unit, zh, timed = "trap-night", "夹夜", True


class LampNights(Effort):
    """Lamps times nights."""

    unit, zh, timed = "lamp-night", "灯夜", True


class LampHours(Effort):
    """Lamps times hours."""

    unit, zh, timed = "lamp-hour", "灯时", True


class CageDays(Effort):
    """Fly cages times days."""

    unit, zh, timed = "cage-day", "笼日", True


class SheetNights(Effort):
    """Effective sticky sheets times nights."""

    unit, zh, timed = "sheet-night", "张夜", True


class Sheets(Effort):
    """Effective sticky sheets, whatever the time."""

    unit, zh = "sheet", "张"


class Blocks(Effort):
    """Effective talc blocks."""

    unit, zh = "block", "块"


class Kilometres(Effort):
    """Kilometres of route walked."""

    unit, zh = "kilometre", "千米"


class Houses(Effort):
    """Houses inspected."""

    unit, zh = "house", "户"


class Containers(Effort):
    """Water-holding containers inspected."""

    unit, zh = "container", "处容器"


class Dips(Effort):
    """Dips taken."""

    unit, zh = "dip", "勺"


class Rooms(Effort):
    """Rooms or compartments inspected."""

    unit, zh = "room", "间"


class Rodents(Effort):
    """Rodents examined."""

    unit, zh = "rodent", "只鼠"


class Ships(Effort):
    """Ships inspected."""

    unit, zh = "ship", "艘船"


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
