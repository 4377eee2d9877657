"""Dates, times and numbers as an office writes them, in the active language and the office's time zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import dateformat, timezone

from jiangang.ui.wording import text

MINUTES_PER_DAY = 24 * 60
BYTES_PER_STEP = 1024


def day(value: date | datetime | None) -> str:
    """`31 December 2011`, `2011年12月31日`; empty for None."""
    return _formatted(value, "ui.format.day")


def moment(value: datetime | None) -> str:
    """`31 December 2011, 16:05`, `2011年12月31日 16:05`; empty for None."""
    return _formatted(value, "ui.format.moment")


def short_moment(value: datetime | None) -> str:
    """`2011-12-31 16:05`, for dense tables, the same in each language; empty for None."""
    return _formatted(value, "ui.format.short_moment")


def short_day(value: date | datetime | None) -> str:
    """`2011-12-31`, for dense tables; empty for None."""
    return _formatted(value, "ui.format.short_day")


def duration(value: timedelta) -> str:
    """The length of time in its two largest units (`2 days 3 h`, `3小时5分钟`), rounded down, no sign."""
    minutes = int(abs(value).total_seconds() // 60)
    days, rest = divmod(minutes, MINUTES_PER_DAY)
    hours, rest = divmod(rest, 60)
    large, small = ("days", "hours") if days else ("hours", "minutes")
    counts = (days, hours) if days else (hours, rest)
    words = [
        text(f"ui.duration.{unit.removesuffix('s') if count == 1 else unit}", count=count)
        for unit, count in zip((large, small), counts, strict=True)
        if count
    ]
    if len(words) == 2:
        return text("ui.duration.two", first=words[0], second=words[1])
    return words[0] if words else text("ui.duration.none")


def shown(value: object) -> object:
    """What a dense table prints for a value: days, moments and lengths of time as the office writes them."""
    if isinstance(value, datetime):
        return short_moment(value)
    if isinstance(value, date):
        return short_day(value)
    return duration(value) if isinstance(value, timedelta) else value


def size(count: int) -> str:
    """A file's size, `count` in bytes: `512 B`, `1.5 MB`, in steps of 1024."""
    value, units = float(count), iter(("B", "KB", "MB", "GB", "TB"))
    unit = next(units)
    while value >= BYTES_PER_STEP and unit != "TB":
        value, unit = value / BYTES_PER_STEP, next(units)
    return f"{value:.1f}".removesuffix(".0") + f" {unit}"


def number(value: int | float | Decimal | None) -> str:
    """`12,345.60`: thousands in threes in both languages, decimals as they are; empty for None."""
    return "" if value is None else f"{value:,}"


def _formatted(value: date | datetime | None, key: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return dateformat.format(value, text(key))
