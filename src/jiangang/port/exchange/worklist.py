"""What the exchange puts on the desk home."""

from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.exchange import permissions
from jiangang.port.exchange.queries import list_envelopes, list_papers


def _dead(actor: Actor, now: datetime) -> int:
    return list_envelopes(actor, dead=True).count()


def _received(actor: Actor, now: datetime) -> int:
    return list_papers(actor).filter(state="received").count()


ITEMS = (
    WorkItem(Group.URGED, "web.work.undelivered", permissions.SETTLE, "exchange:dead", _dead),
    WorkItem(Group.WAITING, "web.work.papers_received", permissions.DRAFT, "exchange:papers", _received),
)
