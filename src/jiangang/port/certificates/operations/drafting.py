"""Drafting, reviewing, sending back, giving up."""

import json
from collections.abc import Sequence
from datetime import datetime

from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.methods.findings import Conflict, raise_if_blocked
from jiangang.port.certificates import permissions
from jiangang.port.certificates.additions import additions_of
from jiangang.port.certificates.models import (
    Certificate,
    CertificateText,
)
from jiangang.port.certificates.operations.acting import (
    act_on,
    finding_of,
    latest_text,
    locked,
    queue,
    record_of,
)
from jiangang.port.certificates.records import Choices
from jiangang.port.certificates.registry import all_kinds, get_kind
from jiangang.port.certificates.rules import check_withdrawal_reason
from jiangang.port.certificates.workflow import ENDED


@operation(permission=permissions.DRAFT)
def draft_certificate(
    *,
    consignment_id: int,
    kind: str,
    remarks: str = "",
    spellings: Sequence[tuple[str, str]] = (),
    fallback_fonts: Sequence[str] = (),
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Draft a certificate of a consignment from what the departments hold; a replay returns the first one.

    spellings: characters that the fonts lack, and how the actor confirms that they are written;
    fallback_fonts:
    families that the actor chooses for them. Both stand in the record.

    Raises Forbidden for a person with an interest or whose hand stays apart, Conflict when one is in force,
    Refused with all findings when a precondition of the kind is not met or a character cannot be printed.
    """
    queue(f"certificate:{consignment_id}:{kind}")
    known = Certificate.objects.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return known
    raise_if_blocked([] if kind in all_kinds() else [finding_of("kind_unknown", field="kind", kind=kind)])
    certificate = Certificate(
        consignment_id=consignment_id, kind=kind, request_key=request_key or None, drafted_at=at
    )
    check_subject(actor, permissions.DRAFT, certificate)
    in_force = Certificate.objects.filter(consignment_id=consignment_id, kind=kind)
    if in_force.exclude(state__in=ENDED).exists():
        raise Conflict(finding_of("in_force", consignment=certificate.consignment.number))
    choices = Choices(tuple(spellings), tuple(fallback_fonts), actor.key)
    record = record_of(get_kind(kind), consignment_id, remarks, at, choices)
    certificate.save()
    text = write_text(certificate, record, remarks, None, actor=actor, at=at)
    act_on(certificate, "draft", actor=actor, at=at, rows=[text])
    return certificate


@operation(permission=permissions.DRAFT)
def redraft_certificate(
    *,
    certificate_id: int,
    remarks: str = "",
    spellings: Sequence[tuple[str, str]] = (),
    fallback_fonts: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Draft anew what was sent back; the new text names the one that it replaces. As drafting."""
    certificate = locked(certificate_id, actor)
    kind = get_kind(certificate.kind)
    choices = Choices(tuple(spellings), tuple(fallback_fonts), actor.key)
    additions = additions_of(certificate)
    record = record_of(kind, certificate.consignment_id, remarks, at, choices, additions)
    text = write_text(certificate, record, remarks, latest_text(certificate), actor=actor, at=at)
    act_on(certificate, "draft", actor=actor, at=at, rows=[text])
    return certificate


@operation(permission=permissions.REVIEW)
def review_certificate(*, certificate_id: int, opinion: str = "", actor: Actor, at: datetime) -> Certificate:
    """Pass a draft on to be signed. A second click changes nothing. Raises Refused when the hand stays
    apart.
    """
    certificate = locked(certificate_id, actor)
    if certificate.state == "reviewed":
        return certificate
    act_on(certificate, "review", actor=actor, at=at, opinion=opinion)
    return certificate


@operation(permission=permissions.SEND_BACK)
def send_back_certificate(*, certificate_id: int, opinion: str, actor: Actor, at: datetime) -> Certificate:
    """Give a draft back to be written anew, saying why. Raises Refused without a reason."""
    raise_if_blocked(check_withdrawal_reason(opinion))
    certificate = locked(certificate_id, actor)
    act_on(certificate, "send_back", actor=actor, at=at, opinion=opinion)
    return certificate


@operation(permission=permissions.DRAFT)
def abandon_certificate(*, certificate_id: int, actor: Actor, at: datetime) -> Certificate:
    """Give up a draft; it stays on record and a new one may be made."""
    certificate = locked(certificate_id, actor)
    act_on(certificate, "abandon", actor=actor, at=at)
    return certificate


def write_text(
    certificate: Certificate,
    record: dict[str, object],
    remarks: str,
    earlier: CertificateText | None,
    *,
    actor: Actor,
    at: datetime,
) -> CertificateText:
    """The next version of what a certificate would say; part of an act that enters it in the ledger."""
    return CertificateText.objects.create(
        certificate=certificate,
        version=earlier.version + 1 if earlier else 1,
        replaces=earlier,
        record=json.loads(papers.canonical_record(record)),
        remarks=remarks.strip(),
        written_at=at,
        written_by=actor.key,
    )
