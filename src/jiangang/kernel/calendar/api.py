"""What other rooms may use of the calendars: working days, deadlines, loading years."""

from jiangang.kernel.calendar.operations import (
    CalendarPreview,
    LoadReport,
    load_calendar,
    load_seeds,
    preview_calendar,
)
from jiangang.kernel.calendar.permissions import LOAD_CALENDAR
from jiangang.kernel.calendar.queries import (
    Deadline,
    YearRow,
    day_name,
    deadline,
    is_working_day,
    list_years,
    working_calendar,
    working_days_between,
)

__all__ = [
    "LOAD_CALENDAR",
    "CalendarPreview",
    "Deadline",
    "LoadReport",
    "YearRow",
    "day_name",
    "deadline",
    "is_working_day",
    "list_years",
    "load_calendar",
    "load_seeds",
    "preview_calendar",
    "working_calendar",
    "working_days_between",
]
