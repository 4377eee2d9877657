"""Working days against the Chinese calendar of 2011 and against NumPy."""

from datetime import date, timedelta

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.calendar import WorkingCalendar
from jiangang.methods.findings import Severity

# National Day 2011: 1 to 7 October off, Saturday 8 and Sunday 9 October worked (State Council notice).
HOLIDAYS = [date(2011, 10, day) for day in range(1, 8)]
WORKDAYS = [date(2011, 10, 8), date(2011, 10, 9)]
OFFICE = WorkingCalendar(HOLIDAYS, WORKDAYS)
days = st.dates(date(2009, 1, 1), date(2013, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2011, 9, 30), 1, date(2011, 10, 8)),
        (date(2011, 9, 30), 2, date(2011, 10, 9)),
        (date(2011, 9, 30), 3, date(2011, 10, 10)),
        (date(2011, 10, 3), 0, date(2011, 10, 8)),
        (date(2011, 9, 30), 0, date(2011, 9, 30)),
        (date(2011, 10, 10), -1, date(2011, 10, 9)),
        (date(2011, 10, 8), -1, date(2011, 9, 30)),
        (date(2011, 6, 24), 5, date(2011, 7, 1)),
    ],
)
def test_terms_around_national_day(start, count, end):
    assert OFFICE.add_working_days(start, count) == end


@given(days, days)
def test_counting_agrees_with_numpy(start, end):
    plain = WorkingCalendar(HOLIDAYS)
    expected = numpy.busday_count(
        start + timedelta(days=1), end + timedelta(days=1), holidays=[str(day) for day in HOLIDAYS]
    )
    assert plain.working_days_between(start, end) == (
        expected if end >= start else plain_back(plain, start, end)
    )


def plain_back(calendar: WorkingCalendar, start: date, end: date) -> int:
    every = (end + timedelta(days=place) for place in range((start - end).days))
    return -sum(calendar.is_working_day(day) for day in every)


@given(days, days)
def test_counting_is_a_count_of_working_days(start, end):
    first, last = sorted((start, end))
    every = (first + timedelta(days=place + 1) for place in range((last - first).days))
    assert OFFICE.working_days_between(first, last) == sum(map(OFFICE.is_working_day, every))


@given(days, st.integers(1, 300))
def test_adding_and_counting_belong_together(start, count):
    assert OFFICE.working_days_between(start, OFFICE.add_working_days(start, count)) == count
    assert OFFICE.working_days_between(start, OFFICE.add_working_days(start, -count)) == -count


def test_other_weekends_are_data():
    gulf = WorkingCalendar([], weekend=(4, 5))
    assert gulf.add_working_days(date(2011, 6, 30), 1) == date(2011, 7, 3)


def test_years_not_loaded_are_said():
    found = OFFICE.check_years(date(2010, 12, 30), date(2012, 1, 5))
    assert [(each.params["year"], each.severity) for each in found] == [
        ("2010", Severity.NOT_CHECKED),
        ("2012", Severity.NOT_CHECKED),
    ]
    assert WorkingCalendar([], years=[2010]).check_years(date(2010, 1, 1), date(2010, 2, 1)) == []


def test_contradicting_lists_are_refused():
    with pytest.raises(ValueError, match="both a holiday"):
        WorkingCalendar(HOLIDAYS, HOLIDAYS)
    for weekend in (range(7), [7]):
        with pytest.raises(ValueError, match="at least one working day"):
            WorkingCalendar([], weekend=weekend)
