"""Working days of the office: the notices of the State Council, deadlines, revisions, guards."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import Error, connection, transaction

from jiangang.kernel.calendar import api, permissions
from jiangang.kernel.calendar.commands import cli
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Refused, Severity

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLERK = Actor.system("test", on=AT.date(), permissions=frozenset({permissions.LOAD_CALENDAR}))
YEAR = """
code = "test"
[[year]]
year = 2030
notice = "test notice"
issued = 2029-12-01
verified = true
off = [{ days = "2029-12-31..01-01", name_en = "New Year", name_zh = "元旦" }]
worked = ["01-05"]
"""


@pytest.fixture
def seeds() -> None:
    """The calendars of the house."""
    api.load_seeds(actor=CLERK, at=AT)


# Days off and weekend days worked, counted by hand from the notices of these years.
@pytest.mark.parametrize(
    ("year", "off", "worked"), [(2010, 29, 8), (2011, 29, 5), (2016, 24, 6), (2017, 24, 5), (2026, 33, 6)]
)
def test_the_years_hold_what_the_notices_arrange(seeds: None, year: int, off: int, worked: int) -> None:
    row = next(row for row in api.list_years() if row.year == year)
    assert row.verified
    assert row.days_worked == worked
    assert row.days_off == off


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2011, 1, 30), True),  # a Sunday, worked for the Spring Festival
        (date(2011, 2, 2), False),
        (date(2011, 4, 2), True),
        (date(2011, 4, 5), False),
        (date(2011, 6, 5), False),
        (date(2011, 10, 9), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
        (date(2026, 9, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_days_of_the_notices_read(seeds: None, day: date, works: bool) -> None:
    assert api.is_working_day(day) is works


def test_a_year_has_about_250_working_days(seeds: None) -> None:
    calendar = api.working_calendar()
    for year in range(2008, 2027):
        days = calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
        assert 246 <= days <= 253, year


def test_a_deadline_over_the_spring_festival_counts_in_the_office_zone(seeds: None) -> None:
    start = datetime(2026, 2, 11, 17, tzinfo=UTC)  # already 12 February in the office
    found = api.deadline(start, 3)
    assert found.day == date(2026, 2, 24)  # 13 and 14 February are worked, then the festival
    assert found.at.isoformat() == "2026-02-24T23:59:59+08:00"
    assert found.findings == ()


def test_a_deadline_in_a_year_not_loaded_says_so(seeds: None) -> None:
    found = api.deadline(datetime(2026, 12, 30, 4, tzinfo=UTC), 5, field="due")
    assert [(finding.severity, finding.params["year"], finding.field) for finding in found.findings] == [
        (Severity.NOT_CHECKED, "2027", "due")
    ]


def test_an_unverified_year_carries_a_note(seeds: None) -> None:
    found = api.deadline(datetime(2012, 5, 2, 4, tzinfo=UTC), 5)
    assert [finding.code for finding in found.findings] == ["calendar.finding.year_unverified"]


def test_counting_there_and_back_agrees(seeds: None) -> None:
    start = datetime(2026, 9, 18, 2, tzinfo=UTC)
    found = api.deadline(start, 10)
    assert api.working_days_between(start, found.at) == 10


def test_days_off_have_names(seeds: None) -> None:
    assert api.day_name(date(2026, 2, 17), "zh-hans") == "春节"
    assert api.day_name(date(2026, 2, 17), "en") == "Spring Festival"
    assert api.day_name(date(2026, 3, 17), "en") == ""


def test_loading_again_changes_nothing_and_a_changed_year_is_a_revision() -> None:
    first = api.load_calendar(content=YEAR.encode(), actor=CLERK, at=AT)
    assert first.new == (2030,)
    assert not api.is_working_day(date(2029, 12, 31), "test")
    assert api.is_working_day(date(2030, 1, 5), "test")
    again = api.load_calendar(content=YEAR.encode(), actor=CLERK, at=AT)
    assert again.unchanged == (2030,)
    changed = api.load_calendar(content=YEAR.replace("01-05", "01-06").encode(), actor=CLERK, at=AT)
    assert changed.revised == (2030,)
    assert not api.is_working_day(date(2030, 1, 5), "test")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("=", "unreadable"),
        ('code = "x"', "nothing_in_it"),
        (YEAR.replace("issued = 2029-12-01", ""), "year_incomplete"),
        (YEAR.replace("01-05", "13-05"), "day_wrong"),
        (YEAR.replace("2029-12-31..01-01", "01-09..01-01"), "day_wrong"),
        (YEAR.replace("01-05", "01-01"), "day_both"),
    ],
)
def test_a_wrong_file_is_refused_whole(content: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        api.load_calendar(content=content.encode(), actor=CLERK, at=AT)
    assert caught.value.findings[0].code == f"calendar.finding.{code}"
    assert api.list_years("test") == []


def test_loaded_days_cannot_be_changed(seeds: None) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE calendar_calendarday SET kind = 'worked'")


def test_the_command_loads_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "cn.toml"
    path.write_text(YEAR.replace('"test"', '"cn"', 1), encoding="utf-8")
    assert CliRunner().invoke(cli, ["load", str(path)]).exit_code == 0
    assert "2030\ttest notice\t2\t1\tverified" in CliRunner().invoke(cli, ["list"]).output
    path.write_text("=", encoding="utf-8")
    assert CliRunner().invoke(cli, ["load", str(path)]).exit_code == 2
    assert CliRunner().invoke(cli, ["load", str(tmp_path / "none")]).exit_code == 2
