"""Taking in what the Hub hands over, whatever its condition, and noting what the Hub was told of it."""

import re
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.papers.sps import Area, Level, Observation, read_certificate, read_response
from jiangang.port.exchange import permissions
from jiangang.port.exchange.client import DELIVERED, UNREADABLE, WARNED, Header
from jiangang.port.exchange.models import Envelope, IncomingContent, IncomingPaper, Kind

DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What was pulled: header and content; trouble says why there is no content."""

    header: Header
    content: str = ""
    trouble: str = ""


@operation(permission=permissions.EXCHANGE)
def take_in(*, incoming: Incoming, actor: Actor, at: datetime) -> IncomingPaper:
    """Keep a paper as it came, with what was observed on it; severe findings keep nothing out.

    The same number of the Hub again returns the first row. The same bytes under another number are kept too,
    and name the row that they repeat.
    """
    header = incoming.header
    known = IncomingPaper.objects.filter(hub_number=header.hub_number).first()
    if known is not None:
        return known
    content = plain_content(incoming.content)
    digest = sha256(content).hexdigest()
    kind, is_readable, seen = _examined(content, incoming)
    twin = IncomingPaper.objects.filter(from_country=header.sender[:8], digest=digest, repeats=None).first()
    paper = IncomingPaper.objects.create(
        kind=kind,
        from_country=header.sender[:8],
        certificate_type=header.certificate_type,
        certificate_status=header.certificate_status,
        certificate_number=header.certificate_number[:120],
        hub_number=header.hub_number,
        digest=digest,
        is_readable=is_readable,
        findings=[each.as_dict() for each in seen],
        repeats=twin if content else None,
        answers=_answered(header) if kind == Kind.RESPONSE else None,
        received_at=at,
        received_by=actor.key,
    )
    IncomingContent.objects.create(paper=paper, xml=content)
    _append("exchange.paper.take_in", paper, actor=actor, at=at)
    return paper


@operation(permission=permissions.EXCHANGE)
def note_acknowledged(*, paper_id: int, state: str, actor: Actor, at: datetime) -> IncomingPaper:
    """Note what the Hub was told of a paper; once."""
    paper = IncomingPaper.objects.select_for_update(of=("self",)).get(pk=paper_id)
    if paper.acknowledged_as:
        return paper
    paper.acknowledged_as, paper.acknowledged_at = state, at
    paper.save(update_fields=["acknowledged_as", "acknowledged_at"])
    _append("exchange.paper.acknowledge", paper, actor=actor, at=at)
    return paper


def receipt_of(paper: IncomingPaper) -> tuple[str, str]:
    """What the Hub is told of a paper: the state, and why. Findings warn; only unreadable is refused."""
    named = [f"{each['field']}: {each['code'].rpartition('.')[2]}" for each in paper.findings]
    weighty = [word for word, each in zip(named, paper.findings, strict=True) if each["level"] != Level.INFO]
    if not paper.is_readable:
        return UNREADABLE, "; ".join(named)[:500]
    return (WARNED, "; ".join(weighty)[:500]) if weighty else (DELIVERED, "")


def plain_content(content: str) -> bytes:
    """The bytes of a content that is XML, or base64 of XML."""
    text = content.strip()
    if text and not text.startswith("<"):
        try:
            return b64decode("".join(text.split()), validate=True)
        except (Error, ValueError):
            return content.encode("utf-8", "surrogatepass")
    # The text has left its encoding behind in SOAP; a declaration of another one would be untrue.
    return DECLARATION.sub("", content, count=1).encode("utf-8", "surrogatepass")


def _examined(content: bytes, incoming: Incoming) -> tuple[Kind, bool, list[Observation]]:
    if incoming.trouble:
        params: dict[str, Any] = {"reason": incoming.trouble[:300]}
        finding = Finding("exchange.finding.not_taken", Severity.ERROR, "", params)
        return Kind.CERTIFICATE, False, [Observation(Area.SCHEMA, Level.SEVERE, finding)]
    if read_response(content) is not None:
        return Kind.RESPONSE, True, []
    reading = read_certificate(content)
    seen = list(reading.observations)
    record = reading.record
    if record is not None and record.number != incoming.header.certificate_number:
        params = {"envelope": incoming.header.certificate_number[:120], "paper": record.number[:120]}
        finding = Finding(
            "exchange.finding.number_differs", Severity.WARNING, "NPPOCertificateNumber", params
        )
        seen.append(Observation(Area.MAPPING, Level.WARNING, finding))
    return Kind.CERTIFICATE, reading.is_readable, seen


def _answered(header: Header) -> Envelope | None:
    """The newest envelope of ours that an answer is about."""
    mine = Envelope.objects.filter(
        kind=Kind.CERTIFICATE,
        to_country=header.sender,
        certificate_number=header.certificate_number,
        certificate_type=header.certificate_type,
    )
    return mine.order_by("-pk").first()


def _append(act: str, paper: IncomingPaper, *, actor: Actor, at: datetime) -> None:
    ledger.append(actor=actor, at=at, act=act, subject=f"exchange.paper:{paper.pk}", rows=[paper])
