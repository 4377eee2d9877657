"""The machine API of disposition: the queue, and deciding one case."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Schema

from jiangang.methods.findings import Finding, Forbidden
from jiangang.port.disposition import operations, permissions, queries

router = Router()


class QueueOut(Schema):
    """A consignment that waits for a decision."""

    consignment_id: int
    consignment: str
    importer: str
    state: str
    lane: str
    inspection: str
    conforming: bool | None
    since: datetime


class DecisionIn(Schema):
    """Release or refuse; a refusal names its measure and why."""

    outcome: str
    measure: str = ""
    reason: str = ""


class DecisionOut(Schema):
    """The decision with its notice number."""

    number: str
    outcome: str
    measure: str
    legal_basis: str
    decided_at: datetime


@router.get("/queue", response=list[QueueOut])
def queue(request: HttpRequest) -> list[queries.QueueRow]:
    """Consignments that wait for a decision, the oldest first (at most 500)."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if permissions.VIEW not in actor.permissions:
        params = {"permission": str(permissions.VIEW)}
        raise Forbidden(Finding("permissions.finding.not_held", params=params))
    return queries.queue_rows(list(queries.list_queue(actor)[:500]), actor.language)


@router.post("/{int:consignment_id}", response=DecisionOut)
def decide(
    request: HttpRequest,
    consignment_id: int,
    decision: DecisionIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> dict[str, Any]:
    """Decide one case. The same `Idempotency-Key` again gives the first answer; another decision is a 409."""
    made = operations.decide_disposition(
        consignment_id=consignment_id,
        outcome=decision.outcome,
        measure=decision.measure,
        reason=decision.reason,
        request_key=idempotency_key[:80],
        actor=request.actor,  # type: ignore[attr-defined]
        at=request.now,  # type: ignore[attr-defined]
    )
    return {
        "number": made.disposition.number,
        "outcome": made.outcome,
        "measure": made.measure,
        "legal_basis": made.legal_basis,
        "decided_at": made.decided_at,
    }
