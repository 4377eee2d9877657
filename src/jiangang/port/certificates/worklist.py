"""What of certificates waits for whom, for the home pages."""

from collections.abc import Callable
from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.certificates import permissions, queries


def _in(state: str) -> Callable[[Actor, datetime], int]:
    def count(actor: Actor, now: datetime) -> int:
        return queries.list_certificates(actor).filter(state=state).count()

    return count


def _item(label: str, permission: str, state: str) -> WorkItem:
    query = f"?state={state}"
    return WorkItem(Group.WAITING, label, permission, "certificates:list", _in(state), query=query)


ITEMS = (
    _item("certificates.work.redraft", permissions.DRAFT, "begun"),
    _item("certificates.work.review", permissions.REVIEW, "draft"),
    _item("certificates.work.sign", permissions.SIGN, "reviewed"),
    _item("certificates.work.issue", permissions.ISSUE, "signed"),
)
