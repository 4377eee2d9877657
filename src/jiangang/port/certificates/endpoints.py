"""The machine API of certificates: drafting, reading, the credential. What anyone may ask of a paper is in
`public_endpoints`.
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Schema

from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import throttled
from jiangang.port.certificates import (
    act_endpoints,
    life_endpoints,
    public_endpoints,
    queries,
    taking_endpoints,
    verifying,
)
from jiangang.port.certificates.callers import desk_of, view_of, who
from jiangang.port.certificates.operations import drafting

router = Router()
router.add_router("", public_endpoints.router)
router.add_router("", life_endpoints.router)
router.add_router("", act_endpoints.router)
router.add_router("", taking_endpoints.router)


class CertificateOut(Schema):
    """A certificate as lists give it."""

    certificate_id: int
    number: str
    kind: str
    consignment: str
    firm: str
    state: str
    drafted_at: datetime
    issued_at: datetime | None


class RecordOut(Schema):
    """A certificate with its record."""

    row: CertificateOut
    record: dict[str, Any]
    digest: str
    code: str
    paper_digest: str
    withdrawn_at: datetime | None
    withdrawal_reason: str


class VerifiedOut(Schema):
    """The answer to the public: `valid`, `withdrawn`, `replaced`, `expired` or `unknown`, with the chain of
    replacements. withdrawn_at: the end by withdrawal or replacement; copy_number: of the certified copy.
    """

    state: str
    number: str
    issued_on: date | None
    withdrawn_at: datetime | None
    reason: str
    record: dict[str, Any] | None
    replaces: str
    replaced_by: str
    replacements: list[dict[str, Any]]
    valid_until: date | None
    extended_on: date | None
    extended_from: date | None
    copy_number: int | None


class DraftIn(Schema):
    """A draft to be made. spellings: pairs of a character that the fonts lack and how it is written
    instead; entered: the kind's own facts by field, as a form would be filled in (a table as a list of rows);
    documents: ids of documents of the case that support them. A kind
    about a vessel has no consignment.
    """

    consignment_id: int | None = None
    kind: str
    remarks: str = ""
    spellings: list[tuple[str, str]] = []
    fallback_fonts: list[str] = []
    entered: dict[str, Any] = {}
    documents: list[int] = []


@router.get("/verify", response=VerifiedOut, auth=None)
@throttled(name="verify", per_minute=60)
def verify(request: HttpRequest, number: str, code: str) -> dict[str, Any]:
    """Whether a paper is valid; number and code must both be right. Open to everybody."""
    on = local_day(request.now)  # type: ignore[attr-defined]
    found = queries.verify_paper(number, code, on=on)
    words = ("state", "number", "issued_on", "withdrawn_at", "reason", "record")
    return {**{name: getattr(found, name) for name in words}, **found.life.as_dict()}


@router.get("/", response=list[CertificateOut])
def list_certificates(request: HttpRequest, state: str = "") -> list[queries.CertificateRow]:
    """Certificates that the caller may see, the newest first (at most 500): the office's, or one's firm's."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    rows = queries.list_own(actor) if actor.is_trade else queries.list_certificates(desk_of(request))
    if state:
        rows = rows.filter(state=state)
    return queries.rows_of(list(rows[:500]), actor.language)


@router.get("/{int:certificate_id}", response=RecordOut)
def read(request: HttpRequest, certificate_id: int) -> queries.CertificateView:
    """One certificate with its record."""
    return view_of(request, certificate_id)


@router.get("/{int:certificate_id}/credential")
def credential(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as a W3C verifiable credential (`application/vc+jwt`)."""
    view_of(request, certificate_id)
    made = verifying.credential_of(certificate_id, request.now)  # type: ignore[attr-defined]
    return HttpResponse(made, content_type="application/vc+jwt")


@router.post("/", response=CertificateOut)
def draft(
    request: HttpRequest, order: DraftIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> queries.CertificateRow:
    """Draft a certificate. The same `Idempotency-Key` again gives the first one."""
    made = drafting.draft_certificate(
        consignment_id=order.consignment_id,
        kind=order.kind,
        remarks=order.remarks,
        spellings=order.spellings,
        fallback_fonts=order.fallback_fonts,
        entered=order.entered,
        documents=order.documents,
        request_key=idempotency_key[:80],
        **who(request),
    )
    return queries.rows_of([made], request.actor.language)[0]  # type: ignore[attr-defined]
