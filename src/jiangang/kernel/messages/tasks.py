"""Background jobs of the messages."""

from procrastinate.contrib.django import app

from jiangang.kernel.messages.channels import send_due
from jiangang.kernel.office import api as office


@app.task(name="messages.send_postings", queue="messages")
def send_postings() -> int:
    """Send the copies that are due now."""
    return send_due(now=office.clock())


@app.periodic(cron="*/2 * * * *")
@app.task(name="messages.send_overdue", queue="messages", queueing_lock="messages.send_overdue")
def send_overdue(timestamp: int) -> int:
    """Every two minutes: copies that failed and are due again."""
    return send_due(now=office.clock())
