"""Acts on certificates: drafting, reviewing, sending back, signing, issuing, withdrawing."""

import hashlib
import json
from datetime import datetime

from django.db import connection

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.office.api import local_day
from jiangang.kernel.papers import api as papers
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused, raise_if_blocked
from jiangang.port.certificates import permissions
from jiangang.port.certificates.facts import Name
from jiangang.port.certificates.gathering import gather, office_of
from jiangang.port.certificates.indexing import index_certificate
from jiangang.port.certificates.making import make_pdf, verify_address
from jiangang.port.certificates.models import (
    Certificate,
    CertificateText,
    IssuedPaper,
    SignedRecord,
    Withdrawal,
)
from jiangang.port.certificates.records import FORM, draft_record, signed_record
from jiangang.port.certificates.registry import Kind, all_kinds, get_kind
from jiangang.port.certificates.rules import check_case, check_withdrawal_reason
from jiangang.port.declarations import api as declarations

TOLD = ("issue", "withdraw")
"""Acts that are published as events `certificates.certificate.<act>`."""


@operation(permission=permissions.DRAFT)
def draft_certificate(
    *, consignment_id: int, kind: str, remarks: str = "", request_key: str = "", actor: Actor, at: datetime
) -> Certificate:
    """Draft a certificate of a consignment from what the departments hold; a replay returns the first one.

    Raises Forbidden for a person with an interest or whose hand stays apart, Conflict when one is in force,
    Refused with all findings when a precondition of the kind is not met or a character cannot be printed.
    """
    _queue(f"certificate:{consignment_id}:{kind}")
    known = Certificate.objects.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return known
    raise_if_blocked([] if kind in all_kinds() else [_finding("kind_unknown", field="kind", kind=kind)])
    certificate = Certificate(
        consignment_id=consignment_id, kind=kind, request_key=request_key or None, drafted_at=at
    )
    check_subject(actor, permissions.DRAFT, certificate)
    in_force = Certificate.objects.filter(consignment_id=consignment_id, kind=kind)
    if in_force.exclude(state__in=("withdrawn", "abandoned")).exists():
        raise Conflict(_finding("in_force", consignment=certificate.consignment.number))
    record = _record(get_kind(kind), consignment_id, remarks, at)
    certificate.save()
    text = _write_text(certificate, record, remarks, None, actor=actor, at=at)
    _act(certificate, "draft", actor=actor, at=at, rows=[text])
    return certificate


@operation(permission=permissions.DRAFT)
def redraft_certificate(*, certificate_id: int, remarks: str = "", actor: Actor, at: datetime) -> Certificate:
    """Draft anew what was sent back; the new text names the one that it replaces. Errors as drafting."""
    certificate = _locked(certificate_id, actor)
    kind = get_kind(certificate.kind)
    record = _record(kind, certificate.consignment_id, remarks, at)
    text = _write_text(certificate, record, remarks, latest_text(certificate), actor=actor, at=at)
    _act(certificate, "draft", actor=actor, at=at, rows=[text])
    return certificate


@operation(permission=permissions.REVIEW)
def review_certificate(*, certificate_id: int, opinion: str = "", actor: Actor, at: datetime) -> Certificate:
    """Pass a draft on to be signed. A second click changes nothing. Raises Refused when the hand stays
    apart.
    """
    certificate = _locked(certificate_id, actor)
    if certificate.state == "reviewed":
        return certificate
    _act(certificate, "review", actor=actor, at=at, opinion=opinion)
    return certificate


@operation(permission=permissions.SEND_BACK)
def send_back_certificate(*, certificate_id: int, opinion: str, actor: Actor, at: datetime) -> Certificate:
    """Give a draft back to be written anew, saying why. Raises Refused without a reason."""
    raise_if_blocked(check_withdrawal_reason(opinion))
    certificate = _locked(certificate_id, actor)
    _act(certificate, "send_back", actor=actor, at=at, opinion=opinion)
    return certificate


@operation(permission=permissions.DRAFT)
def abandon_certificate(*, certificate_id: int, actor: Actor, at: datetime) -> Certificate:
    """Give up a draft; it stays on record and a new one may be made."""
    certificate = _locked(certificate_id, actor)
    _act(certificate, "abandon", actor=actor, at=at)
    return certificate


@operation(permission=permissions.SIGN)
def sign_certificate(*, certificate_id: int, opinion: str = "", actor: Actor, at: datetime) -> Certificate:
    """Sign: the certificate gets its number, and its record is fixed for good. A second click changes
    nothing.

    Raises Conflict when the case is no longer as the draft says, Refused when the hand stays apart.
    """
    certificate = _locked(certificate_id, actor)
    if certificate.state == "signed":
        return certificate
    Certificate.WORKFLOW.transition(certificate.state, "sign")
    kind, text = get_kind(certificate.kind), latest_text(certificate)
    fresh = _record(kind, certificate.consignment_id, text.remarks, at)
    if papers.canonical_record(fresh) != papers.canonical_record(text.record):
        raise Conflict(_finding("case_changed", consignment=certificate.consignment.number))
    number = numbering.issue(kind.series, subject=f"certificate:{certificate.pk}", actor=actor, at=at)
    signed = _sign_record(certificate, fresh, number, actor=actor, at=at)
    certificate.number, certificate.signed_at = number, at
    _act(certificate, "sign", actor=actor, at=at, opinion=opinion, rows=[signed])
    return certificate


@operation(permission=permissions.ISSUE)
def issue_certificate(*, certificate_id: int, actor: Actor, at: datetime) -> IssuedPaper:
    """Hand the certificate out: the PDF is made from the signed record and kept. A second click changes
    nothing.
    """
    certificate = _locked(certificate_id, actor)
    known = IssuedPaper.objects.filter(certificate=certificate).first()
    if known is not None:
        return known
    signed = SignedRecord.objects.filter(certificate=certificate).first()
    if signed is None:
        raise Conflict(_finding("not_signed", state=certificate.state))
    content = make_pdf(get_kind(certificate.kind), signed)
    paper = IssuedPaper.objects.create(
        certificate=certificate,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        issued_at=at,
        issued_by=actor.key,
    )
    certificate.issued_at = at
    _act(certificate, "issue", actor=actor, at=at, rows=[paper], facts={"pdf": paper.digest})
    if certificate.consignment.state == "released":
        declarations.advance(consignment_id=certificate.consignment_id, act="close", actor=actor, at=at)
    return paper


@operation(permission=permissions.WITHDRAW)
def withdraw_certificate(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Withdraw a certificate; the public page says when and why. Raises Refused without a reason."""
    raise_if_blocked(check_withdrawal_reason(reason))
    certificate = _locked(certificate_id, actor)
    known = Withdrawal.objects.filter(certificate=certificate).first()
    if known is not None:
        return certificate
    withdrawal = Withdrawal(
        certificate=certificate, reason=reason.strip(), withdrawn_at=at, withdrawn_by=actor.key
    )
    withdrawal.save()
    _act(certificate, "withdraw", actor=actor, at=at, opinion=reason, rows=[withdrawal])
    return certificate


def latest_text(certificate: Certificate) -> CertificateText:
    """The text in force."""
    return CertificateText.objects.filter(certificate=certificate).order_by("-version")[0]


def _record(kind: Kind, consignment_id: int, remarks: str, at: datetime) -> dict[str, object]:
    facts = gather(consignment_id, at)
    findings = check_case(kind, facts, on=local_day(at))
    record = draft_record(kind, facts, office=office_of(at), remarks=remarks)
    raise_if_blocked([*findings, *papers.check_characters(record)])
    return record


def _write_text(
    certificate: Certificate,
    record: dict[str, object],
    remarks: str,
    earlier: CertificateText | None,
    *,
    actor: Actor,
    at: datetime,
) -> CertificateText:
    return CertificateText.objects.create(
        certificate=certificate,
        version=earlier.version + 1 if earlier else 1,
        replaces=earlier,
        record=json.loads(papers.canonical_record(record)),
        remarks=remarks.strip(),
        written_at=at,
        written_by=actor.key,
    )


def _sign_record(
    certificate: Certificate, draft: dict[str, object], number: str, *, actor: Actor, at: datetime
) -> SignedRecord:
    if actor.person_id is None:
        params = {"hand": "sign", "workflow": certificate.WORKFLOW.name}
        raise Refused(Finding("workflow.finding.nobody_signs", params=params))
    day = local_day(at)
    record = signed_record(draft, number=number, issued_on=day, signatory=_names(actor))
    raise_if_blocked(papers.check_characters(record))
    canonical = papers.canonical_record(record)
    return SignedRecord.objects.create(
        certificate=certificate,
        form=FORM,
        canonical=canonical,
        digest=papers.record_digest(canonical),
        issued_on=day,
        verify_address=verify_address(office_of(at)["public_address"]),
        person_id=actor.person_id,
        signed_at=at,
    )


def _names(actor: Actor) -> Name:
    if actor.person_id is None:
        return Name(en=actor.name)
    wanted = {actor.person_id}
    chinese = people.names_of(wanted, "zh-hans").get(actor.person_id, "")
    english = people.names_of(wanted, "en").get(actor.person_id, "")
    return Name(chinese, english if english != chinese else "")


def _act(
    certificate: Certificate,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    opinion: str = "",
    rows: list[object] | None = None,
    facts: dict[str, object] | None = None,
) -> None:
    case = certificate.consignment.number
    workflow.move(certificate, act, case=case, actor=actor, at=at, opinion=opinion.strip())
    index_certificate(certificate)
    if act in TOLD:
        payload = {"certificate_id": certificate.pk, "number": certificate.number}
        events.publish(f"certificates.certificate.{act}", payload, case=case, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act=f"certificates.certificate.{act}",
        subject=f"certificate:{certificate.number or certificate.pk}",
        case=case,
        rows=[certificate, *(rows or [])],  # type: ignore[list-item]  # rows of this department's models
        facts=facts,
    )


def _locked(certificate_id: int, actor: Actor) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("consignment")
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(_finding("not_found"))
    check_subject(actor, permissions.VIEW, found)
    return found


def _queue(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _finding(name: str, *, field: str = "", **params: object) -> Finding:
    return Finding(f"certificates.finding.{name}", field=field, params=params)
