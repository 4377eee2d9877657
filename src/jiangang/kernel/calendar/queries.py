"""Counting in working days of the office's calendar, in the office's own zone."""

from dataclasses import dataclass
from datetime import date, datetime, time

from jiangang.kernel.calendar.models import CalendarDay, CalendarYear, DayKind
from jiangang.kernel.office import api as office
from jiangang.methods.calendar import WorkingCalendar
from jiangang.methods.findings import Citation, Finding, Severity

OWN = "cn"
"""The calendar of an office that has not been told another one."""

DEADLINE = time(23, 59, 59)

_kept: dict[str, tuple[tuple[int, int], WorkingCalendar]] = {}


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year of a calendar as lists show it."""

    year: int
    notice: str
    issued: date
    verified: bool
    days_off: int
    days_worked: int
    revision: int
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a term: its last day, that day's end in the office's zone, and what could not be checked."""

    day: date
    at: datetime
    findings: tuple[Finding, ...]


def working_calendar(code: str = OWN) -> WorkingCalendar:
    """The working days of a calendar over all loaded years; weekdays alone where a year is not loaded.

    Kept per process until a year is loaded: which revision is the latest is asked each time.
    """
    latest = CalendarYear.objects.filter(calendar__code=code).order_by("-pk").first()
    # the moment of recording tells databases apart that number their rows alike, as copies for tests do
    stamp = (latest.pk, int(latest.recorded_at.timestamp() * 1_000_000)) if latest else (0, 0)
    kept = _kept.get(code)
    if kept is None or kept[0] != stamp:
        kept = _kept[code] = (stamp, _build(code))
    return kept[1]


def is_working_day(day: date, code: str = OWN) -> bool:
    """Whether the office works on a day."""
    return working_calendar(code).is_working_day(day)


def deadline(start: datetime, working_days: int, *, code: str = OWN, field: str = "") -> Deadline:
    """The end of a term of so many working days after the day of `start` in the office's zone.

    The day of `start` is not counted; the term ends with its last day. Years not loaded give a `NOT_CHECKED`
    finding, years whose notice nobody has compared a note. Source: Civil Code of the PRC, art. 201 and 203.
    """
    zone = office.time_zone(office.local_day(start))
    first = start.astimezone(zone).date()
    calendar = working_calendar(code)
    last = calendar.add_working_days(first, working_days)
    ends = sorted((first, last))
    findings = [
        *calendar.check_years(ends[0], ends[1], field=field),
        *_unverified(code, ends[0].year, ends[1].year, field),
    ]
    return Deadline(last, datetime.combine(last, DEADLINE, tzinfo=zone), tuple(findings))


def working_days_between(start: datetime, end: datetime, *, code: str = OWN) -> int:
    """Working days after the day of `start` up to and with the day of `end`, both in the office's zone."""
    first, last = office.local_day(start), office.local_day(end)
    return working_calendar(code).working_days_between(first, last)


def list_years(code: str = OWN) -> list[YearRow]:
    """The loaded years of a calendar in their latest revision."""
    rows = []
    for year in _latest_years(code):
        kinds = [day.kind for day in year.days.all()]
        off, worked = kinds.count(DayKind.OFF), kinds.count(DayKind.WORKED)
        told = (year.year, year.notice, year.issued, year.verified, off, worked)
        rows.append(YearRow(*told, year.revision, year.loaded_at))
    return rows


def day_name(day: date, language: str, code: str = OWN) -> str:
    """The name of a day off ("春节"), empty for any other day."""
    years = [year.pk for year in _latest_years(code)]
    row = CalendarDay.objects.filter(year__in=years, day=day, kind=DayKind.OFF).first()
    if row is None:
        return ""
    return row.name_zh if language.startswith("zh") else row.name_en


def _latest_years(code: str) -> list[CalendarYear]:
    rows = CalendarYear.objects.filter(calendar__code=code).order_by("year", "-revision").distinct("year")
    return list(rows.prefetch_related("days"))


def _build(code: str) -> WorkingCalendar:
    years = _latest_years(code)
    days = [day for year in years for day in year.days.all()]
    worked = {day.day for day in days if day.kind == DayKind.WORKED}
    off = {day.day for day in days if day.kind == DayKind.OFF} - worked
    return WorkingCalendar(off, worked, years=[year.year for year in years])


def _unverified(code: str, first: int, last: int, field: str) -> list[Finding]:
    rows = [year for year in _latest_years(code) if first <= year.year <= last and not year.verified]
    return [
        Finding(
            "calendar.finding.year_unverified",
            Severity.NOTE,
            field,
            {"year": str(year.year), "notice": year.notice},
            Citation(year.notice, verified=False),
        )
        for year in rows
    ]
