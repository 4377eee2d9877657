"""A file as a table of texts: heading and numbered rows, from CSV or XLSX, within the limits. Pure.

Every row comes out: what is wrong with one is a finding with its number, and the rows after it are still
read.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from jiangang.methods.findings import Finding, Refused
from jiangang.port.declarations.limits import FileLimits
from jiangang.port.declarations.reading.encoding import decode
from jiangang.port.declarations.reading.spreadsheets import (
    cell_too_large,
    is_old_spreadsheet,
    is_spreadsheet,
    sheet_rows,
)

DELIMITERS = (",", ";", "\t", "|")
Cells = list[str]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row under the heading: its number as a spreadsheet shows it, its cells, what is wrong with it."""

    number: int
    cells: Cells
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class RawTable:
    """A heading, the rows to come, and what was found about the file as a whole."""

    heading: Cells
    rows: Iterator[RawRow]
    findings: list[Finding] = field(default_factory=list)


def check_size(size: int, limits: FileLimits) -> None:
    """Raise Refused for a file that is empty or too large; to be asked before a byte of it is read."""
    if size == 0:
        raise Refused(Finding("declarations.finding.file_empty"))
    if size > limits.bytes:
        params = {"size": size // (1024 * 1024), "limit": limits.megabytes}
        raise Refused(Finding("declarations.finding.file_too_large", params=params))


def read_table(
    content: bytes, limits: FileLimits, *, delimiter: str = "", wanted: Sequence[str] = ()
) -> RawTable:
    """The table in a file; CSV and XLSX are told apart by their content.

    delimiter: of CSV, found by itself when empty; wanted: headings that are expected, which help to find it.
    Raises Refused when no table can be read at all.
    """
    check_size(len(content), limits)
    if is_spreadsheet(content):
        rows: Iterator[Cells | Finding] = sheet_rows(content, limits)
        notes: tuple[Finding, ...] = ()
    elif is_old_spreadsheet(content):
        raise Refused(Finding("declarations.finding.old_spreadsheet"))
    else:
        decoded = decode(content)
        _check_text(decoded.text)
        chosen = delimiter or _delimiter(decoded.text, wanted)
        rows, notes = _csv_rows(decoded.text, chosen, limits), decoded.findings
    heading = _heading(rows, limits)
    return RawTable(heading, _numbered(rows, heading, limits), list(notes))


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused(Finding("declarations.finding.file_empty"))
    if "\x00" in text[:10_000]:
        raise Refused(Finding("declarations.finding.file_no_table"))


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """The delimiter under which the first line holds most of the wanted headings, else most cells."""
    line = text.lstrip("\r\n").split("\n", 1)[0][:1_000_000]
    known = {name.casefold() for name in wanted}

    def worth(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"').casefold() for cell in line.split(delimiter)]
        return sum(cell in known for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _csv_rows(text: str, delimiter: str, limits: FileLimits) -> Iterator[Cells | Finding]:
    csv.field_size_limit(limits.cell_characters)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            place = _large_cell("".join(taken), delimiter, limits.cell_characters)
            yield _csv_trouble(str(trouble), place, limits)


def _large_cell(record: str, delimiter: str, limit: int) -> int:
    """The place, from 1, of the first cell of a row that is longer than the limit; else of its last one."""
    place, length, quoted = 1, 0, False
    for character in record:
        if character == '"':
            quoted = not quoted
        if character == delimiter and not quoted:
            place, length = place + 1, 0
            continue
        length += 1
        if length > limit + 2:  # its quotes do not count
            return place
    return place


def _csv_trouble(words: str, place: int, limits: FileLimits) -> Finding:
    if "field limit" in words:
        return cell_too_large(place, limits)
    if "unexpected end" in words:
        return Finding("declarations.finding.quote_open")
    return Finding("declarations.finding.quote_wrong")


def _heading(rows: Iterator[Cells | Finding], limits: FileLimits) -> Cells:
    for row in rows:
        if isinstance(row, Finding):
            raise Refused(_placed(row, 1, []))
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > limits.columns:
            params = {"count": len(row), "limit": limits.columns}
            raise Refused(Finding("declarations.finding.columns_too_many", params=params, row=1))
        return [cell.strip().lstrip("\ufeff")[: limits.header_characters] for cell in row]
    raise Refused(Finding("declarations.finding.file_empty"))


def _numbered(rows: Iterator[Cells | Finding], heading: Cells, limits: FileLimits) -> Iterator[RawRow]:
    """Rows with their numbers, counted from the heading as 1; blank rows are counted and passed over."""
    for number, row in enumerate(rows, start=2):
        if number > limits.rows + 1:
            found = Finding("declarations.finding.rows_too_many", params={"limit": limits.rows}, row=number)
            yield RawRow(number, [], (found,))
            return
        if isinstance(row, Finding):
            yield RawRow(number, [], (_placed(row, number, heading),))
        elif any(cell.strip() for cell in row):
            yield _checked(number, row, len(heading))


def _placed(found: Finding, number: int, heading: Cells) -> Finding:
    """What was found in reading a row, with its number and the name of the column."""
    params = dict(found.params)
    if "column" in params:
        place = int(params["column"])
        name = heading[place - 1] if place <= len(heading) else ""
        params |= {"row": number, "column": name or str(place)}
    return Finding(found.code, found.severity, params=params, row=number)


def _checked(number: int, row: Cells, width: int) -> RawRow:
    if len(row) == width:
        return RawRow(number, row)
    filled = len(row) - next((place for place, cell in enumerate(reversed(row)) if cell.strip()), 0)
    if filled <= width <= len(row):
        return RawRow(number, row[:width])
    params = {"count": filled, "expected": width}
    found = Finding("declarations.finding.row_width", params=params, row=number)
    cells = list(chain(row[:width], [""] * (width - len(row))))
    return RawRow(number, cells, (found,))
