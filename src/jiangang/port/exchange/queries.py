"""Reading the exchange: lists for people, and what the rounds with the Hub ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound
from jiangang.methods.papers.sps import Response, SpsCertificate, read_certificate, read_response
from jiangang.port.exchange.models import Attempt, Envelope, IncomingPaper, Kind
from jiangang.port.exchange.workflow import DEAD


@dataclass(frozen=True, slots=True)
class TryView:
    """One attempt as the page shows it."""

    position: int
    hub_state: str
    message: str
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    """An envelope with its tries and the answer that came."""

    row: Envelope
    tries: tuple[TryView, ...]
    answer: Response | None
    xml: bytes


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that came in: what it says, where it can be read, and what was observed."""

    row: IncomingPaper
    record: SpsCertificate | None
    answer: Response | None
    findings: tuple[dict[str, Any], ...]
    xml: bytes


def list_envelopes(actor: Actor, *, dead: bool = False) -> QuerySet[Envelope]:
    """Envelopes, the newest first; only those of the dead-letter list when `dead`."""
    rows = Envelope.objects.order_by("-queued_at", "-pk")
    return rows.filter(state__in=DEAD) if dead else rows


def list_papers(actor: Actor) -> QuerySet[IncomingPaper]:
    """Papers that came in, the newest first."""
    return IncomingPaper.objects.order_by("-received_at", "-pk")


def get_envelope(envelope_id: int, actor: Actor) -> EnvelopeView:
    """One envelope. Raises NotFound."""
    row = Envelope.objects.select_related("content").filter(pk=envelope_id).first()
    if row is None:
        raise NotFound(Finding("exchange.finding.not_found"))
    tries = tuple(
        TryView(each.position, each.hub_state, each.message, each.tried_at)
        for each in Attempt.objects.filter(envelope=row).order_by("position")
    )
    answered = IncomingPaper.objects.select_related("content").filter(answers=row).order_by("-pk").first()
    answer = read_response(bytes(answered.content.xml)) if answered else None
    return EnvelopeView(row, tries, answer, bytes(row.content.xml))


def get_paper(paper_id: int, actor: Actor) -> PaperView:
    """One paper, read anew from its bytes. Raises NotFound."""
    row = IncomingPaper.objects.select_related("content", "repeats").filter(pk=paper_id).first()
    if row is None:
        raise NotFound(Finding("exchange.finding.not_found"))
    content = bytes(row.content.xml)
    is_answer = row.kind == Kind.RESPONSE
    return PaperView(
        row,
        None if is_answer else read_certificate(content).record,
        read_response(content) if is_answer else None,
        tuple(row.findings),
        content,
    )


def counts() -> dict[str, int]:
    """How many envelopes and papers there are in each state, for the status of the exchange."""
    found: dict[str, int] = {}
    for rows in (Envelope.objects.all(), IncomingPaper.objects.all()):
        found |= dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return found


def was_queued(number: str, country: str) -> bool:
    """Whether a certificate of that number was put into an envelope to a country and not given up."""
    rows = Envelope.objects.filter(certificate_number=number, to_country=country, kind=Kind.CERTIFICATE)
    return rows.exclude(state="given_up").exists()


def due_envelopes(now: datetime, limit: int) -> Sequence[int]:
    """Envelopes to be sent now, the longest due first."""
    due = Envelope.objects.filter(state="queued", next_try_at__lte=now).order_by("next_try_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def under_way(limit: int) -> Sequence[tuple[int, str]]:
    """Envelopes that the Hub has and that have not arrived."""
    rows = Envelope.objects.filter(state="pending_delivery").exclude(hub_number="").order_by("pk")
    return list(rows.values_list("pk", "hub_number")[:limit])


def state_of(envelope_id: int) -> str:
    """The state of an envelope."""
    return str(Envelope.objects.values_list("state", flat=True).get(pk=envelope_id))


def is_known(hub_number: str) -> bool:
    """Whether a number of the Hub's was taken in."""
    return IncomingPaper.objects.filter(hub_number=hub_number).exists()


def is_ours(hub_number: str) -> bool:
    """Whether an envelope or an earlier try of ours carries this number of the Hub's."""
    tried = Attempt.objects.filter(hub_number=hub_number)
    return tried.exists() or Envelope.objects.filter(hub_number=hub_number).exists()


def unacknowledged(limit: int) -> Sequence[IncomingPaper]:
    """Papers of which the Hub was not told yet."""
    return list(IncomingPaper.objects.filter(acknowledged_as="").order_by("pk")[:limit])
