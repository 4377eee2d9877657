"""Reading a file of calendar years (TOML, see `data/cn.toml`).

Pure reading with findings; nothing is stored here.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiangang.methods.findings import Finding, Refused

LONGEST_RUN = 31


@dataclass(frozen=True, slots=True)
class ReadDay:
    """One special day."""

    day: date
    kind: str
    name_en: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class ReadYear:
    """One year as read."""

    year: int
    notice: str
    issued: date
    verified: bool
    days: tuple[ReadDay, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what the year says."""
        head = [self.year, self.notice, self.issued.isoformat(), self.verified]
        days = [[day.day.isoformat(), day.kind, day.name_en, day.name_zh] for day in self.days]
        return hashlib.sha256(json.dumps([head, days], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """A calendar as read."""

    code: str
    name_en: str
    name_zh: str
    years: tuple[ReadYear, ...]


def read_calendar(content: bytes) -> ReadCalendar:
    """The calendar that a file holds; raises Refused with every finding when anything in it is wrong."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(Finding("calendar.finding.unreadable", params={"reason": str(error)})) from error
    findings: list[Finding] = []
    years = [_read_year(entry, findings) for entry in table.get("year", ())]
    if not table.get("code") or not years:
        findings.append(Finding("calendar.finding.nothing_in_it"))
    if findings:
        raise Refused(findings)
    code = str(table["code"])
    name_en, name_zh = str(table.get("name_en", code)), str(table.get("name_zh", code))
    return ReadCalendar(code, name_en, name_zh, tuple(year for year in years if year is not None))


def _read_year(entry: dict[str, Any], findings: list[Finding]) -> ReadYear | None:
    year, notice, issued = entry.get("year"), entry.get("notice"), entry.get("issued")
    if not isinstance(year, int) or not notice or not isinstance(issued, date):
        findings.append(Finding("calendar.finding.year_incomplete", params={"year": str(year)}))
        return None
    days: dict[date, ReadDay] = {}
    for off in entry.get("off", ()):
        names = (str(off.get("name_en", "")), str(off.get("name_zh", "")))
        for day in _span(str(off.get("days", "")), year, findings):
            days[day] = ReadDay(day, "off", *names)
    for text in entry.get("worked", ()):
        for day in _span(str(text), year, findings):
            if day in days:
                params = {"year": str(year), "day": day.isoformat()}
                findings.append(Finding("calendar.finding.day_both", params=params))
            days[day] = ReadDay(day, "worked")
    ordered = tuple(days[day] for day in sorted(days))
    return ReadYear(year, str(notice), issued, entry.get("verified") is True, ordered)


def _span(text: str, year: int, findings: list[Finding]) -> list[date]:
    """Days from `02-02..02-08`, `2018-12-30..01-01` or `05-01`."""
    first_text, _, last_text = text.partition("..")
    try:
        first = _day(first_text, year)
        last = _day(last_text, year) if last_text else first
    except ValueError:
        findings.append(Finding("calendar.finding.day_wrong", params={"year": str(year), "day": text}))
        return []
    count = (last - first).days + 1
    if not 1 <= count <= LONGEST_RUN:
        findings.append(Finding("calendar.finding.day_wrong", params={"year": str(year), "day": text}))
        return []
    return [first + timedelta(days=step) for step in range(count)]


def _day(text: str, year: int) -> date:
    return date.fromisoformat(text if len(text) > len("01-01") else f"{year:04d}-{text}")
