"""What of the background jobs waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.jobs import permissions, queries
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem


def failed(actor: Actor, now: datetime) -> int:
    """What failed and may be tried again."""
    return len(queries.list_failures())


ITEMS = (WorkItem(Group.WAITING, "jobs.work.failed", permissions.VIEW_JOBS, "jobs:failures", failed),)
