"""What of the register of firms waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.organisations import permissions, queries
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem


def to_vouch(actor: Actor, now: datetime) -> int:
    """People of firms who asked for a way back in."""
    return len(queries.open_recoveries(now))


ITEMS = (
    WorkItem(
        Group.WAITING,
        "organisations.work.to_vouch",
        permissions.VOUCH_RECOVERY,
        "organisations:recoveries",
        to_vouch,
    ),
)
