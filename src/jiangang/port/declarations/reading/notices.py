"""Rows of a table as notices, by a map of columns. Pure; the rules come later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.port.declarations.content import KEPT
from jiangang.port.declarations.limits import FileLimits
from jiangang.port.declarations.reading.maps import ColumnMap, find_columns
from jiangang.port.declarations.reading.tables import RawRow, RawTable, read_table


@dataclass(slots=True)
class ReadNotice:
    """One notice of a file: its key in the sender's own words, its payload, its rows, what reading found."""

    key: str
    payload: dict[str, Any]
    rows: list[int]
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class NoticeFile:
    """A file as notices to come; `findings` are about the file as a whole."""

    notices: Iterator[ReadNotice]
    findings: tuple[Finding, ...]


def read_notices(content: bytes, column_map: ColumnMap, limits: FileLimits) -> NoticeFile:
    """The notices in a file. Raises Refused when the file cannot be read as the map says."""
    table = read_table(content, limits, delimiter=column_map.delimiter, wanted=column_map.columns)
    places, findings = find_columns(column_map, table.heading)
    if any(finding.blocks for finding in findings):
        raise Refused((*table.findings, *findings))
    reader = _Reader(column_map, table, places)
    notices = reader.notices()
    first = next(notices, None)
    if first is None:
        raise Refused(
            (*table.findings, *findings, Finding("declarations.finding.file_no_rows", field="file"))
        )
    return NoticeFile(chain([first], notices), (*table.findings, *findings))


@dataclass(slots=True)
class _Reader:
    column_map: ColumnMap
    table: RawTable
    places: dict[str, int]

    def notices(self) -> Iterator[ReadNotice]:
        """Each notice once its last row has been read; rows of one notice stand together."""
        current: ReadNotice | None = None
        for row in self.table.rows:
            fresh = self._notice(row)
            if current is not None and self._continues(current, fresh):
                current.payload["lines"] += fresh.payload["lines"]
                current.rows += fresh.rows
                current.findings += fresh.findings
                continue
            if current is not None:
                yield current
            current = fresh
        if current is not None:
            yield current

    def _continues(self, current: ReadNotice, fresh: ReadNotice) -> bool:
        return self.column_map.by_line and bool(fresh.key) and current.key == fresh.key

    def _notice(self, row: RawRow) -> ReadNotice:
        if not row.cells:  # not read at all: nothing else can be said of it
            return ReadNotice("", {"lines": []}, [row.number], list(row.findings))
        parts = [self._cell(row, column) for column in self.column_map.key]
        key = "|".join(parts) if all(parts) else ""
        findings = list(row.findings)
        if not key:
            params = {"columns": ", ".join(self.column_map.key)}
            findings.append(Finding("declarations.finding.key_missing", params=params, row=row.number))
        head = dict(self.column_map.constants)
        head |= {name: self._value(row, name, column) for name, column in self.column_map.fields.items()}
        line = dict(self.column_map.line_constants)
        line |= {name: self._value(row, name, column) for name, column in self.column_map.lines.items()}
        extra = self._extra(row)
        if extra:
            line[KEPT] = extra  # type: ignore[assignment]  # an object among texts, kept and not read
        return ReadNotice(key, {**head, "lines": [line]}, [row.number], findings)

    def _cell(self, row: RawRow, column: str) -> str:
        place = self.places[column]
        return row.cells[place].strip() if place < len(row.cells) else ""

    def _value(self, row: RawRow, name: str, column: str) -> str:
        value = self._cell(row, column)
        return self.column_map.translate.get(name, {}).get(value, value)

    def _extra(self, row: RawRow) -> dict[str, str]:
        read = set(self.places.values())
        heading: Sequence[str] = self.table.heading
        return {
            heading[place]: cell
            for place, cell in enumerate(row.cells[: len(heading)])
            if place not in read and heading[place] and cell
        }
