"""Background jobs of selection: thresholds each night, the audit sample each week."""

from datetime import timedelta

from procrastinate.contrib.django import app

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.targeting import permissions
from jiangang.port.targeting.operations.auditing import draw_audit
from jiangang.port.targeting.operations.thresholds import compute_thresholds
from jiangang.port.targeting.queries import latest_audited_day, policy_in_force

WEEK = 7


@app.periodic(cron="20 16 * * *")
@app.task(
    name="targeting.compute_thresholds", queue="targeting", queueing_lock="targeting.compute_thresholds"
)
def recompute(timestamp: int) -> None:
    """Each day, soon after midnight in the office's usual zone, from the decisions of the days before."""
    at = office.clock()
    today = office.local_day(at)
    if policy_in_force(today) is None:
        return
    needed = frozenset({permissions.COMPUTE_THRESHOLDS})
    compute_thresholds(day=today, actor=Actor.system("targeting", on=today, permissions=needed), at=at)


@app.periodic(cron="40 16 * * *")
@app.task(name="targeting.draw_audit", queue="targeting", queueing_lock="targeting.draw_audit")
def draw_last_week(timestamp: int) -> None:
    """The audit sample of the last seven days that are over, once a week; missed weeks are made up."""
    at = office.clock()
    today = office.local_day(at)
    last = latest_audited_day() or today - timedelta(days=WEEK + 1)
    needed = frozenset({permissions.DRAW_AUDIT})
    actor = Actor.system("targeting", on=today, permissions=needed)
    while last + timedelta(days=WEEK) < today:
        first, last = last + timedelta(days=1), last + timedelta(days=WEEK)
        draw_audit(first_day=first, last_day=last, actor=actor, at=at)
