"""What of inspection waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.inspection import permissions, queries


def to_do(actor: Actor, now: datetime) -> int:
    """Own inspections that are not begun or not recorded."""
    return queries.list_mine(actor).filter(state__in=("assigned", "on_site")).count()


def second_hand(actor: Actor, now: datetime) -> int:
    """Own inspections whose result waits for a second inspector."""
    return queries.list_mine(actor).filter(state="awaiting_second_hand").count()


def to_assign(actor: Actor, now: datetime) -> int:
    """Consignments without inspectors."""
    return len(queries.list_awaiting(actor))


ITEMS = (
    WorkItem(Group.WAITING, "inspection.work.to_do", permissions.RECORD, "inspection:mine", to_do),
    WorkItem(
        Group.WAITING,
        "inspection.work.second_hand",
        permissions.CONFIRM,
        "inspection:mine",
        second_hand,
        query="?state=awaiting_second_hand",
    ),
    WorkItem(Group.WAITING, "inspection.work.to_assign", permissions.OPEN, "inspection:awaiting", to_assign),
)
