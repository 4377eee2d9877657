"""What of targeting waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.targeting import permissions, queries


def to_activate(actor: Actor, now: datetime) -> int:
    """Versions of the policy that somebody else has proposed and nobody has activated."""
    rows = queries.list_policies(actor.on)
    return sum(not row.activated_by and row.proposed_by != actor.key for row in rows)


def decided_today(actor: Actor, now: datetime) -> int:
    """Decisions of today."""
    return queries.visible_decisions(actor).filter(decided_at__gte=day_starts(now)).count()


ITEMS = (
    WorkItem(
        Group.WAITING,
        "targeting.work.to_activate",
        permissions.ACTIVATE_POLICY,
        "targeting:policies",
        to_activate,
    ),
    WorkItem(Group.DONE, "targeting.work.decided", permissions.DECIDE, "targeting:decisions", decided_today),
)
