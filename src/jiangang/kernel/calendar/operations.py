"""Loading years of a calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jiangang.kernel.calendar import permissions
from jiangang.kernel.calendar.models import Calendar, CalendarDay, CalendarYear
from jiangang.kernel.calendar.reading import ReadYear, read_calendar
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading did: years that were new, years that got a new revision, years that were there already."""

    code: str
    new: tuple[int, ...]
    revised: tuple[int, ...]
    unchanged: tuple[int, ...]


@operation(permission=permissions.LOAD_CALENDAR)
def load_calendar(*, content: bytes, actor: Actor, at: datetime) -> LoadReport:
    """Load the years of a file; the same file again changes nothing, a changed year is its next revision.

    Raises Refused with every finding when anything in the file is wrong; then nothing is loaded.
    """
    read = read_calendar(content)
    calendar, _ = Calendar.objects.get_or_create(
        code=read.code, defaults={"name_en": read.name_en, "name_zh": read.name_zh}
    )
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    known: dict[int, CalendarYear] = {
        row.year: row for row in CalendarYear.objects.filter(calendar=calendar).order_by("revision")
    }
    done: dict[str, list[int]] = {"new": [], "revised": [], "unchanged": []}
    rows = []
    for year in read.years:
        latest = known.get(year.year)
        if latest is not None and latest.digest == year.digest:
            done["unchanged"].append(year.year)
            continue
        done["new" if latest is None else "revised"].append(year.year)
        rows.append(_store(calendar, year, latest, actor, at))
    if rows:
        ledger.append(
            actor=actor, at=at, act="calendar.load", subject=f"calendar:{read.code}", rows=tuple(rows)
        )
    return LoadReport(read.code, tuple(done["new"]), tuple(done["revised"]), tuple(done["unchanged"]))


@dataclass(frozen=True, slots=True)
class YearChange:
    """A year of a file against what stands: `new`, `changed`, `same`; days off and worked before and now."""

    year: int
    what: str
    notice: str
    before: tuple[int, int] | None
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CalendarPreview:
    """What a file of years would do."""

    code: str
    changes: tuple[YearChange, ...]

    def count(self, what: str) -> int:
        """How many years are new, changed or the same."""
        return sum(1 for change in self.changes if change.what == what)


def preview_calendar(*, content: bytes) -> CalendarPreview:
    """What `load_calendar` would do with this file; raises Refused as it does. Nothing is written."""
    read = read_calendar(content)
    latest = {
        row.year: row
        for row in CalendarYear.objects.filter(calendar__code=read.code)
        .order_by("revision")
        .prefetch_related("days")
    }
    changes = []
    for year in read.years:
        known = latest.get(year.year)
        what = "new" if known is None else "same" if known.digest == year.digest else "changed"
        before = _days(day.kind for day in known.days.all()) if known else None
        after = _days(day.kind for day in year.days)
        changes.append(YearChange(year.year, what, year.notice, before, after))
    return CalendarPreview(read.code, tuple(changes))


def _days(kinds: Iterable[str]) -> tuple[int, int]:
    told = list(kinds)
    return told.count("off"), told.count("worked")


@operation(permission=permissions.LOAD_CALENDAR)
def load_seeds(*, actor: Actor, at: datetime) -> tuple[LoadReport, ...]:
    """Load the calendars that come with the house (`data/*.toml`)."""
    files = sorted(DATA.glob("*.toml"))
    return tuple(load_calendar(content=path.read_bytes(), actor=actor, at=at) for path in files)


def _store(
    calendar: Calendar, year: ReadYear, latest: CalendarYear | None, actor: Actor, at: datetime
) -> CalendarYear:
    row = CalendarYear.objects.create(
        calendar=calendar,
        year=year.year,
        revision=latest.revision + 1 if latest else 1,
        notice=year.notice,
        issued=year.issued,
        verified=year.verified,
        digest=year.digest,
        loaded_at=at,
        loaded_by=actor.key,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(year=row, day=day.day, kind=day.kind, name_en=day.name_en, name_zh=day.name_zh)
        for day in year.days
    )
    return row
