"""What of the draws waits for whom, for the home pages."""

from datetime import datetime

from jiangang.integrity.assignment import permissions, queries
from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem


def to_approve(actor: Actor, now: datetime) -> int:
    """Draws that somebody else asks to repeat."""
    return queries.open_requests(actor).exclude(redraw_request__requested_by=actor.key).count()


def drawn_today(actor: Actor, now: datetime) -> int:
    """Draws of today."""
    return queries.visible_draws(actor).filter(drawn_at__gte=day_starts(now)).count()


ITEMS = (
    WorkItem(Group.WAITING, "assignment.work.to_approve", permissions.REDRAW, "assignment:board", to_approve),
    WorkItem(Group.DONE, "assignment.work.drawn", permissions.VIEW_DRAWS, "assignment:board", drawn_today),
)
