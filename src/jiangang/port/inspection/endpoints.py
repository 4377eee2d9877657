"""The machine API of inspection: one's own inspections, one record, recording a result."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Schema

from jiangang.methods.findings import Finding, Forbidden
from jiangang.port.inspection import operations, permissions, queries
from jiangang.port.inspection.content import FoundContent, ResultContent

router = Router()


class InspectionOut(Schema):
    """An inspection as lists give it."""

    inspection_id: int
    number: str
    consignment: str
    importer: str
    place: str
    state: str
    units_planned: int
    opened_at: datetime
    conforming: bool | None


class FoundIn(Schema):
    """One thing found."""

    category: str
    severity: str
    description: str
    taxon: str = ""
    units_affected: int | None = None


class ResultIn(Schema):
    """A result; `answers` gives each point of the checklist its outcome."""

    conforming: bool
    units_opened: int
    answers: dict[str, str]
    notes: dict[str, str] = {}
    found: list[FoundIn] = []
    remarks: str = ""


class ResultOut(Schema):
    """What was recorded, and how the inspection now stands."""

    result_id: int
    version: int
    conforming: bool
    state: str


@router.get("/mine", response=list[InspectionOut])
def mine(request: HttpRequest, state: str = "") -> list[queries.InspectionRow]:
    """Inspections that the caller is on, the newest first (at most 500); `state` narrows them."""
    _need(request, permissions.VIEW)
    actor: Any = request.actor  # type: ignore[attr-defined]
    rows = queries.list_mine(actor)
    if state:
        rows = rows.filter(state=state)
    return queries.rows_of(list(rows[:500]), actor.language)


@router.post("/{int:inspection_id}/start", response=InspectionOut)
def start(request: HttpRequest, inspection_id: int) -> queries.InspectionRow:
    """Say that the inspectors are on site; again changes nothing."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    at = request.now  # type: ignore[attr-defined]
    operations.start_inspection(inspection_id=inspection_id, actor=actor, at=at)
    return queries.rows_of([queries.load(inspection_id)], actor.language)[0]


@router.post("/{int:inspection_id}/result", response=ResultOut)
def record(
    request: HttpRequest,
    inspection_id: int,
    result: ResultIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> dict[str, Any]:
    """Record the result. The same `Idempotency-Key` again gives the first answer; 422 lists all findings."""
    content = ResultContent(
        conforming=result.conforming,
        units_opened=result.units_opened,
        answers=result.answers,
        notes=result.notes,
        found=tuple(FoundContent(**each.dict()) for each in result.found),
        remarks=result.remarks,
    )
    made = operations.record_result(
        inspection_id=inspection_id,
        content=content,
        request_key=idempotency_key[:80],
        actor=request.actor,  # type: ignore[attr-defined]
        at=request.now,  # type: ignore[attr-defined]
    )
    state = queries.load(inspection_id).state
    return {"result_id": made.pk, "version": made.version, "conforming": made.conforming, "state": state}


@router.post("/{int:inspection_id}/confirm", response=InspectionOut)
def confirm(request: HttpRequest, inspection_id: int, opinion: str = "") -> queries.InspectionRow:
    """Confirm a colleague's result as the second hand."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    at = request.now  # type: ignore[attr-defined]
    operations.confirm_result(inspection_id=inspection_id, opinion=opinion, actor=actor, at=at)
    return queries.rows_of([queries.load(inspection_id)], actor.language)[0]


def _need(request: HttpRequest, permission: str) -> None:
    if permission not in request.actor.permissions:  # type: ignore[attr-defined]
        params = {"permission": permission}
        raise Forbidden(Finding("permissions.finding.not_held", params=params))
