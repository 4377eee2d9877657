"""What declarations puts on the home pages."""

from datetime import datetime, timedelta

from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.declarations import permissions
from jiangang.port.declarations.queries import open_drafts, scoped

FINISHED = ("released", "refused", "closed", "withdrawn")


def _in_state(actor: Actor, *states: str) -> int:
    return scoped(actor).filter(state__in=states).count()


def _submitted(actor: Actor, now: datetime) -> int:
    return _in_state(actor, "submitted")


def _returned(actor: Actor, now: datetime) -> int:
    return _in_state(actor, "returned")


def _accepted_by_me(actor: Actor, now: datetime) -> int:
    return scoped(actor).filter(accepted_by=actor.key, accepted_at__gte=day_starts(now)).count()


def _to_target(actor: Actor, now: datetime) -> int:
    return _in_state(actor, "accepted")


def _awaiting(actor: Actor, now: datetime) -> int:
    return _in_state(actor, "awaiting_inspection")


def _long_submitted(actor: Actor, now: datetime) -> int:
    return scoped(actor).filter(state="submitted", filed_at__lt=now - timedelta(days=1)).count()


def _open(actor: Actor, now: datetime) -> int:
    return scoped(actor).exclude(state__in=FINISHED).count()


def _drafts(actor: Actor, now: datetime) -> int:
    return len(open_drafts(actor))


def _to_certify(actor: Actor, now: datetime) -> int:
    return _in_state(actor, "released")


DRAFT_CERTIFICATE = "certificates.certificate.draft"
"""Drafters find here what is released; the room of certificates is above this one."""

DESK, PORTAL = "declarations:desk_list", "declarations:portal_list"
ITEMS = (
    WorkItem(Group.WAITING, "web.work.to_certify", DRAFT_CERTIFICATE, DESK, _to_certify, "?state=released"),
    WorkItem(
        Group.WAITING,
        "web.work.notices_submitted",
        permissions.ACCEPT_NOTICE,
        DESK,
        _submitted,
        query="?state=submitted",
    ),
    WorkItem(
        Group.RUNNING,
        "web.work.notices_returned",
        permissions.ACCEPT_NOTICE,
        DESK,
        _returned,
        query="?state=returned",
    ),
    WorkItem(Group.DONE, "web.work.accepted_today", permissions.ACCEPT_NOTICE, DESK, _accepted_by_me),
    WorkItem(
        Group.WAITING,
        "web.work.to_target",
        permissions.TARGET,
        DESK,
        _to_target,
        query="?state=accepted",
    ),
    WorkItem(
        Group.RUNNING,
        "web.work.awaiting",
        permissions.TARGET,
        DESK,
        _awaiting,
        query="?state=awaiting_inspection",
    ),
    WorkItem(
        Group.URGED,
        "web.work.long_submitted",
        permissions.VIEW_NOTICES,
        DESK,
        _long_submitted,
        query="?state=submitted",
    ),
    WorkItem(
        Group.WAITING, "web.work.notices_returned", permissions.FILE_NOTICE, PORTAL, _returned, trade=True
    ),
    WorkItem(Group.WAITING, "web.work.drafts", permissions.FILE_NOTICE, PORTAL, _drafts, trade=True),
    WorkItem(Group.RUNNING, "web.work.open", permissions.FILE_NOTICE, PORTAL, _open, trade=True),
)
