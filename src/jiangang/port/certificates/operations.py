"""Acts on certificates: drafting, reviewing, sending back, signing, issuing, withdrawing."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.db import connection
from django.db.models import Max

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.office.api import local_day
from jiangang.kernel.papers import api as papers
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused, raise_if_blocked
from jiangang.methods.papers import RECORD_FORM, digest, encode
from jiangang.port.certificates import permissions
from jiangang.port.certificates.facts import Name
from jiangang.port.certificates.gathering import gather, office_of
from jiangang.port.certificates.indexing import index_certificate
from jiangang.port.certificates.making import make_sealed, sign_qr, verify_address
from jiangang.port.certificates.models import (
    ArchivedPaper,
    Certificate,
    CertificateText,
    IssuedPaper,
    SignedRecord,
    Withdrawal,
)
from jiangang.port.certificates.records import Choices, draft_record, signed_record
from jiangang.port.certificates.registry import Kind, all_kinds, get_kind
from jiangang.port.certificates.rules import check_case, check_withdrawal_reason
from jiangang.port.declarations import api as declarations

ONLY_IN_FORM_2 = ("form", "valid_until", "register", "spellings", "fallback_fonts", "fonts_chosen_by")
TOLD = ("issue", "withdraw")
"""Acts that are published as events `certificates.certificate.<act>`."""


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
    choices = Choices(tuple(spellings), tuple(fallback_fonts), actor.key)
    record = _record(get_kind(kind), consignment_id, remarks, at, choices)
    certificate.save()
    text = _write_text(certificate, record, remarks, None, actor=actor, at=at)
    _act(certificate, "draft", actor=actor, at=at, rows=[text])
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
    certificate = _locked(certificate_id, actor)
    kind = get_kind(certificate.kind)
    choices = Choices(tuple(spellings), tuple(fallback_fonts), actor.key)
    record = _record(kind, certificate.consignment_id, remarks, at, choices)
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
    fresh = _record(kind, certificate.consignment_id, text.remarks, at, Choices.of(text.record))
    if _comparable(fresh) != _comparable(text.record):
        raise Conflict(_finding("case_changed", consignment=certificate.consignment.number))
    number = numbering.issue(kind.series, subject=f"certificate:{certificate.pk}", actor=actor, at=at)
    signed = _sign_record(certificate, fresh, number, actor=actor, at=at)
    certificate.number, certificate.signed_at = number, at
    _act(certificate, "sign", actor=actor, at=at, opinion=opinion, rows=[signed])
    return certificate


@operation(permission=permissions.ISSUE)
def issue_certificate(*, certificate_id: int, actor: Actor, at: datetime) -> IssuedPaper:
    """Hand the certificate out: the PDF is made from the signed record, sealed and kept. A second click
    changes nothing. Raises Refused when a page's code does not read back.
    """
    certificate = _locked(certificate_id, actor)
    known = IssuedPaper.objects.filter(certificate=certificate).first()
    if known is not None:
        return known
    signed = SignedRecord.objects.filter(certificate=certificate).first()
    if signed is None:
        raise Conflict(_finding("not_signed", state=certificate.state))
    made = make_sealed(get_kind(certificate.kind), signed, _ring(at))
    paper = IssuedPaper.objects.create(
        certificate=certificate,
        content=made.content,
        digest=made.digest,
        level="B-LT",
        issued_at=at,
        issued_by=actor.key,
    )
    certificate.issued_at = at
    _act(certificate, "issue", actor=actor, at=at, rows=[paper], facts={"pdf": paper.digest})
    if certificate.consignment.state == "released":
        declarations.advance(consignment_id=certificate.consignment_id, act="close", actor=actor, at=at)
    return paper


@operation(open_because="a job renews the time-stamps of papers that are issued; it changes nothing they say")
def archive_paper(*, paper_id: int, actor: Actor, at: datetime) -> ArchivedPaper:
    """Add a document time-stamp to a sealed paper: PAdES B-LTA. Raises NotFound for one that is not
    sealed.
    """
    _queue(f"archive:{paper_id}")
    paper = IssuedPaper.objects.filter(pk=paper_id).exclude(level="").first()
    if paper is None:
        raise NotFound(_finding("not_found"))
    latest = paper.archived.order_by("-number").first()
    content = papers.archive(bytes((latest or paper).content), _ring(at))
    archived = ArchivedPaper.objects.create(
        paper=paper,
        number=latest.number + 1 if latest else 1,
        content=content,
        digest=sha256(content).hexdigest(),
        archived_at=at,
        archived_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="certificates.paper.archive",
        subject=f"certificate:{paper.certificate.number}",
        case=paper.certificate.consignment.number,
        rows=[archived],
        facts={"pdf": archived.digest},
    )
    return archived


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


def _record(
    kind: Kind, consignment_id: int, remarks: str, at: datetime, choices: Choices
) -> dict[str, object]:
    facts = gather(consignment_id, at)
    findings = check_case(kind, facts, on=local_day(at))
    record = draft_record(kind, facts, office=office_of(at), remarks=remarks, choices=choices)
    raise_if_blocked([*findings, *_missing_characters(record, choices.fallback_fonts)])
    return record


def _missing_characters(record: dict[str, object], fallback_fonts: Sequence[str]) -> list[Finding]:
    """Findings on what is printed; the note of a spelling names the character that is not printed."""
    printed = {key: value for key, value in record.items() if key != "spellings"}
    return papers.check_characters(printed, fallback=tuple(fallback_fonts))


def _comparable(record: Mapping[str, object]) -> str:
    """What a draft says, whatever form it was written in: fields that form 1 did not have are left out."""
    return papers.canonical_record({key: value for key, value in record.items() if key not in ONLY_IN_FORM_2})


def _ring(at: datetime) -> papers.Ring:
    """The keys in use, made at the office's first paper."""
    papers.ensure_keys(actor=Actor.system("papers", on=local_day(at)), at=at)
    return papers.ring(at)


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
    _queue("certificates:status-index")
    last = SignedRecord.objects.aggregate(last=Max("status_index"))["last"]
    record = signed_record(
        draft,
        number=number,
        issued_on=day,
        signatory=_names(actor),
        status_index=0 if last is None else last + 1,
    )
    raise_if_blocked(_missing_characters(record, Choices.of(record).fallback_fonts))
    encoded, base = encode(record), office_of(at)["public_address"]
    return SignedRecord.objects.create(
        certificate=certificate,
        form=RECORD_FORM,
        encoded=encoded,
        digest=digest(encoded).hex(),
        qr_text=sign_qr(encoded, base=base, ring=_ring(at), at=at),
        status_index=record["status_index"],
        issued_on=day,
        verify_address=verify_address(base),
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
