"""Reading codes from a CSV file: recognised shapes, or a map given by the user; row-numbered findings.

Pure reading of text; nothing is stored here.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jiangang.kernel.codes.schemes import Scheme, get_scheme
from jiangang.methods.findings import Finding, Refused, Severity

MAX_FIELD = 100_000
COLUMN_KEYS = ("parent", "name_en", "name_zh", "valid_from", "valid_until", "status")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the columns of a file become a code: column names, by what they hold (see `shapes.toml`)."""

    scheme: str
    code: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def needed(self) -> frozenset[str]:
        """Columns that the file must have."""
        return frozenset((*self.code, *self.columns.values(), *self.extra))


@dataclass(frozen=True, slots=True)
class ReadCode:
    """One code as read from a row."""

    row: int
    code: str
    parent: str
    name_en: str
    name_zh: str
    valid_from: date | None
    valid_until: date | None
    withdrawn: bool
    extra: dict[str, str]


def shape_of(table: Mapping[str, Any], scheme: str) -> Shape:
    """The shape that a TOML table describes; raises Refused when it names no code column or unknown keys."""
    code = table.get("code", ())
    code = (code,) if isinstance(code, str) else tuple(code)
    known = {"scheme", "code", "extra", "withdrawn", "skip", "ignore", *COLUMN_KEYS}
    wrong = sorted(set(table) - known)
    if not code or wrong:
        params = {"wrong": ", ".join(wrong) or "code", "known": ", ".join(sorted(known))}
        raise Refused(Finding("codes.finding.map_wrong", params=params))
    columns = {key: str(table[key]) for key in COLUMN_KEYS if key in table}
    lists = {key: tuple(table.get(key, ())) for key in ("extra", "withdrawn", "skip", "ignore")}
    return Shape(scheme=scheme, code=code, columns=columns, **lists)


@cache
def known_shapes() -> tuple[Shape, ...]:
    """The shapes of official files that are recognised by their headings."""
    with (Path(__file__).parent / "shapes.toml").open("rb") as stream:
        return tuple(shape_of(table, table["scheme"]) for table in tomllib.load(stream)["shape"])


def read_map(content: bytes, scheme: str) -> Shape:
    """The shape written in a user's TOML map; raises Refused when it cannot be read."""
    try:
        return shape_of(tomllib.loads(content.decode("utf-8")), scheme)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(Finding("codes.finding.map_unreadable", params={"reason": str(error)})) from error


def read_codes(
    content: bytes, scheme: str, shape: Shape | None = None
) -> tuple[list[ReadCode], list[Finding]]:
    """All codes of a file, and findings with row numbers (the heading is row 1).

    Raises Refused when the file as a whole cannot be read: empty, not UTF-8, no CSV, or of no known shape.
    """
    form = get_scheme(scheme)
    headings, rows = _open(content)
    if shape is None:
        shape = _recognise(headings, scheme)
    missing = sorted(shape.needed - set(headings))
    if missing:
        raise Refused(
            Finding(
                "codes.finding.column_missing",
                params={"columns": ", ".join(missing), "found": ", ".join(headings)[:300]},
            )
        )
    found: dict[str, ReadCode] = {}
    findings: list[Finding] = []
    for number, values in rows:
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(headings):
            findings.append(_row_finding("row_length", number, cells=len(values), expected=len(headings)))
            continue
        _take(form, shape, dict(zip(headings, values, strict=True)), number, found, findings)
    return list(found.values()), findings


def _take(
    form: Scheme,
    shape: Shape,
    cells: dict[str, str],
    number: int,
    found: dict[str, ReadCode],
    findings: list[Finding],
) -> None:
    parts = [cells[column].strip() for column in shape.code]
    if not all(parts):
        if shape.skip and any(cells.get(column, "").strip() for column in shape.skip):
            return
        findings.append(_row_finding("code_empty", number, column=", ".join(shape.code)))
        return
    code = form.normalise("".join(parts))
    if code in shape.ignore:
        return
    if not form.is_well_formed(code):
        findings.append(_row_finding("code_malformed", number, value=code, standard=form.standard))
        return
    days: dict[str, date | None] = {}
    for key in ("valid_from", "valid_until"):
        text = cells[shape.columns[key]].strip() if key in shape.columns else ""
        try:
            days[key] = date.fromisoformat(text) if text else None
        except ValueError:
            findings.append(_row_finding("date_wrong", number, value=text, column=shape.columns[key]))
            return
    if code in found:
        kept = found[code]
        params = {"value": code, "first": kept.row}
        findings.append(_row_finding("code_twice", number, severity=Severity.NOTE, **params))
        return
    status = cells.get(shape.columns.get("status", ""), "").strip()
    parent = _cell(cells, shape, "parent")
    found[code] = ReadCode(
        row=number,
        code=code,
        parent="" if parent in shape.ignore else parent,
        name_en=_cell(cells, shape, "name_en"),
        name_zh=_cell(cells, shape, "name_zh"),
        valid_from=days["valid_from"],
        valid_until=days["valid_until"],
        withdrawn=bool(status) and status in shape.withdrawn,
        extra={column: cells[column].strip() for column in shape.extra if cells[column].strip()},
    )


def _cell(cells: Mapping[str, str], shape: Shape, key: str) -> str:
    return cells[shape.columns[key]].strip() if key in shape.columns else ""


def _open(content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    if not content.strip():
        raise Refused(Finding("codes.finding.file_empty"))
    if b"\x00" in content[:4096]:
        raise Refused(Finding("codes.finding.not_text"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise Refused(Finding("codes.finding.not_utf8", row=row)) from error
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def rows() -> Iterator[tuple[int, list[str]]]:
        number = 1
        while True:
            number += 1
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Refused(
                    Finding("codes.finding.not_csv", row=number, params={"reason": str(error)})
                ) from error

    try:
        headings = [heading.strip() for heading in next(reader)]
    except csv.Error as error:
        raise Refused(Finding("codes.finding.not_csv", row=1, params={"reason": str(error)})) from error
    return headings, rows()


def _recognise(headings: list[str], scheme: str) -> Shape:
    for shape in known_shapes():
        if shape.scheme == scheme and shape.needed <= set(headings):
            return shape
    if {"code", "name_en"} <= set(headings):  # the house's own form, which any list may be written in
        return Shape(scheme, ("code",), {key: key for key in COLUMN_KEYS if key in headings})
    raise Refused(
        Finding("codes.finding.shape_unknown", params={"scheme": scheme, "found": ", ".join(headings)[:300]})
    )


def _row_finding(code: str, row: int, *, severity: Severity = Severity.ERROR, **params: object) -> Finding:
    return Finding(f"codes.finding.{code}", severity, row=row, params=params)
