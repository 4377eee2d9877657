"""What of disposition waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.disposition import permissions, queries


def waiting(actor: Actor, now: datetime) -> int:
    """Consignments that wait for a decision."""
    return queries.list_queue(actor).count()


ITEMS = (
    WorkItem(Group.WAITING, "disposition.work.waiting", permissions.DECIDE, "disposition:queue", waiting),
)
