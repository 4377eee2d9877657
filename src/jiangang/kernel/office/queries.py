"""Reading the office's settings as they were on a day."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from jiangang.kernel.office.models import OfficeSetting
from jiangang.kernel.office.settings_list import BY_KEY, SETTINGS


def clock() -> datetime:
    """Now, in UTC: the one clock of the house. Views use `request.now`, commands and tasks call this."""
    return timezone.now()  # noqa: TID251  # the one place that reads the clock


def get_setting(key: str, on: date) -> Any:
    """The value in force on a day; the declared default before anybody set it. KeyError for an unknown
    key.
    """
    setting = BY_KEY[key]
    row = OfficeSetting.objects.filter(key=key, valid_from__lte=on).order_by("-valid_from", "-id").first()
    return setting.default if row is None else row.value


def all_settings(on: date) -> dict[str, Any]:
    """Every setting as in force on a day."""
    values = {setting.key: setting.default for setting in SETTINGS}
    rows = OfficeSetting.objects.filter(valid_from__lte=on).order_by("valid_from", "id")
    values.update({row.key: row.value for row in rows})
    return values


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
