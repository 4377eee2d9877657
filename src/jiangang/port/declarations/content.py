"""What a notice says: the values read out of a payload, whichever way it came in. Pure; no rule about
them here.

A payload is a flat JSON object with `lines`, a list of flat objects. Every value may be text: numbers
and days are read here, and what cannot be read is a finding, never an empty value in silence.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from jiangang.methods.findings import Finding, Severity
from jiangang.port.declarations.reading.values import (
    Unreadable,
    read_day,
    read_decimal,
    read_text,
    read_whole,
    settle,
)

TEXTS = {
    "direction": 6,
    "importer_scheme": 30,
    "importer_number": 60,
    "importer_name": 160,
    "agent_scheme": 30,
    "agent_number": 60,
    "agent_name": 160,
    "exporter_name": 160,
    "inspection_place": 120,
    "transport_mode": 2,
    "vessel_name": 80,
    "vessel_imo": 10,
    "voyage": 40,
    "departure_country": 8,
    "purpose": 20,
}
"""Text fields of a notice and how many characters each may hold."""

LINE_TEXTS = {
    "hs_code": 20,
    "description": 500,
    "origin": 8,
    "unit": 10,
    "package_kind": 10,
    "currency": 3,
}
UPPER = frozenset({"departure_country", "origin", "currency", "unit", "package_kind", "vessel_imo"})
DAYS = ("stated_on", "arrives_on")
LINE_NUMBERS = {"quantity": 6, "net_mass": 6, "value": 4}
"""Numbers of a line and how many decimals each may hold; more are refused, never rounded."""

NOTICE_FIELDS = (*TEXTS, *DAYS, "container_numbers")
LINE_FIELDS = (*LINE_TEXTS, *LINE_NUMBERS, "packages")
KEPT = "extra"
"""What a sender's file holds beside these fields is kept under this name and not read."""

SEPARATORS = re.compile(r"[\s,;/|、，；]+")


@dataclass(frozen=True, slots=True)
class LineContent:
    """One line of goods; mass in kilograms, None where not stated. `row` is the row of the file it came
    from.
    """

    hs_code: str = ""
    description: str = ""
    origin: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    packages: int | None = None
    package_kind: str = ""
    net_mass: Decimal | None = None
    value: Decimal | None = None
    currency: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """One notice as rules and operations see it. `row` is the first row of the file it came from."""

    direction: str = ""
    importer_scheme: str = ""
    importer_number: str = ""
    importer_name: str = ""
    agent_scheme: str = ""
    agent_number: str = ""
    agent_name: str = ""
    exporter_name: str = ""
    inspection_place: str = ""
    transport_mode: str = ""
    vessel_name: str = ""
    vessel_imo: str = ""
    voyage: str = ""
    departure_country: str = ""
    purpose: str = ""
    stated_on: date | None = None
    arrives_on: date | None = None
    container_numbers: tuple[str, ...] = ()
    lines: tuple[LineContent, ...] = ()
    row: int | None = None
    _digest: str = field(default="", init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that the notice says, without rows: equal digests say the same."""
        if not self._digest:
            said = [[_plain(getattr(self, name)) for name in _SAID]]
            said += [[_plain(getattr(line, name)) for name in _LINE_SAID] for line in self.lines]
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            object.__setattr__(self, "_digest", hashlib.sha256(text.encode()).hexdigest())
        return self._digest

    @property
    def net_mass(self) -> Decimal | None:
        """The sum over the lines that state a mass, in kilograms; None when none does."""
        stated = [line.net_mass for line in self.lines if line.net_mass is not None]
        return sum(stated, Decimal(0)) if stated else None

    @property
    def currency(self) -> str:
        """The currency of all valued lines; empty when there is none or more than one."""
        named = {line.currency for line in self.lines if line.value is not None}
        return named.pop() if len(named) == 1 else ""

    @property
    def total_value(self) -> Decimal | None:
        """The sum of the values when they are in one currency; None otherwise, for unlike money is not
        added.
        """
        stated = [line.value for line in self.lines if line.value is not None]
        return sum(stated, Decimal(0)) if stated and self.currency else None

    @property
    def origin_country(self) -> str:
        """The origin of the first line."""
        return self.lines[0].origin if self.lines else ""

    @property
    def hs_code(self) -> str:
        """The code of the first line."""
        return self.lines[0].hs_code if self.lines else ""


_SAID = tuple(each.name for each in fields(NoticeContent) if each.name not in ("row", "lines", "_digest"))
_LINE_SAID = tuple(each.name for each in fields(LineContent) if each.name != "row")


@dataclass(slots=True)
class _Reader:
    """Reads one flat object and gathers what cannot be read."""

    raw: Mapping[str, Any]
    prefix: str = ""
    row: int | None = None
    findings: list[Finding] = field(default_factory=list)

    def text(self, name: str, limit: int) -> str:
        value = self._read(name, read_text) or ""
        if len(value) > limit:
            self._found("too_long", name, limit=limit, length=len(value))
            return ""
        return value.upper() if name in UPPER else value

    def number(self, name: str, places: int) -> Decimal | None:
        number = self._read(name, read_decimal)
        if number is None:
            return None
        try:
            settled, noisy = settle(number, places)
        except Unreadable as trouble:
            self._found(trouble.code, name, **trouble.params)
            return None
        if noisy:
            self._found("noise_taken_off", name, Severity.NOTE, value=str(number), read=format(settled, "f"))
        return settled

    def whole(self, name: str) -> int | None:
        whole: int | None = self._read(name, read_whole)
        return whole

    def day(self, name: str) -> date | None:
        day: date | None = self._read(name, read_day)
        return day

    def unknown(self, known: Iterable[str]) -> None:
        for name in sorted(set(self.raw) - set(known)):
            self._found("field_unknown", "", name=str(name)[:60])

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.raw.get(name))
        except Unreadable as trouble:
            self._found(trouble.code, name, **trouble.params)
            return None

    def _found(self, code: str, place: str, /, severity: Severity = Severity.ERROR, **params: Any) -> None:
        self.findings.append(
            Finding(
                f"declarations.finding.{code}",
                severity,
                field=f"{self.prefix}{place}" if place else "",
                params=params,
                row=self.row,
            )
        )


def read_payload(
    payload: Mapping[str, Any], *, rows: tuple[int, ...] = ()
) -> tuple[NoticeContent, tuple[Finding, ...]]:
    """What a payload says, and findings for everything in it that cannot be read.

    rows: the rows of the file that the lines came from, in their order; fields of lines are named
    `lines.<number from 1>.<field>`.
    """
    first = rows[0] if rows else None
    reader = _Reader(payload, row=first)
    reader.unknown((*NOTICE_FIELDS, "lines", KEPT))
    values: dict[str, Any] = {name: reader.text(name, limit) for name, limit in TEXTS.items()}
    values |= {name: reader.day(name) for name in DAYS}
    values["container_numbers"] = _containers(reader)
    given = payload.get("lines", ())
    if not isinstance(given, list | tuple) or not all(isinstance(line, Mapping) for line in given):
        reader.findings.append(Finding("declarations.finding.lines_unreadable", field="lines", row=first))
        given = ()
    lines = []
    for position, raw in enumerate(given, start=1):
        row = rows[position - 1] if position <= len(rows) else first
        line_reader = _Reader(raw, f"lines.{position}.", row)
        lines.append(_line(line_reader))
        reader.findings += line_reader.findings
    return NoticeContent(**values, lines=tuple(lines), row=first), tuple(reader.findings)


def _line(reader: _Reader) -> LineContent:
    reader.unknown((*LINE_FIELDS, KEPT))
    values: dict[str, Any] = {name: reader.text(name, limit) for name, limit in LINE_TEXTS.items()}
    values |= {name: reader.number(name, places) for name, places in LINE_NUMBERS.items()}
    values["hs_code"] = values["hs_code"].replace(".", "").replace(" ", "")
    return LineContent(**values, packages=reader.whole("packages"), row=reader.row)


def _containers(reader: _Reader) -> tuple[str, ...]:
    raw = reader.raw.get("container_numbers")
    parts = raw if isinstance(raw, list | tuple) else SEPARATORS.split(str(raw or ""))
    found: dict[str, None] = {}
    for part in parts:
        number = str(part).strip().upper().replace("-", "")
        if len(number) > 20:
            reader._found("too_long", "container_numbers", limit=20, length=len(number))
        elif number:
            found[number] = None
    return tuple(found)


def safe_payload(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as the database can hold it: NUL characters, which it cannot, shown as ␀."""
    return {str(key).replace("\x00", "␀"): _safe(value) for key, value in payload.items()}


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "␀")
    if isinstance(value, Mapping):
        return safe_payload(value)
    if isinstance(value, list | tuple):
        return [_safe(part) for part in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
