"""Drafting, reviewing, sending back, giving up."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.methods.findings import Conflict, raise_if_blocked
from jiangang.methods.identifiers import check_number, normalise_number
from jiangang.methods.papers import plain_number
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
from jiangang.port.certificates.operations.attending import act_for
from jiangang.port.certificates.records import Choices
from jiangang.port.certificates.registry import all_kinds, get_kind
from jiangang.port.certificates.rules.life import check_reason
from jiangang.port.certificates.supporting import Upload, keep
from jiangang.port.certificates.workflow import ENDED


@operation(permission=permissions.DRAFT)
def draft_certificate(
    *,
    consignment_id: int | None = None,
    kind: str,
    remarks: str = "",
    spellings: Sequence[tuple[str, str]] = (),
    fallback_fonts: Sequence[str] = (),
    entered: Mapping[str, Any] | None = None,
    documents: Sequence[int] = (),
    uploads: Sequence[Upload] = (),
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Draft a certificate of a consignment from what the departments hold; a replay returns the first one.

    A kind about a vessel has no consignment: the IMO number that is entered says which vessel.

    spellings: characters that the fonts lack, and how the actor confirms that they are written;
    fallback_fonts:
    families that the actor chooses for them. Both stand in the record. entered: the kind's own facts as
    typed; documents, uploads: what supports them, by id, or handed in with the draft.

    Raises Forbidden for a person with an interest or whose hand stays apart, Conflict when one is in force,
    Refused with all findings when a precondition of the kind is not met or a character cannot be printed.
    """
    queue(f"certificate:{consignment_id}:{kind}")
    known = Certificate.objects.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return known
    raise_if_blocked([] if kind in all_kinds() else [finding_of("kind_unknown", field="kind", kind=kind)])
    certificate = Certificate(kind=kind, request_key=request_key or None, drafted_at=at)
    _give_subject(certificate, consignment_id, entered or {})
    check_subject(actor, permissions.DRAFT, certificate)
    if certificate.consignment is not None:
        _check_none_in_force(certificate)
    support = keep(certificate.case, documents, uploads, actor=actor, at=at)
    choices = Choices(tuple(spellings), tuple(fallback_fonts), actor.key, entered or {}, support)
    record = record_of(get_kind(kind), consignment_id, remarks, at, choices)
    certificate.save()
    text = write_text(certificate, record, remarks, None, actor=actor, at=at)
    act_on(certificate, act_for(certificate, "draft", at), actor=actor, at=at, rows=[text])
    return certificate


@operation(permission=permissions.DRAFT)
def redraft_certificate(
    *,
    certificate_id: int,
    remarks: str = "",
    spellings: Sequence[tuple[str, str]] = (),
    fallback_fonts: Sequence[str] = (),
    entered: Mapping[str, Any] | None = None,
    documents: Sequence[int] | None = None,
    uploads: Sequence[Upload] = (),
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Draft anew what was sent back; the new text names the one that it replaces. As drafting.

    entered, documents: None keeps what the earlier text says.
    """
    certificate = locked(certificate_id, actor)
    kind = get_kind(certificate.kind)
    said = Choices.of(latest_text(certificate).record)
    documents = said.documents if documents is None else documents
    support = keep(certificate.case, documents, uploads, actor=actor, at=at)
    entered = said.entered if entered is None else entered
    choices = Choices(tuple(spellings), tuple(fallback_fonts), actor.key, entered, support)
    record = record_of(kind, certificate.consignment_id, remarks, at, choices, additions_of(certificate))
    text = write_text(certificate, record, remarks, latest_text(certificate), actor=actor, at=at)
    act_on(certificate, act_for(certificate, "draft", at), actor=actor, at=at, rows=[text])
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
    raise_if_blocked(check_reason(opinion))
    certificate = locked(certificate_id, actor)
    act_on(certificate, "send_back", actor=actor, at=at, opinion=opinion)
    return certificate


@operation(permission=permissions.DRAFT)
def abandon_certificate(*, certificate_id: int, actor: Actor, at: datetime) -> Certificate:
    """Give up a draft; it stays on record and a new one may be made."""
    certificate = locked(certificate_id, actor)
    act_on(certificate, "abandon", actor=actor, at=at)
    return certificate


def _give_subject(certificate: Certificate, consignment_id: int | None, entered: Mapping[str, Any]) -> None:
    """The consignment or the vessel that the kind is about. Raises Refused when it is not given."""
    if get_kind(certificate.kind).subject == "vessel":
        number = normalise_number("imo", plain_number(str(entered.get("imo_number", ""))).text)
        raise_if_blocked(check_number("imo", number, field="entered-imo_number"))
        certificate.vessel = number
        return
    raise_if_blocked(
        [finding_of("consignment_missing", field="consignment")] if consignment_id is None else []
    )
    certificate.consignment_id = consignment_id


def _check_none_in_force(certificate: Certificate) -> None:
    rows = Certificate.objects.filter(consignment=certificate.consignment, kind=certificate.kind)
    if rows.exclude(state__in=ENDED).exists():
        raise Conflict(finding_of("in_force", consignment=certificate.case))


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
