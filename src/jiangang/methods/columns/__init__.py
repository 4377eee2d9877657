"""Typed columns of a table that somebody brought: everything that is missing or wrong, told at once.

Rows arrive as words; reading files is the caller's affair.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import Finding, Refused, Severity

MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, other headings it may have, how a cell is read, and whether it must be there.

    read: turns a cell into a value, raising ValueError; default: of an empty or absent optional cell; kind: a
    word for the reader of a finding (`whole`, `number`, `day`, `text`).
    """

    name: str
    read: Callable[[str], Any]
    also: tuple[str, ...] = ()
    required: bool = True
    default: Any = None

    @property
    def kind(self) -> str:
        """What a cell must be, as a word."""
        return KINDS.get(self.read, "text")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows read: number and values by column name; present: columns found; notes: headings not used."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    present: frozenset[str]
    notes: tuple[Finding, ...]


def whole(cell: str) -> int:
    """A whole number, written with digits only."""
    return int(cell.replace("\u2212", "-"))


def number(cell: str) -> float:
    """A finite number with a point for the decimals."""
    value = float(cell.replace("\u2212", "-"))
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def exact(cell: str) -> Fraction:
    """The same, kept exactly as written."""
    number(cell)
    return Fraction(cell.replace("\u2212", "-").strip())


def day(cell: str) -> date:
    """A day as 2011-06-30."""
    return date.fromisoformat(cell)


KINDS: dict[Callable[[str], Any], str] = {whole: "whole", number: "number", exact: "number", day: "day"}


def read_columns(rows: Iterable[tuple[int, Mapping[str, str]]], columns: Sequence[Column]) -> Table:
    """Read rows of words as the columns say. Headings are compared without case; a column has several names.

    rows: number and cells of each, as `read_rows` gives them. Raises Refused with all findings: headings that
    are missing, cells that cannot be read, no rows at all.
    """
    given = list(rows)
    if not given:
        raise Refused(Finding("methods.columns.finding.no_rows"))
    headings = {heading.strip().lower(): heading for heading in given[0][1]}
    found = {each.name: _heading(each, headings) for each in columns}
    missing = [each for each in columns if each.required and found[each.name] is None]
    if missing:
        there = ", ".join(given[0][1])
        raise Refused(
            Finding(
                "methods.columns.finding.column_missing",
                field=each.name,
                params={"column": each.name, "also": ", ".join(each.also) or "–", "there": there},
            )
            for each in missing
        )
    findings: list[Finding] = []
    read = tuple((place, _row(place, cells, columns, found, findings)) for place, cells in given)
    if findings:
        raise Refused(findings[:MOST_FINDINGS])
    used = {heading for heading in found.values() if heading is not None}
    return Table(
        read, frozenset(name for name, heading in found.items() if heading), _unused(given[0][1], used)
    )


def _heading(column: Column, headings: Mapping[str, str]) -> str | None:
    return next((headings[name] for name in (column.name, *column.also) if name in headings), None)


def _row(
    place: int,
    cells: Mapping[str, str],
    columns: Sequence[Column],
    found: Mapping[str, str | None],
    findings: list[Finding],
) -> dict[str, Any]:
    values = {}
    for column in columns:
        heading = found[column.name]
        cell = cells.get(heading, "").strip() if heading else ""
        if not cell and not column.required:
            values[column.name] = column.default
            continue
        try:
            if not cell:
                raise ValueError(cell)
            values[column.name] = column.read(cell)
        except ValueError:
            params = {"column": column.name, "cell": cell}
            findings.append(_wrong_cell(column, place, params))
            values[column.name] = None
    return values


def _wrong_cell(column: Column, place: int, params: Mapping[str, str]) -> Finding:
    return Finding(f"methods.columns.finding.no_{column.kind}", field=column.name, params=params, row=place)


def _unused(cells: Mapping[str, str], used: set[str]) -> tuple[Finding, ...]:
    left = [heading for heading in cells if heading not in used and heading]
    if not left:
        return ()
    params = {"columns": ", ".join(left)}
    return (Finding("methods.columns.finding.columns_unused", Severity.NOTE, params=params),)
