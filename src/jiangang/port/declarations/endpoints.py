"""The machine API of notices: file one with an idempotency key, list and read one's own."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Body, Header, Query, Router, Schema, Status

from jiangang.kernel.permissions import Actor, check
from jiangang.methods.findings import Conflict, Finding, Refused
from jiangang.port.declarations import api, permissions, queries
from jiangang.port.declarations.document_endpoints import router as documents_router
from jiangang.port.declarations.operations.filing import Filing, keep_refused
from jiangang.port.declarations.workflow import PUBLIC_STATES

router = Router()
router.add_router("", documents_router)
PAGE = 100


class LineOut(Schema):
    """One line of goods; numbers as text, so that nothing is rounded."""

    line_no: int
    hs_code: str
    description: str
    origin: str
    quantity: Decimal | None
    unit: str
    packages: int | None
    package_kind: str
    net_mass: Decimal | None
    value: Decimal | None
    currency: str


class ConsignmentOut(Schema):
    """A consignment as lists give it."""

    number: str
    state: str
    public_state: str
    direction: str
    version: int
    filed_at: datetime
    accepted_at: datetime | None
    hs_code: str
    origin_country: str
    line_count: int


class ConsignmentDetailOut(ConsignmentOut):
    """A consignment with its lines and what was found at its current notice."""

    exporter_name: str
    vessel_name: str
    voyage: str
    container_numbers: list[str]
    lines: list[LineOut]
    findings: list[dict[str, Any]]
    to_mend: list[dict[str, Any]]


class FiledOut(Schema):
    """What filing came to; `replayed` when the key had been used for the same notice before."""

    number: str
    state: str
    version: int
    replayed: bool
    findings: list[dict[str, Any]]


class Refusal(Schema):
    """Why something was refused."""

    findings: list[dict[str, Any]]


@router.post("/notices", response={201: FiledOut, 200: FiledOut, 409: Refusal, 422: Refusal, 403: Refusal})
def file_notice(
    request: HttpRequest,
    payload: Body[dict[str, Any]],
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=120, min_length=1),
) -> Status:
    """File a notice. 201 filed; 200 the same request again; 409 the key with other content; 422 findings."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by BearerAuth or AccessMiddleware
    at: datetime = request.now  # type: ignore[attr-defined]  # by middleware
    act = api.file_notice if permissions.FILE_NOTICE in actor.permissions else api.enter_notice
    try:
        filing: Filing = act(payload=payload, source="api", request_key=idempotency_key, actor=actor, at=at)
    except Conflict as conflict:
        return Status(409, _refusal(conflict))
    except Refused as refusal:
        if type(refusal) is not Refused:
            raise
        keep_refused(payload=payload, findings=refusal.findings, source="api", actor=actor, at=at)
        return Status(422, _refusal(refusal))
    findings = queries.readable(queries.stored_findings(filing.notice.findings), actor)
    told = {
        "number": filing.consignment.number,
        "state": filing.consignment.state,
        "version": filing.notice.version,
        "replayed": filing.replayed,
        "findings": _plain(findings),
    }
    return Status(200 if filing.replayed else 201, told)


@router.get("/notices", response=list[ConsignmentOut])
def list_notices(
    request: HttpRequest,
    state: str = "",
    before: str = Query("", max_length=15),
    limit: int = Query(PAGE, ge=1, le=500),
) -> list[dict[str, Any]]:
    """The actor's consignments, the latest number first; `before` continues after a number."""
    actor = _reader(request)
    rows = queries.scoped(actor)
    if state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(number__lt=before)
    return [_listed(each) for each in queries.rows_without_lines(rows.order_by("-number")[:limit])]


@router.get("/notices/{number}", response={200: ConsignmentDetailOut, 404: Refusal})
def get_notice(request: HttpRequest, number: str) -> dict[str, Any]:
    """One consignment; another firm's answers 404."""
    actor = _reader(request)
    consignment = queries.find_scoped(number, actor)
    row = queries.rows_of([consignment])[0]
    current = queries.notices_of(consignment, actor)[0]
    told = current.deficiency.findings if current.deficiency else ()
    return {
        **_listed(row),
        "exporter_name": row.exporter_name,
        "vessel_name": row.vessel_name,
        "voyage": row.voyage,
        "container_numbers": list(row.container_numbers),
        "lines": [{name: getattr(line, name) for name in LineOut.model_fields} for line in row.lines],
        "findings": _plain(current.findings),
        "to_mend": _plain(told),
    }


def _reader(request: HttpRequest) -> Actor:
    """The actor, who may read notices as staff or file them for a firm."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    check(actor, permissions.FILE_NOTICE if actor.is_trade else permissions.VIEW_NOTICES)
    return actor


def _listed(row: queries.ConsignmentRow) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in ConsignmentOut.model_fields if name != "public_state"}
    return {**named, "public_state": PUBLIC_STATES[row.state]}


def _plain(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [each.as_dict() for each in findings]


def _refusal(refusal: Refused) -> dict[str, Any]:
    return {"findings": _plain(refusal.findings)}
