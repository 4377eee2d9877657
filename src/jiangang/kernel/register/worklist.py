"""What of the register waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.kernel.register import permissions, queries
from jiangang.kernel.register.operations import LAPSES_AFTER
from jiangang.kernel.worklist import Group, WorkItem


def alarms(actor: Actor, now: datetime) -> int:
    """Alarms that are open."""
    return len(queries.open_alarms())


def proposals(actor: Actor, now: datetime) -> int:
    """Acts on the keys that somebody else proposed."""
    return sum(each.proposed_by != actor.key for each in queries.open_proposals(now - LAPSES_AFTER))


ITEMS = (
    WorkItem(Group.URGED, "register.work.alarms", permissions.VIEW, "register:desk", alarms),
    WorkItem(Group.WAITING, "register.work.proposals", permissions.CONFIRM, "register:desk", proposals),
)
