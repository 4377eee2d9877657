"""What of the ledger waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.ledger import permissions
from jiangang.kernel.ledger.models import Entry
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem


def entered(actor: Actor, now: datetime) -> int:
    """The size of the ledger: it grows by one with each act."""
    return Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


ITEMS = (WorkItem(Group.RUNNING, "ledger.work.size", permissions.VIEW_ENTRIES, "ledger:list", entered),)
