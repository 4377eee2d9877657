"""Background jobs of the outbox."""

from procrastinate.contrib.django import app

from jiangang.kernel.events.operations import deliver_due
from jiangang.kernel.office import api as office


@app.task(name="events.deliver", queue="events")
def deliver_events() -> int:
    """Deliver what is due, until nothing is."""
    told = 0
    while step := deliver_due(now=office.clock()):
        told += step
    return told


@app.periodic(cron="* * * * *")
@app.task(name="events.deliver_overdue", queue="events", queueing_lock="events.deliver_overdue")
def deliver_overdue(timestamp: int) -> int:
    """Each minute: what failed and is due again, and what a lost wake-up left behind."""
    return deliver_due(now=office.clock())
