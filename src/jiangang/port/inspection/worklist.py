"""What inspection puts on the desk home."""

from datetime import datetime

from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.inspection import permissions
from jiangang.port.inspection.queries import list_awaiting, list_mine

MINE = "inspection:mine"


def _to_do(actor: Actor, now: datetime) -> int:
    return list_mine(actor).filter(state__in=("assigned", "on_site")).count()


def _to_confirm(actor: Actor, now: datetime) -> int:
    return list_mine(actor).filter(state="awaiting_second_hand").count()


def _done_today(actor: Actor, now: datetime) -> int:
    return list_mine(actor).filter(state="concluded", concluded_at__gte=day_starts(now)).count()


def _to_assign(actor: Actor, now: datetime) -> int:
    return len(list_awaiting(actor))


ITEMS = (
    WorkItem(Group.WAITING, "inspection.work.to_assign", permissions.OPEN, "inspection:awaiting", _to_assign),
    WorkItem(Group.WAITING, "web.work.to_inspect", permissions.RECORD, MINE, _to_do),
    WorkItem(Group.WAITING, "web.work.to_confirm", permissions.CONFIRM, MINE, _to_confirm),
    WorkItem(Group.DONE, "web.work.inspected_today", permissions.RECORD, MINE, _done_today),
)
