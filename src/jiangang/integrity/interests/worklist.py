"""What of interests waits for whom, for the home pages."""

from datetime import datetime

from jiangang.integrity.interests import permissions, queries
from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.kernel.worklist import Group, WorkItem


def in_force(actor: Actor, now: datetime) -> int:
    """Declared interests in the register."""
    return len(queries.register(actor, hidden_firm_ids(actor)))


ITEMS = (
    WorkItem(
        Group.RUNNING, "interests.work.declared", permissions.VIEW_REGISTER, "interests:register", in_force
    ),
)
