"""The nightly job of the retention schedule."""

from procrastinate.contrib.django import app

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.privacy import permissions
from jiangang.kernel.privacy.operations import erase_due


@app.periodic(cron="43 2 * * *")
@app.task(name="privacy.erase_due", queue="upkeep", queueing_lock="privacy.erase_due")
def erase_each_night(timestamp: int) -> int:
    """Each night: erase what is due. An office that has set no retention rule erases nothing."""
    at = office.clock()
    actor = Actor.system("retention", on=office.local_day(at), permissions=frozenset({permissions.ERASE}))
    return sum(erasure.rows for erasure in erase_due(actor=actor, at=at))
