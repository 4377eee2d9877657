"""Dates, lengths of time, numbers and sizes in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from jiangang.ui import dates

AT = datetime(2011, 12, 31, 8, 5, tzinfo=UTC)


def test_dates_in_english() -> None:
    assert dates.day(date(2011, 12, 31)) == "31 December 2011"
    assert dates.moment(AT) == "31 December 2011, 16:05"


def test_dates_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert dates.day(date(2011, 12, 31)) == "2011年12月31日"
        assert dates.moment(AT) == "2011年12月31日 16:05"


def test_a_moment_belongs_to_the_day_of_the_office() -> None:
    assert dates.short_day(datetime(2011, 12, 31, 17, 0, tzinfo=UTC)) == "2012-01-01"


def test_nothing_stays_empty() -> None:
    assert dates.day(None) == dates.moment(None) == dates.number(None) == ""


@pytest.mark.parametrize(
    ("length", "shown", "shown_in_chinese"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 days 3 h", "2天3小时"),
        (timedelta(days=1), "1 day", "1天"),
        (timedelta(hours=5), "5 h", "5小时"),
        (timedelta(hours=3, minutes=20), "3 h 20 min", "3小时20分钟"),
        (timedelta(seconds=59), "less than 1 min", "不足1分钟"),
        (timedelta(hours=-5, minutes=-1), "5 h 1 min", "5小时1分钟"),
    ],
)
def test_durations(length: timedelta, shown: str, shown_in_chinese: str) -> None:
    assert dates.duration(length) == shown
    with translation.override("zh-hans"):
        assert dates.duration(length) == shown_in_chinese


def test_numbers_keep_their_decimals() -> None:
    assert dates.number(Decimal("12345.60")) == "12,345.60"
    assert dates.number(1284) == "1,284"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (10 * 1024**2, "10 MB"), (2 * 1024**3, "2 GB")],
)
def test_sizes(count: int, shown: str) -> None:
    assert dates.size(count) == shown
