"""The machine API of certificates: drafting, issuing steps, reading, the PDF. What anyone may ask of a paper
is in `public_endpoints`.
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Schema

from jiangang.kernel.permissions import throttled
from jiangang.methods.findings import Finding, Forbidden
from jiangang.port.certificates import permissions, public_endpoints, queries, verifying
from jiangang.port.certificates.operations import drafting

router = Router()
router.add_router("", public_endpoints.router)


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
    """The answer to the public: `valid`, `withdrawn` or `unknown`."""

    state: str
    number: str
    issued_on: date | None
    withdrawn_at: datetime | None
    reason: str
    record: dict[str, Any] | None


class DraftIn(Schema):
    """A draft to be made. spellings: pairs of a character that the fonts lack and how it is written
    instead.
    """

    consignment_id: int
    kind: str
    remarks: str = ""
    spellings: list[tuple[str, str]] = []
    fallback_fonts: list[str] = []


@router.get("/verify", response=VerifiedOut, auth=None)
@throttled(name="verify", per_minute=60)
def verify(request: HttpRequest, number: str, code: str) -> queries.Verified:
    """Whether a paper is valid; number and code must both be right. Open to everybody."""
    return queries.verify_paper(number, code)


@router.get("/", response=list[CertificateOut])
def list_certificates(request: HttpRequest, state: str = "") -> list[queries.CertificateRow]:
    """Certificates that the caller may see, the newest first (at most 500): the office's, or one's firm's."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    rows = queries.list_own(actor) if actor.is_trade else queries.list_certificates(_desk(actor))
    if state:
        rows = rows.filter(state=state)
    return queries.rows_of(list(rows[:500]), actor.language)


@router.get("/{int:certificate_id}", response=RecordOut)
def read(request: HttpRequest, certificate_id: int) -> queries.CertificateView:
    """One certificate with its record."""
    return _view(request, certificate_id)


@router.get("/{int:certificate_id}/pdf")
def pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF that was handed out; the marked draft before."""
    _view(request, certificate_id)
    return HttpResponse(queries.pdf_of(certificate_id), content_type="application/pdf")


@router.get("/{int:certificate_id}/credential")
def credential(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as a W3C verifiable credential (`application/vc+jwt`)."""
    _view(request, certificate_id)
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
        request_key=idempotency_key[:80],
        actor=request.actor,  # type: ignore[attr-defined]
        at=request.now,  # type: ignore[attr-defined]
    )
    return queries.rows_of([made], request.actor.language)[0]  # type: ignore[attr-defined]


def _view(request: HttpRequest, certificate_id: int) -> queries.CertificateView:
    actor: Any = request.actor  # type: ignore[attr-defined]
    if actor.is_trade:
        return queries.get_own(certificate_id, actor)
    return queries.get_certificate(certificate_id, _desk(actor))


def _desk(actor: Any) -> Any:
    if permissions.VIEW not in actor.permissions:
        params = {"permission": str(permissions.VIEW)}
        raise Forbidden(Finding("permissions.finding.not_held", params=params))
    return actor
