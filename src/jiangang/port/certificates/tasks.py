"""Background jobs of certificates: archive time-stamps within the hour, and their renewal within the year."""

from datetime import timedelta

from procrastinate.contrib.django import app

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.certificates import queries
from jiangang.port.certificates.operations.issuing import archive_paper

RENEW_AFTER = timedelta(days=300)
"""The list that an archive time-stamp rests on lasts 366 days."""


@app.periodic(cron="*/20 * * * *")
@app.task(name="certificates.archive_papers", queue="upkeep", queueing_lock="certificates.archive_papers")
def archive_papers(timestamp: int) -> int:
    """Every twenty minutes: papers without archive time-stamp get one; old ones are renewed (PAdES B-LTA)."""
    at = office.clock()
    actor = Actor.system("archive", on=office.local_day(at))
    due = queries.list_to_archive(before=at - RENEW_AFTER)
    for paper_id in due:
        archive_paper(paper_id=paper_id, actor=actor, at=at)
    return len(due)
