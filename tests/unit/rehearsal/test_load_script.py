"""What a loaded day is: the same from the same seed, spread over weekdays, with shiploads rare."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from jiangang.rehearsal.loading.script import STAGES, day_script, spread

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(("count", "days"), [(100, 7), (1, 30), (99_999, 182)])
def test_every_consignment_has_its_day(count: int, days: int) -> None:
    assert sum(number for _, number in spread(count, MONDAY, days)) == count


def test_the_week_end_is_quiet() -> None:
    by_day = dict(spread(2_700, MONDAY, 7))
    assert [by_day[day] for day in sorted(by_day)] == [500] * 5 + [100] * 2


def test_the_same_seed_gives_the_same_day() -> None:
    once, twice = (day_script("a", MONDAY, 20, ZONE) for _ in range(2))
    assert [case.arrival for case in once.cases] == [case.arrival for case in twice.cases]
    assert [case.disposed_at for case in once.cases] == [case.disposed_at for case in twice.cases]
    other = day_script("b", MONDAY, 20, ZONE)
    assert [case.arrival for case in once.cases] != [case.arrival for case in other.cases]


def test_acts_follow_one_another_within_the_day() -> None:
    for case in day_script("a", MONDAY, 50, ZONE).cases:
        hours = [
            case.filed_at,
            case.opened_at,
            case.started_at,
            case.recorded_at,
            case.confirmed_at,
            case.disposed_at,
        ]
        assert hours == sorted(hours)
        assert {hour.astimezone(ZONE).date() for hour in hours} == {MONDAY}


def test_only_the_last_days_leave_work() -> None:
    assert {case.stage for case in day_script("a", MONDAY, 50, ZONE).cases} == {STAGES[-1]}
    left = {case.stage for case in day_script("a", MONDAY, 200, ZONE, unfinished=True).cases}
    assert left == set(STAGES)


def test_shiploads_are_rare() -> None:
    cases = day_script("a", MONDAY, 300, ZONE).cases
    assert len(cases) == 300
    assert sum(case.arrival.goods.by_vessel for case in cases) < 90
