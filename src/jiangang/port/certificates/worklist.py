"""What certificates puts on the desk home."""

from collections.abc import Callable
from datetime import datetime

from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.certificates import permissions
from jiangang.port.certificates.queries import list_certificates

LIST = "certificates:list"


def _in_state(*states: str) -> Callable[[Actor, datetime], int]:
    def count(actor: Actor, now: datetime) -> int:
        return list_certificates(actor).filter(state__in=states).count()

    return count


def _issued_today(actor: Actor, now: datetime) -> int:
    return list_certificates(actor).filter(issued_at__gte=day_starts(now)).count()


ITEMS = (
    WorkItem(
        Group.WAITING, "web.work.to_redraft", permissions.DRAFT, LIST, _in_state("begun"), "?state=begun"
    ),
    WorkItem(
        Group.WAITING, "web.work.to_review", permissions.REVIEW, LIST, _in_state("draft"), "?state=draft"
    ),
    WorkItem(Group.WAITING, "web.work.to_sign", permissions.SIGN, LIST, _in_state("reviewed", "signed")),
    WorkItem(
        Group.RUNNING,
        "web.work.certificates",
        permissions.VIEW,
        LIST,
        _in_state("draft", "reviewed", "signed"),
    ),
    WorkItem(Group.DONE, "web.work.issued_today", permissions.VIEW, LIST, _issued_today, "?state=issued"),
)
