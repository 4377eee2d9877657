"""Background jobs of the register: publishing at once and at the latest within the minute; a nightly look."""

from procrastinate.contrib.django import app

from jiangang.kernel.office import api as office
from jiangang.kernel.register.audit import fsck
from jiangang.kernel.register.entering import PUBLISH_TASK
from jiangang.kernel.register.publishing import note_alarms, publish
from jiangang.methods.findings import Finding


@app.task(name=PUBLISH_TASK, queue="register")
def publish_now() -> str:
    """Publish what has just been entered."""
    return publish(at=office.clock()).state


@app.periodic(cron="* * * * * */20")
@app.task(name="register.publish_due", queue="register", queueing_lock="register.publish_due")
def publish_due(timestamp: int) -> str:
    """Three times a minute: what a lost wake-up left behind, and cosignatures that did not come at first."""
    return publish(at=office.clock()).state


@app.periodic(cron="23 2 * * *")
@app.task(name="register.look", queue="register", queueing_lock="register.look")
def look(timestamp: int) -> int:
    """Each night: recompute the register from its rows and files, and raise an alarm for what is wrong."""
    report = fsck()
    if not report.ok:
        first = report.faults[0]
        params = {"count": report.faults_found, "first": f"{first.table} {first.row}: {first.what}"[:300]}
        note_alarms([Finding("register.finding.faults", params=params)])
    return report.faults_found
