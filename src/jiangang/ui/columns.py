"""What a table is declared by: its columns and filters, and how they read a row. Paging is in `paging`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet

Rows = Any  # a QuerySet or a list of anything


@dataclass(frozen=True)
class Column:
    """One column.

    key: name in the address, and attribute of the row unless `render` is given; sort: model fields (a list's
    attributes) to order by, `()` for not sortable; align: `end` for numbers; render: row → what the cell
    prints (a component, a text); heading: whether the cell names the row; export: row → plain value for CSV.
    """

    key: str
    label: str
    sort: str | tuple[str, ...] = ()
    align: Literal["start", "end", "center"] = "start"
    render: Callable[[Any], Any] | None = None
    heading: bool = False
    nowrap: bool = False
    export: Callable[[Any], Any] | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """The fields to order by."""
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)

    def value(self, row: Any) -> Any:
        """What the cell prints."""
        return self.render(row) if self.render else attribute(row, self.key)

    def plain(self, row: Any) -> Any:
        """What an export writes."""
        if self.export:
            return self.export(row)
        value = self.value(row)
        return value.plain() if hasattr(value, "plain") else value


@dataclass(frozen=True)
class Filter:
    """One filter.

    apply: a lookup written in code (`state`, `received_at__date__gte`), or a function of rows and value;
    choices: (value, label) pairs make it a list to choose from; kind `day` reads a date.
    """

    key: str
    label: str
    apply: str | Callable[[Rows, Any], Rows]
    choices: Sequence[tuple[str, str]] = ()
    kind: Literal["text", "day"] = "text"

    def read(self, raw: str) -> Any:
        """The value to filter by; raises ValueError for what is no choice, no date, or not storable text."""
        unknown = self.choices and raw not in {str(value) for value, _ in self.choices}
        if unknown or "\x00" in raw:
            raise ValueError(raw)
        return date.fromisoformat(raw) if self.kind == "day" else raw

    def narrow(self, rows: Rows, value: Any) -> Rows:
        """The rows that pass."""
        if callable(self.apply):
            return self.apply(rows, value)
        if isinstance(rows, QuerySet):
            return rows.filter(**{self.apply: value})
        return [row for row in rows if _matches(attribute(row, self.apply), value)]


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter with what is chosen in it."""

    name: str
    dom_id: str
    label: str
    kind: str
    choices: Sequence[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: where clicking leads and how it is sorted now (`ascending`, `descending`, empty)."""

    column: Column
    url: str
    direction: str


def attribute(row: Any, path: str) -> Any:
    """The value of a row (object or dict) at `firm__name`."""
    for part in path.split("__"):
        row = row.get(part) if isinstance(row, dict) else getattr(row, part)
    return row


def _matches(have: Any, want: Any) -> bool:
    """Equality by what is shown, and for texts whether the wanted is part of it."""
    return want.casefold() in have.casefold() if isinstance(have, str) else str(have) == str(want)
