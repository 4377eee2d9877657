"""Raising the lane of a decided consignment that is still open. The decision itself stays as it was made."""

from datetime import datetime

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Finding, NotFound, raise_if_blocked
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.alerting import ORDER, raised_lanes
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import Decision, LaneRaise

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
        _send_on(consignment, at=at)
    _enter(row, consignment.number, actor=actor, at=at)
    payload = {"consignment_id": consignment.id, "number": consignment.number, "lane": lane}
    events.publish(RAISED, payload, case=consignment.number, at=at)
    return row


def _get(decision_id: int) -> Decision:
    found = Decision.objects.select_related("consignment").filter(pk=decision_id).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": str(decision_id)}))
    return found


def _enter(row: LaneRaise, number: str, *, actor: Actor, at: datetime) -> None:
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.lane.raise",
        subject=f"decision:{row.decision_id}",
        case=number,
        rows=[row],
        facts={"from": row.lane_before, "to": row.lane_after, "ground": row.ground},
    )


def current_lane(decision: Decision) -> str:
    """The lane of a decision as raised since."""
    return raised_lanes([decision.pk]).get(decision.pk, decision.lane)


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


def _send_on(consignment: declarations.ConsignmentRow, *, at: datetime) -> None:
    """A part of the system carries out what follows; it lends no hand to the case."""
    act = next(one for one in declarations.CONSIGNMENT.transitions if one.act == "await_inspection")
    hand = Actor.system("targeting", on=office.local_day(at), permissions=frozenset({act.permission}))
    declarations.advance(consignment_id=consignment.id, act=act.act, actor=hand, at=at)
