"""Reading the office's settings as they were on a day."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.utils import timezone

from jiangang.kernel.office.models import CACHED, OfficeSetting
from jiangang.kernel.office.settings_list import BY_KEY, SETTINGS

SECONDS_KEPT = 1
"""A page asks for settings a dozen times, an import thousands of times."""


def clock() -> datetime:
    """Now, in UTC: the one clock of the house. Views use `request.now`, commands and tasks call this."""
    return timezone.now()  # noqa: TID251  # the one place that reads the clock


def get_setting(key: str, on: date) -> Any:
    """The value in force on a day; the declared default before anybody set it. KeyError for an unknown
    key.
    """
    value = BY_KEY[key].default
    for row_key, valid_from, row_value in _rows():
        if row_key == key and valid_from <= on:
            value = row_value
    return value


def all_settings(on: date) -> dict[str, Any]:
    """Every setting as in force on a day."""
    values = {setting.key: setting.default for setting in SETTINGS}
    values.update({key: value for key, valid_from, value in _rows() if valid_from <= on})
    return values


def forget() -> None:
    """Read the settings anew at the next question: after a change in this process."""
    cache.delete(CACHED)


def _rows() -> list[tuple[str, date, Any]]:
    """All rows in order of force; another process sees a change at most a second later."""
    rows: list[tuple[str, date, Any]] | None = cache.get(CACHED)
    if rows is None:
        found = OfficeSetting.objects.order_by("valid_from", "id")
        rows = list(found.values_list("key", "valid_from", "value"))
        cache.set(CACHED, rows, timeout=SECONDS_KEPT)
    return rows


def legal_profile(on: date) -> str:
    """Code of the legal profile in force: which acts need how many hands."""
    return str(get_setting("legal_profile", on))


def time_zone(on: date) -> ZoneInfo:
    """The office's zone: days, periods and opening hours are counted in it."""
    return ZoneInfo(str(get_setting("time_zone", on)))


def day_starts(at: datetime) -> datetime:
    """The first moment of the office's calendar day of a moment."""
    zone = time_zone(at.date())
    return datetime.combine(at.astimezone(zone).date(), time.min, zone)


def local_day(at: datetime) -> date:
    """The office's calendar day of a moment."""
    return at.astimezone(time_zone(at.date())).date()
