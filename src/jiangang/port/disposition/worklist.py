"""What disposition puts on the desk home."""

from datetime import datetime

from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.disposition import permissions
from jiangang.port.disposition.queries import list_decisions, list_queue

QUEUE = "disposition:queue"


def _waiting(actor: Actor, now: datetime) -> int:
    return list_queue(actor).count()


def _released_today(actor: Actor, now: datetime) -> int:
    return list_decisions(actor).filter(outcome="release", decided_at__gte=day_starts(now)).count()


ITEMS = (
    WorkItem(Group.WAITING, "web.work.to_dispose", permissions.DECIDE, QUEUE, _waiting),
    WorkItem(Group.DONE, "web.work.released_today", permissions.DECIDE, QUEUE, _released_today),
)
