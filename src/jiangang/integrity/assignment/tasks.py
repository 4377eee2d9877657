"""Background job of the draw: today's and tomorrow's seeds are promised in time."""

from datetime import timedelta

from procrastinate.contrib.django import app

from jiangang.integrity.assignment import permissions
from jiangang.integrity.assignment.operations.committing import commit_day
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor


@app.periodic(cron="5 * * * *")
@app.task(name="assignment.commit_days", queue="assignment", queueing_lock="assignment.commit_days")
def commit_days(timestamp: int) -> None:
    """Each hour, so that no day begins without a promise even when the office was switched off before."""
    at = office.clock()
    today = office.local_day(at)
    actor = Actor.system("draw", on=today, permissions=frozenset({permissions.COMMIT_DAY}))
    for day in (today, today + timedelta(days=1)):
        commit_day(day=day, actor=actor, at=at)
