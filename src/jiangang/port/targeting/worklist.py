"""What of targeting waits for whom, for the home pages."""

from datetime import datetime

from jiangang.kernel.office.api import day_starts
from jiangang.kernel.permissions import Actor
from jiangang.kernel.worklist import Group, WorkItem
from jiangang.port.targeting import alerting, audits, board, permissions, queries
from jiangang.port.targeting.scores import queries as model_queries


def to_activate(actor: Actor, now: datetime) -> int:
    """Versions of the policy that somebody else has proposed and nobody has activated."""
    rows = queries.list_policies(actor.on)
    return sum(not row.activated_by and row.proposed_by != actor.key for row in rows)


def to_sign(actor: Actor, now: datetime) -> int:
    """Alerts that wait for a signature which the actor has not given."""
    rows = alerting.list_alerts(actor.on)
    return sum(row.state == "waiting" and actor.key not in row.signers for row in rows)


def to_put_to_work(actor: Actor, now: datetime) -> int:
    """Models that somebody else has proposed and nobody has activated."""
    rows = model_queries.list_models(actor.on)
    return sum(row.proposed_by not in ("", actor.key) and not row.activated_by for row in rows)


def decided_today(actor: Actor, now: datetime) -> int:
    """Decisions of today."""
    return queries.visible_decisions(actor).filter(decided_at__gte=day_starts(now)).count()


def to_grant(actor: Actor, now: datetime) -> int:
    """Overrides that somebody else has asked for and nobody has answered."""
    return board.pending(actor).exclude(asked_by=actor.key).count()


def overdue(actor: Actor, now: datetime) -> int:
    """Decisions on which nobody acted in the promised time."""
    return board.due(actor, now).count()


def to_audit(actor: Actor, now: datetime) -> int:
    """Acts that were drawn and have no verdict."""
    return audits.open_items(actor)


ITEMS = (
    WorkItem(
        Group.WAITING,
        "targeting.work.to_activate",
        permissions.ACTIVATE_POLICY,
        "targeting:policies",
        to_activate,
    ),
    WorkItem(Group.WAITING, "targeting.work.to_sign", permissions.SIGN_ALERT, "targeting:alerts", to_sign),
    WorkItem(
        Group.WAITING,
        "targeting.work.to_put_to_work",
        permissions.ACTIVATE_MODEL,
        "targeting:models",
        to_put_to_work,
    ),
    WorkItem(
        Group.WAITING,
        "targeting.work.overrides",
        permissions.ANSWER_OVERRIDE,
        "targeting:board",
        to_grant,
    ),
    WorkItem(Group.URGED, "targeting.work.overdue", permissions.RELEASE_OVERDUE, "targeting:board", overdue),
    WorkItem(Group.WAITING, "targeting.work.to_audit", permissions.RECORD_AUDIT, "targeting:audit", to_audit),
    WorkItem(Group.DONE, "targeting.work.decided", permissions.DECIDE, "targeting:decisions", decided_today),
)
