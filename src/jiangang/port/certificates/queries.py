"""Reading certificates: the desk's list and page, the firm's own, and the public's question whether one is
valid.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from typing import Any

from django.db.models import Max, Q, QuerySet

from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor, check_subject, hidden_firm_ids
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.certificates import entering, permissions
from jiangang.port.certificates.life import Life, life_of
from jiangang.port.certificates.making import make_draft_pdf, page_pictures, text_of_code
from jiangang.port.certificates.models import ArchivedPaper, Certificate, IssuedPaper
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.supporting import CaseDocument, candidates
from jiangang.port.certificates.workflow import ENDED, PUBLIC
from jiangang.port.declarations import api as declarations


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as lists show it."""

    certificate_id: int
    number: str
    kind: str
    consignment: str
    consignment_id: int | None
    firm: str
    state: str
    drafted_at: datetime
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate with the record in force, its steps and its end.

    register: name of the public register that it is entered in; waiting: where it stands there.
    """

    row: CertificateRow
    record: dict[str, Any]
    version: int
    digest: str
    code: str
    verify_address: str
    qr_text: str
    paper_digest: str
    steps: tuple[workflow.StepTaken, ...]
    withdrawn_at: datetime | None
    withdrawal_reason: str
    register: str = ""
    waiting: entering.Waiting | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to the public: `valid`, `withdrawn`, `replaced`, `expired` or `unknown`, what the record
    says when it is known, and what befell the certificate. valid_until: its last day, None for no end.
    """

    state: str
    number: str
    title_kind: str = ""
    issued_on: date | None = None
    withdrawn_at: datetime | None = None
    reason: str = ""
    record: dict[str, Any] | None = None
    valid_until: date | None = None
    life: Life = Life()


def list_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Certificates that the actor may see at the desk, the newest first."""
    hidden = hidden_firm_ids(actor)
    rows = Certificate.objects.select_related("consignment__importer")
    if hidden:
        importer = Q(consignment__importer_id__in=hidden, consignment__importer__isnull=False)
        agent = Q(consignment__agent_id__in=hidden, consignment__agent__isnull=False)
        rows = rows.exclude(importer | agent)
    return rows.order_by("-drafted_at", "-pk")


def list_own(actor: Actor) -> QuerySet[Certificate]:
    """Certificates that were issued to the actor's firm, the newest first; none for who is of no firm."""
    rows = Certificate.objects.select_related("consignment__importer").filter(state__in=PUBLIC)
    mine = Q(consignment__importer_id=actor.firm_id) | Q(consignment__agent_id=actor.firm_id)
    return rows.filter(mine).order_by("-issued_at", "-pk") if actor.firm_id is not None else rows.none()


def rows_of(certificates: Sequence[Certificate], language: str) -> list[CertificateRow]:
    """Certificates as lists show them, in the order given."""
    return [_row(each, language) for each in certificates]


def get_certificate(certificate_id: int, actor: Actor) -> CertificateView:
    """The certificate with everything about it, for the desk. Raises NotFound; Forbidden with the reason."""
    found = _found(Q(pk=certificate_id))
    check_subject(actor, permissions.VIEW, found)
    return _view(found, actor.language)


def get_own(certificate_id: int, actor: Actor) -> CertificateView:
    """An issued certificate of the actor's own firm; raises NotFound for any other."""
    check_own(certificate_id, actor)
    return _view(_found(Q(pk=certificate_id)), actor.language)


def check_own(certificate_id: int, actor: Actor) -> None:
    """Raise NotFound for a certificate that was not issued to the actor's own firm."""
    if not list_own(actor).filter(pk=certificate_id).exists():
        raise NotFound(Finding("certificates.finding.not_found"))


def get_by_number(number: str, actor: Actor) -> CertificateView:
    """As `get_certificate`, by the number on the paper."""
    found = _found(Q(number=number.strip()))
    check_subject(actor, permissions.VIEW, found)
    return _view(found, actor.language)


def latest_number() -> str:
    """The number of the certificate that was issued last; empty when there is none."""
    rows = Certificate.objects.filter(issued_at__isnull=False).order_by("-issued_at", "-pk")
    return str(rows.values_list("number", flat=True).first() or "")


def pdf_of(certificate_id: int) -> bytes:
    """The PDF that was handed out (with its newest time-stamp), or the draft as it would look. The caller has
    checked its reader.

    Raises NotFound; RuntimeError when the kept paper is no longer the one that was issued.
    """
    found = _found(Q(pk=certificate_id))
    paper = kept_paper(found)
    if paper is None:
        text = found.texts.order_by("-version")[0]
        return make_draft_pdf(get_kind(found.kind), text.record, text.written_at)
    content = bytes(paper.content)
    if hashlib.sha256(content).hexdigest() != paper.digest:
        raise RuntimeError(f"the kept paper {found.number} has another digest than the one that was issued")
    return content


def kept_paper(certificate: Certificate) -> IssuedPaper | ArchivedPaper | None:
    """The paper that was handed out, with its newest time-stamp; None for a draft."""
    paper: IssuedPaper | None = getattr(certificate, "paper", None)
    return paper and (paper.archived.order_by("-number").first() or paper)


def list_to_archive(*, before: datetime, most: int = 1000) -> list[int]:
    """Sealed papers that have no archive time-stamp, or whose last one is older than `before`."""
    papers_of = IssuedPaper.objects.exclude(level="").annotate(last=Max("archived__archived_at"))
    due = papers_of.filter(Q(last__isnull=True) | Q(last__lt=before)).order_by("pk")
    return list(due.values_list("pk", flat=True)[:most])


def pictures_of(certificate_id: int) -> list[bytes]:
    """The pages of a handed-out certificate as PNG. The caller has checked its reader. Raises NotFound for
    one that is not in the register and handed out yet: a print of it would be a paper in the world.
    """
    found = _found(Q(pk=certificate_id))
    signed = getattr(found, "signed", None)
    if signed is None or getattr(found, "paper", None) is None:
        raise NotFound(Finding("certificates.finding.not_found"))
    return page_pictures(get_kind(found.kind), signed)


def find_in_force(consignment_id: int) -> list[CertificateRow]:
    """Certificates of a consignment that are drafted, signed or issued and not withdrawn."""
    rows = Certificate.objects.select_related("consignment__importer").filter(consignment_id=consignment_id)
    return [_row(each, "en") for each in rows.exclude(state__in=ENDED)]


def documents_of(case: str, actor: Actor) -> list[CaseDocument]:
    """The documents of a case that a draft may rest on; none for a case that the actor may not draft for."""
    if case.startswith("vessel:"):
        return candidates(case)
    found = declarations.find_consignment(case)
    if found is None:
        return []
    check_subject(actor, permissions.DRAFT, found)
    return candidates(case)


def verify_paper(number: str, code: str, *, on: date | None = None) -> Verified:
    """What the public may know of a paper that it holds: number and code must both be right, else it is
    unknown.

    A certificate that is signed and not yet handed out is unknown too. on: the day of asking, for `expired`.
    The code of a certified copy or an endorsement is told as the certificate's, with the copy's number.
    """
    asked = number.strip()
    rows = Certificate.objects.select_related("signed", "withdrawal", "replacement")
    found = rows.filter(number=asked, state__in=PUBLIC).first()
    typed = papers.read_code(code)
    is_held, copy = _held(found, typed) if found is not None else (False, None)
    if found is None or not is_held:
        return Verified("unknown", asked)
    ended, replaced = getattr(found, "withdrawal", None), getattr(found, "replacement", None)
    life = life_of(found, copy)
    state = "withdrawn" if ended else "replaced" if replaced else "valid"
    if state == "valid" and on is not None and life.valid_until is not None and life.valid_until < on:
        state = "expired"
    return Verified(
        state=state,
        number=asked,
        title_kind=found.kind,
        issued_on=found.signed.issued_on,
        withdrawn_at=ended.withdrawn_at if ended else replaced.made_at if replaced else None,
        reason=ended.reason if ended else replaced.reason if replaced else "",
        record=found.signed.record,
        valid_until=life.valid_until,
        life=life,
    )


def _held(found: Certificate, typed: str) -> tuple[bool, int | None]:
    """Whether a typed code is that of the certificate or of a paper made of it, and the copy's number."""
    if compare_digest(typed.encode(), papers.code_of(found.signed.digest).encode()):
        return True, None
    for made in found.derived.all():
        if compare_digest(typed.encode(), papers.code_of(made.digest).encode()):
            return True, made.number if made.sort == made.Sort.COPY else None
    return False, None


def _found(wanted: Q) -> Certificate:
    rows = Certificate.objects.select_related("consignment__importer", "signed", "withdrawal", "paper")
    found = rows.filter(wanted).first()
    if found is None:
        raise NotFound(Finding("certificates.finding.not_found"))
    return found


def _row(each: Certificate, language: str) -> CertificateRow:
    importer = each.consignment.importer if each.consignment else None
    return CertificateRow(
        certificate_id=each.pk,
        number=each.number or "",
        kind=each.kind,
        consignment=each.case,
        consignment_id=each.consignment_id,
        firm=importer.name_in(language) if importer else "",
        state=each.state,
        drafted_at=each.drafted_at,
        issued_at=each.issued_at,
    )


def _view(found: Certificate, language: str) -> CertificateView:
    signed, ended = getattr(found, "signed", None), getattr(found, "withdrawal", None)
    paper = getattr(found, "paper", None)
    text = found.texts.order_by("-version")[0]
    entry = entering.entry_of(found.pk) if signed else None
    return CertificateView(
        row=_row(found, language),
        record=signed.record if signed else text.record,
        version=text.version,
        digest=signed.digest if signed else "",
        code=papers.verification_code(signed.digest) if signed else "",
        verify_address=signed.verify_address if signed else "",
        qr_text=text_of_code(signed) if signed else "",
        paper_digest=paper.digest if paper else "",
        steps=tuple(workflow.history_of(found)),
        withdrawn_at=ended.withdrawn_at if ended else None,
        withdrawal_reason=ended.reason if ended else "",
        register=str(signed.record.get("register", "")) if signed else "",
        waiting=entering.waiting_of(entry) if entry else None,
    )
