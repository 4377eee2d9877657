"""What people decide: an envelope sent again or given up; a paper made a notice, noted or rejected."""

from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.methods.papers.sps import Response, read_certificate, write_response
from jiangang.port.declarations import api as declarations
from jiangang.port.exchange import permissions
from jiangang.port.exchange.client import Header
from jiangang.port.exchange.cloning import notice_of
from jiangang.port.exchange.keys import office_country
from jiangang.port.exchange.models import Envelope, IncomingPaper, Kind
from jiangang.port.exchange.operations.sending import enclose

REJECTED = 41


@operation(permission=permissions.SETTLE)
def send_again(*, envelope_id: int, actor: Actor, at: datetime) -> Envelope:
    """Put an envelope of the dead-letter list back into the queue, due at once, its tries counted anew."""
    envelope = _envelope(envelope_id)
    envelope.attempts, envelope.next_try_at = 0, at
    envelope.hub_number, envelope.settled_at = "", None
    workflow.move(envelope, "send_again", case="", actor=actor, at=at)
    _append("exchange.envelope.send_again", envelope, actor=actor, at=at)
    return envelope


@operation(permission=permissions.SETTLE)
def give_up(*, envelope_id: int, reason: str, actor: Actor, at: datetime) -> Envelope:
    """Give an envelope up, with the reason; it stays on record and is not sent again."""
    said = _said(reason)
    envelope = _envelope(envelope_id)
    envelope.settled_at = at
    workflow.move(envelope, "give_up", case="", actor=actor, at=at, opinion=said)
    _append("exchange.envelope.give_up", envelope, actor=actor, at=at, reason=said)
    return envelope


@operation(permission=permissions.DRAFT)
def draft_notice(*, paper_id: int, actor: Actor, at: datetime) -> str:
    """Copy a readable paper into a draft notice of the actor's own; returns the draft's key.

    Nothing is filed: the draft is completed and filed as any other. Raises Refused for a paper that is not
    readable, an answer, or one that was drafted already.
    """
    paper = _paper(paper_id)
    record = read_certificate(bytes(paper.content.xml)).record if paper.kind == Kind.CERTIFICATE else None
    if record is None:
        raise Refused(Finding("exchange.finding.not_a_certificate"))
    key = f"exchange-{paper.pk}"
    paper.draft_key = key
    workflow.move(paper, "draft", case="", actor=actor, at=at)
    declarations.save_draft(
        request_key=key, form=declarations.sheet_data(notice_of(record)), actor=actor, at=at
    )
    _append("exchange.paper.draft", paper, actor=actor, at=at)
    return key


@operation(permission=permissions.DRAFT)
def note_paper(*, paper_id: int, actor: Actor, at: datetime) -> IncomingPaper:
    """Take note of a paper that asks for nothing more: an answer, a repetition, a withdrawal."""
    paper = _paper(paper_id)
    workflow.move(paper, "note", case="", actor=actor, at=at)
    _append("exchange.paper.note", paper, actor=actor, at=at)
    return paper


@operation(permission=permissions.REJECT)
def reject_paper(*, paper_id: int, reason: str, actor: Actor, at: datetime) -> IncomingPaper:
    """Reject a certificate with the reason, which is sent to the country that issued it.

    Raises Refused without a reason, or for an answer.
    """
    said = _said(reason)
    paper = _paper(paper_id)
    if paper.kind != Kind.CERTIFICATE:
        raise Refused(Finding("exchange.finding.not_a_certificate"))
    header = Header(
        sender=office_country(local_day(at)),
        receiver=paper.from_country,
        certificate_type=paper.certificate_type,
        certificate_status=REJECTED,
        certificate_number=paper.certificate_number,
    )
    language = "en" if said.isascii() else "zh"
    response = Response(REJECTED, said, language, paper.certificate_number, at.isoformat())
    workflow.move(paper, "reject", case="", actor=actor, at=at, opinion=said)
    envelope = enclose(Kind.RESPONSE, header, write_response(response), actor=actor, at=at)
    _append("exchange.paper.reject", paper, envelope, actor=actor, at=at, reason=said)
    return paper


def _said(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Refused(Finding("exchange.finding.reason_missing", field="reason"))
    return said[:500]


def _envelope(envelope_id: int) -> Envelope:
    found = Envelope.objects.select_for_update(of=("self",)).filter(pk=envelope_id).first()
    if found is None:
        raise NotFound(Finding("exchange.finding.not_found"))
    return found


def _paper(paper_id: int) -> IncomingPaper:
    found = IncomingPaper.objects.select_for_update(of=("self",)).filter(pk=paper_id).first()
    if found is None:
        raise NotFound(Finding("exchange.finding.not_found"))
    return found


def _append(
    act: str, record: Envelope | IncomingPaper, *rows: Envelope, actor: Actor, at: datetime, reason: str = ""
) -> None:
    subject = "envelope" if isinstance(record, Envelope) else "paper"
    ledger.append(
        actor=actor,
        at=at,
        act=act,
        subject=f"exchange.{subject}:{record.pk}",
        rows=[record, *rows],
        facts={"reason": reason} if reason else None,
    )
