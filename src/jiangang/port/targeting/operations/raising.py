"""Raising the lane of a decided consignment that is still open. The decision itself stays as it was made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, hidden_firm_ids, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Finding, NotFound, Refused, raise_if_blocked
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.alerting import ORDER
from jiangang.port.targeting.lanes import lanes_now
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import Alert, Decision, LaneRaise

OPEN_STATES = ("targeted", "awaiting_inspection")
"""Decided and not yet inspected or released: where a lane can still be raised."""
RAISED = "targeting.lane.raised"


@operation(permission=permissions.RAISE_LANE)
def raise_lane(
    *,
    decision_id: int,
    lane: str,
    ground: str,
    reason: str,
    alert_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> LaneRaise:
    """Raise a decided consignment to a graver lane and send it on; raised so far already, that row is
    returned.

    lane: `yellow` or `red`; ground: `alert`, `override` or `standing`. Raises Refused when the consignment
    is no longer open, the lane is no graver or there is no reason; Forbidden for a recused actor; NotFound.
    """
    queue(f"raise:{decision_id}")
    decision = _get(decision_id)
    consignment = declarations.get_consignment(decision.consignment_id)
    check_subject(actor, permissions.RAISE_LANE, consignment)
    known = LaneRaise.objects.filter(decision=decision, lane_after=lane).first()
    if known is not None:
        return known
    before = current_lane(decision)
    raise_if_blocked(_check(lane, before, consignment, reason))
    row = LaneRaise.objects.create(
        decision=decision,
        lane_before=before,
        lane_after=lane,
        ground=ground,
        alert_id=alert_id,
        reason=reason.strip(),
        raised_at=at,
        raised_by=actor.key,
    )
    if lane == "red" and consignment.state == "targeted":
        _send_on([consignment.id], at=at)
    ledger.append_many([_act(row, consignment.number, actor=actor, at=at)])
    _publish(consignment.id, consignment.number, lane, at=at)
    return row


@operation(permission=permissions.RAISE_LANE)
def raise_for_alert(
    *, before: Mapping[int, str], lane: str, alert: Alert, actor: Actor, at: datetime
) -> frozenset[int]:
    """Raise the lanes of many decisions at once for an alert, with the same row and entry for each as
    `raise_lane`.

    before: decision → its lane now, all less grave than `lane`. Those that are no longer open, or that
    somebody else is raising, are left alone. Returns the decisions that were raised.
    """
    decisions = list(Decision.objects.select_related("consignment").filter(pk__in=before).order_by("pk"))
    rows = {row.id: row for row in declarations.get_consignments([each.consignment_id for each in decisions])}
    hidden = hidden_firm_ids(actor)
    wanted = [
        each
        for each in decisions
        if rows[each.consignment_id].state in OPEN_STATES and not rows[each.consignment_id].firm_ids & hidden
    ]
    words = {"lane": lane, "ground": "alert", "reason": alert.code, "alert_id": alert.pk}
    try:
        with transaction.atomic():
            _raise_together(wanted, before, lane, alert, actor=actor, at=at)
    except (Refused, IntegrityError):
        # Somebody acted on one of them meanwhile: one after the other, so that the rest is raised.
        return frozenset(each.pk for each in wanted if _raised(each.pk, words, actor=actor, at=at))
    return frozenset(each.pk for each in wanted)


def _raise_together(
    decisions: Sequence[Decision],
    before: Mapping[int, str],
    lane: str,
    alert: Alert,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    made = LaneRaise.objects.bulk_create(
        [
            LaneRaise(
                decision=each,
                lane_before=before[each.pk],
                lane_after=lane,
                ground="alert",
                alert=alert,
                reason=alert.code,
                raised_at=at,
                raised_by=actor.key,
            )
            for each in decisions
        ],
        batch_size=1000,
    )
    waiting = [each.consignment_id for each in decisions if each.consignment.state == "targeted"]
    if lane == "red" and waiting:
        _send_on(waiting, at=at)
    ledger.append_many([_act(row, row.decision.consignment.number, actor=actor, at=at) for row in made])
    for each in decisions:
        _publish(each.consignment_id, each.consignment.number, lane, at=at)


def _raised(decision_id: int, words: Mapping[str, Any], *, actor: Actor, at: datetime) -> bool:
    """Raise one; False where it is no longer open, or where somebody else has raised it."""
    try:
        row = raise_lane(decision_id=decision_id, **words, actor=actor, at=at)
    except Refused:
        return False
    return bool(row.alert_id == words["alert_id"])


def _get(decision_id: int) -> Decision:
    found = Decision.objects.select_related("consignment").filter(pk=decision_id).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": str(decision_id)}))
    return found


def _act(row: LaneRaise, number: str, *, actor: Actor, at: datetime) -> ledger.Act:
    """The entry of one raise."""
    return ledger.Act(
        actor=actor,
        at=at,
        act="targeting.lane.raise",
        subject=f"decision:{row.decision_id}",
        case=number,
        rows=[row],
        facts={"from": row.lane_before, "to": row.lane_after, "ground": row.ground},
    )


def _publish(consignment_id: int, number: str, lane: str, *, at: datetime) -> None:
    payload = {"consignment_id": consignment_id, "number": number, "lane": lane}
    events.publish(RAISED, payload, case=number, at=at)


def current_lane(decision: Decision) -> str:
    """The lane of a decision as it counts now."""
    return lanes_now([decision.pk]).get(decision.pk, decision.lane)


def _check(lane: str, before: str, consignment: declarations.ConsignmentRow, reason: str) -> list[Finding]:
    found = []
    if lane not in ORDER or ORDER.index(lane) <= ORDER.index(before):
        found.append(Finding("targeting.finding.lane_not_graver", field="lane", params={"lane": before}))
    if consignment.state not in OPEN_STATES:
        params = {"number": consignment.number, "state": consignment.state}
        found.append(Finding("targeting.finding.not_open", params=params))
    if not reason.strip():
        found.append(Finding("targeting.finding.reason_missing", field="reason"))
    return found


def _send_on(consignment_ids: Sequence[int], *, at: datetime) -> None:
    """A part of the system carries out what follows; it lends no hand to the case."""
    act = next(one for one in declarations.CONSIGNMENT.transitions if one.act == "await_inspection")
    hand = Actor.system("targeting", on=office.local_day(at), permissions=frozenset({act.permission}))
    declarations.advance_many(consignment_ids=consignment_ids, act=act.act, actor=hand, at=at)
