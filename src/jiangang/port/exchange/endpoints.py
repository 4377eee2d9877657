"""The machine API of the exchange: papers that came in, envelopes that go out, and what people decide."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from jiangang.kernel.permissions import check
from jiangang.port.exchange import permissions, queries
from jiangang.port.exchange.models import Envelope, IncomingPaper
from jiangang.port.exchange.operations import settling

router = Router()
MOST = 500


class EnvelopeOut(Schema):
    """An envelope as lists give it."""

    id: int
    kind: str
    state: str
    from_country: str
    to_country: str
    certificate_type: int
    certificate_status: int
    certificate_number: str
    digest: str
    attempts: int
    next_try_at: datetime
    hub_number: str
    hub_message: str
    queued_at: datetime
    settled_at: datetime | None


class TryOut(Schema):
    """One try to send it."""

    position: int
    hub_state: str
    message: str
    tried_at: datetime


class AnswerOut(Schema):
    """What the other country answered about a certificate; status 41 is a rejection."""

    status_code: int
    reason: str
    language: str


class EnvelopeDetail(Schema):
    """An envelope with its tries and the answer that came."""

    row: EnvelopeOut
    tries: list[TryOut]
    answer: AnswerOut | None


class PaperOut(Schema):
    """A paper that came in, as lists give it."""

    id: int
    kind: str
    state: str
    from_country: str
    certificate_type: int
    certificate_status: int
    certificate_number: str
    hub_number: str
    digest: str
    is_readable: bool
    draft_key: str
    acknowledged_as: str
    received_at: datetime


class PaperDetail(Schema):
    """A paper with what was observed on it."""

    row: PaperOut
    findings: list[dict[str, Any]]
    repeats: int | None
    answer: AnswerOut | None


class ReasonIn(Schema):
    """Why."""

    reason: str


class StateOut(Schema):
    """A record and its state after the act."""

    id: int
    state: str


class DraftedOut(Schema):
    """The key of the draft notice that a paper was copied into."""

    id: int
    draft_key: str


@router.get("/envelopes", response=list[EnvelopeOut])
def list_envelopes(request: HttpRequest, state: str = "", dead: bool = False) -> list[Envelope]:
    """Envelopes that go out, the newest first (at most 500). dead: only those that wait for a person."""
    rows = queries.list_envelopes(_reader(request), dead=dead)
    return list((rows.filter(state=state) if state else rows)[:MOST])


@router.get("/envelopes/{int:envelope_id}", response=EnvelopeDetail)
def read_envelope(request: HttpRequest, envelope_id: int) -> queries.EnvelopeView:
    """One envelope with every try and the answer."""
    return queries.get_envelope(envelope_id, _reader(request))


@router.get("/envelopes/{int:envelope_id}/xml")
def envelope_xml(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """The bytes that are sent."""
    return _file(queries.get_envelope(envelope_id, _reader(request)).xml)


@router.post("/envelopes/{int:envelope_id}/send-again", response=StateOut)
def send_again(request: HttpRequest, envelope_id: int) -> Envelope:
    """Put an envelope that did not arrive back into the queue."""
    return settling.send_again(envelope_id=envelope_id, **_who(request))


@router.post("/envelopes/{int:envelope_id}/give-up", response=StateOut)
def give_up(request: HttpRequest, envelope_id: int, order: ReasonIn) -> Envelope:
    """Give an envelope up, with the reason."""
    return settling.give_up(envelope_id=envelope_id, reason=order.reason, **_who(request))


@router.get("/papers", response=list[PaperOut])
def list_papers(request: HttpRequest, state: str = "") -> list[IncomingPaper]:
    """Papers that came in, the newest first (at most 500)."""
    rows = queries.list_papers(_reader(request))
    return list((rows.filter(state=state) if state else rows)[:MOST])


@router.get("/papers/{int:paper_id}", response=PaperDetail)
def read_paper(request: HttpRequest, paper_id: int) -> dict[str, Any]:
    """One paper with what was observed on it."""
    found = queries.get_paper(paper_id, _reader(request))
    repeats = found.row.repeats.pk if found.row.repeats else None
    return {"row": found.row, "findings": found.findings, "repeats": repeats, "answer": found.answer}


@router.get("/papers/{int:paper_id}/xml")
def paper_xml(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The bytes as they came."""
    return _file(queries.get_paper(paper_id, _reader(request)).xml)


@router.post("/papers/{int:paper_id}/accept", response=DraftedOut)
def accept_paper(request: HttpRequest, paper_id: int) -> dict[str, Any]:
    """Copy a readable certificate into a draft notice of the caller's own."""
    return {"id": paper_id, "draft_key": settling.draft_notice(paper_id=paper_id, **_who(request))}


@router.post("/papers/{int:paper_id}/note", response=StateOut)
def note_paper(request: HttpRequest, paper_id: int) -> IncomingPaper:
    """Take note of a paper that asks for nothing more."""
    return settling.note_paper(paper_id=paper_id, **_who(request))


@router.post("/papers/{int:paper_id}/reject", response=StateOut)
def reject_paper(request: HttpRequest, paper_id: int, order: ReasonIn) -> IncomingPaper:
    """Reject a certificate; the reason goes to the country that issued it."""
    return settling.reject_paper(paper_id=paper_id, reason=order.reason, **_who(request))


def _reader(request: HttpRequest) -> Any:
    check(request.actor, permissions.VIEW)
    return request.actor


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "at": request.now}


def _file(content: bytes) -> HttpResponse:
    """As a download, never shown: what came from outside is no page of ours."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response
