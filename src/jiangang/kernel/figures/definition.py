"""The parts of a figure: its definition, its period, its records, its value. A number without them is not
printed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet


class Kind(StrEnum):
    """How the records of a figure become its number."""

    COUNT = "count"
    RATE = "rate"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Window:
    """A period of the office's calendar days, both ends included, in the office's zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def starts(self) -> datetime:
        """The first moment of the period."""
        return datetime.combine(self.first, time.min, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after the period."""
        return datetime.combine(self.last + timedelta(days=1), time.min, self.zone)


@dataclass(frozen=True, slots=True)
class Value:
    """The number of a figure. `n` counts its records (a rate's denominator); rates are fractions, durations
    seconds.

    `low` and `high` bound the 95 % interval of a rate; `p90` is the ninth decile of a duration. `number` is
    None
    when there is no record to say anything from.
    """

    number: Decimal | None
    n: int
    low: Decimal | None = None
    high: Decimal | None = None
    p90: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a department.

    `code` is `<room>.<name>`; its title, definition and rule of the period are the texts
    `<room>.figure.<name>.title`, `.definition`, `.period`. `records` gives the records of a window as a
    queryset
    annotated with `case` (consignment number), `moment` (what places it in the period) and `value` (1 or 0
    for a rate, a timedelta for a duration, 1 for a count). A changed definition is a new `version`.
    """

    code: str
    version: int
    kind: Kind
    records: Callable[[Window], QuerySet[Any]]

    @property
    def text_key(self) -> str:
        """Beginning of the keys of the figure's texts."""
        room, _, name = self.code.partition(".")
        return f"{room}.figure.{name}"
