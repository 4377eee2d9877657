"""Working days: which days they are by dated lists of holidays and make-up days, and counting by them.

The lists are data of the office, year by year; a year that is not loaded is counted by weekdays alone, and
`check_years` says so.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from jiangang.methods.findings import Citation, Finding, Severity

SATURDAY, SUNDAY = 5, 6
TERMS = Citation("Civil Code of the PRC", article="201, 203", applies="from 2021-01-01")
DAY = timedelta(days=1)


class WorkingCalendar:
    """Working days of an office.

    holidays: days without work; workdays: days with work although they fall on a weekend (调休 make-up
    days); weekend: weekdays without work, Monday is 0; years: for which the lists are complete, left out
    those in which a holiday falls. Raises ValueError when a day is both, or when no weekday is left.
    """

    __slots__ = ("_free", "_weekend", "_worked", "years")

    def __init__(
        self,
        holidays: Iterable[date],
        workdays: Iterable[date] = (),
        *,
        weekend: Collection[int] = (SATURDAY, SUNDAY),
        years: Iterable[int] | None = None,
    ) -> None:
        self._free = frozenset(holidays)
        self._worked = frozenset(workdays)
        self._weekend = frozenset(weekend)
        if both := self._free & self._worked:
            raise ValueError(f"{min(both).isoformat()} is both a holiday and a working day")
        if not self._weekend < frozenset(range(7)):
            raise ValueError("a week has at least one working day, and days from 0 to 6")
        self.years = frozenset(day.year for day in self._free) if years is None else frozenset(years)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on that day, by its lists first and by the weekday otherwise."""
        if day in self._free:
            return False
        return day in self._worked or day.weekday() not in self._weekend

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day, otherwise the next one (a term that ends on a holiday
        ends on the day after it: Civil Code of the PRC, art. 203).
        """
        while not self.is_working_day(day):
            day += DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a term of `count` working days; the day it starts on is not counted.

        A count of 0 gives `next_working_day(start)`; a negative one counts backwards.
        Source: Civil Code of the PRC, art. 201 and 203.
        """
        if count == 0:
            return self.next_working_day(start)
        step = DAY if count > 0 else -DAY
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after start up to and including end; negative when end is before start.

        For a count of at least 1, `working_days_between(start, add_working_days(start, count)) == count`.
        Source: Civil Code of the PRC, art. 201.
        """
        if end < start:
            return -self.working_days_between(end - DAY, start - DAY)
        whole, rest = divmod((end - start).days, 7)
        days = whole * (7 - len(self._weekend))
        days += sum((end - place * DAY).weekday() not in self._weekend for place in range(rest))
        days -= sum(start < day <= end and day.weekday() not in self._weekend for day in self._free)
        days += sum(start < day <= end and day.weekday() in self._weekend for day in self._worked)
        return days

    def check_years(self, first: date, last: date, *, field: str = "") -> list[Finding]:
        """A NOT_CHECKED finding for each year of a period whose holidays are not loaded."""
        return [
            Finding(
                "methods.finding.calendar_year_not_loaded",
                Severity.NOT_CHECKED,
                field,
                {"year": str(year)},
                TERMS,
            )
            for year in range(first.year, last.year + 1)
            if year not in self.years
        ]
