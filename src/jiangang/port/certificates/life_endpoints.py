"""The machine API of a certificate's life: replacement, copies, extension, originals, SPS XML."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Schema

from jiangang.methods.findings import Finding, NotFound
from jiangang.port.certificates import life_queries
from jiangang.port.certificates.callers import view_of, who
from jiangang.port.certificates.operations import deriving, replacing, resting

router = Router()


class ReplacementIn(Schema):
    """A replacement to be drafted."""

    reason: str
    remarks: str = ""
    spellings: list[tuple[str, str]] = []
    fallback_fonts: list[str] = []


class DraftedOut(Schema):
    """A draft that was made."""

    certificate_id: int
    state: str


class ReasonIn(Schema):
    """Why."""

    reason: str


class DerivedOut(Schema):
    """A copy or an endorsement: its number, and the SHA-256 of record and file."""

    derived_id: int
    sort: str
    number: int
    digest: str
    file_digest: str
    valid_until: date | None = None


class ExtensionIn(Schema):
    """A later last day, and why."""

    valid_until: date
    reason: str


class RetrospectiveIn(Schema):
    """The day the goods left, and why the certificate comes after."""

    departed_on: date
    reason: str


class OriginalIn(Schema):
    """An original that a draft rests on; see the form."""

    number: str
    quantity: Decimal
    unit: str = "KGM"
    issuer: str = ""
    issued_on: date | None = None
    evidence: str = ""
    covered: Decimal | None = None


class ExchangeIn(Schema):
    """Details for foreign authorities."""

    imported_to: str
    consignor_address: list[str]
    consignee_address: list[str]
    scientific_names: list[str] = []


class OriginalOut(Schema):
    """An original, what the certificate takes of it and what is left."""

    issuer: str
    number: str
    issued_on: date
    evidence: str
    quantity: Decimal
    unit: str
    covered: Decimal
    balance: Decimal


@router.post("/{int:certificate_id}/replace", response=DraftedOut)
def replace(
    request: HttpRequest,
    certificate_id: int,
    order: ReplacementIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> dict[str, Any]:
    """Draft the certificate that replaces this one. The same `Idempotency-Key` again gives the first."""
    words = {**order.dict(), "request_key": idempotency_key[:80]}
    made = replacing.replace_certificate(certificate_id=certificate_id, **words, **who(request))
    return {"certificate_id": made.pk, "state": made.state}


@router.post("/{int:certificate_id}/copies", response=DerivedOut)
def certify_copy(request: HttpRequest, certificate_id: int, order: ReasonIn) -> dict[str, Any]:
    """Make a certified true copy."""
    made = deriving.certify_copy(certificate_id=certificate_id, reason=order.reason, **who(request))
    return _derived(made)


@router.post("/{int:certificate_id}/extensions", response=DerivedOut)
def extend(request: HttpRequest, certificate_id: int, order: ExtensionIn) -> dict[str, Any]:
    """Prolong the validity by an endorsement."""
    made = deriving.extend_certificate(certificate_id=certificate_id, **order.dict(), **who(request))
    return {**_derived(made.endorsement), "valid_until": made.valid_until}


@router.post("/{int:certificate_id}/retrospective", response=DraftedOut)
def mark_retrospective(request: HttpRequest, certificate_id: int, order: RetrospectiveIn) -> dict[str, Any]:
    """Let a draft be issued after departure."""
    resting.mark_retrospective(certificate_id=certificate_id, **order.dict(), **who(request))
    return {"certificate_id": certificate_id, "state": "draft"}


@router.post("/{int:certificate_id}/originals", response=list[OriginalOut])
def rest_on_original(
    request: HttpRequest, certificate_id: int, order: OriginalIn
) -> list[life_queries.OriginalRow]:
    """Let a draft rest on an original; gives all its originals with their balances."""
    resting.rest_on_original(certificate_id=certificate_id, **order.dict(), **who(request))
    return list(life_queries.life_view(certificate_id).originals)


@router.get("/{int:certificate_id}/originals", response=list[OriginalOut])
def list_originals(request: HttpRequest, certificate_id: int) -> list[life_queries.OriginalRow]:
    """The originals that a certificate rests on, with what is left of each."""
    view_of(request, certificate_id)
    return list(life_queries.life_view(certificate_id).originals)


@router.post("/{int:certificate_id}/exchange-details", response=DraftedOut)
def describe_for_exchange(request: HttpRequest, certificate_id: int, order: ExchangeIn) -> dict[str, Any]:
    """Say what foreign authorities ask and the notice does not hold."""
    resting.describe_for_exchange(certificate_id=certificate_id, **order.dict(), **who(request))
    return {"certificate_id": certificate_id, "state": "draft"}


@router.get("/{int:certificate_id}/chain", response=dict[str, Any])
def life(request: HttpRequest, certificate_id: int) -> dict[str, Any]:
    """The chain of replacements, the last day and its extension."""
    view_of(request, certificate_id)
    return life_queries.life_view(certificate_id).life.as_dict()


@router.get("/{int:certificate_id}/xml")
def xml(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as SPS XML; 404 for a kind that has none."""
    view_of(request, certificate_id)
    content = life_queries.xml_by_id(certificate_id)
    if not content:
        raise NotFound(Finding("certificates.finding.not_found"))
    return HttpResponse(content, content_type="application/xml")


def _derived(made: Any) -> dict[str, Any]:
    return {
        "derived_id": made.pk,
        "sort": made.sort,
        "number": made.number,
        "digest": made.digest,
        "file_digest": made.file_digest,
    }
