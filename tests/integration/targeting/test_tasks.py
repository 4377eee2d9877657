"""What runs by itself: each minute, each night, each week; and that a second round does nothing more."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.choosing import TEXT
from tests.integration.targeting.notices import (
    TARGETING,
    accept_many,
    activate,
    decide,
    run_in_shadow,
    set_share,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that sets the office's clock to so many days after the day of the tests."""
    from jiangang.kernel.office import api

    def set_to(days: int) -> None:
        monkeypatch.setattr(api, "clock", lambda: AT + timedelta(days=days))

    return set_to


@pytest.mark.parametrize(
    ("task", "cron"),
    [
        ("targeting.keep_up", "* * * * *"),
        ("targeting.compute_thresholds", "20 16 * * *"),
        ("targeting.draw_audit", "40 16 * * *"),
        ("targeting.train_weekly", "50 16 * * 0"),
    ],
)
def test_what_runs_by_itself_is_planned(task: str, cron: str) -> None:
    """New alerts and shadows within a minute, the rest soon after midnight in Shanghai; models on Mondays."""
    from procrastinate.contrib.django import app

    from jiangang.port.targeting import tasks

    assert tasks.WEEK == 7
    planned = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    assert planned[task] == cron


def test_the_night_computes_thresholds_once_the_policy_has_arrivals(clock: Any) -> None:
    """Without a policy nothing; with one a row for the days before, which the next decisions carry."""
    from jiangang.port.targeting.models import Threshold
    from jiangang.port.targeting.tasks import recompute

    set_share("0")
    clock(1)
    recompute(timestamp=0)
    assert not Threshold.objects.exists()
    activate(TEXT)
    for one in accept_many(*[{}] * 60):
        decide(one)
    recompute(timestamp=0)
    row = Threshold.objects.get()
    assert (row.arrivals, row.last_day, row.computed_by) == (60, DAY, "system:targeting")


def test_each_minute_answers_what_is_in_shadow_and_no_more(clock: Any) -> None:
    """Every new decision is answered once."""
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import ShadowAnswer
    from jiangang.port.targeting.tasks import keep_up

    set_share("0")
    activate(TEXT)
    text = TEXT.replace('["4403"]', '["9403"]')
    run_in_shadow(targeting.propose_policy(text=text, reason="x", actor=actor("T01", *TARGETING), at=AT))
    made = decide(accept_many({})[0])
    clock(0)
    assert [keep_up(timestamp=0) for _ in range(2)] == [1, 0]
    answer = ShadowAnswer.objects.get()
    assert (made.lane, answer.lane, answer.rules) == ("green", "red", ["logs"])


def test_missed_weeks_of_audits_are_made_up_and_none_is_drawn_twice(clock: Any) -> None:
    """The first sample ends yesterday at the latest; three weeks later three follow without a gap."""
    from jiangang.port.targeting.models import AuditSample
    from jiangang.port.targeting.tasks import draw_last_week

    clock(0)
    draw_last_week(timestamp=0)
    draw_last_week(timestamp=0)
    assert AuditSample.objects.count() == 1
    clock(21)
    draw_last_week(timestamp=0)
    draw_last_week(timestamp=0)
    days = list(AuditSample.objects.order_by("first_day").values_list("first_day", "last_day"))
    assert len(days) == 4 and days[-1][1] < DAY + timedelta(days=21)
    assert all(
        later[0] == earlier[1] + timedelta(days=1) for earlier, later in zip(days, days[1:], strict=False)
    )


def test_what_waits_too_long_is_due_and_runs_out_by_a_person_only() -> None:
    """The promise is kept with the decision; after it the board lists it, and no task lets it go."""
    from jiangang.port.targeting.board import due
    from tests.integration.targeting.choosing import officer

    set_share("0")
    activate(TEXT)
    (logs,) = accept_many({"hs_code": "440321"})
    made = decide(logs)
    assert made.promised_until == AT + timedelta(hours=48)
    assert not due(officer(), AT + timedelta(hours=47)).exists()
    assert due(officer(), AT + timedelta(hours=49)).get().pk == made.pk
    logs.refresh_from_db()
    assert logs.state == "awaiting_inspection"
