"""Putting a paper into an envelope, and noting what became of each attempt to send it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Finding, Refused
from jiangang.methods.papers.sps import SpsCertificate, check_certificate, write_certificate
from jiangang.port.exchange import permissions
from jiangang.port.exchange.client import Header
from jiangang.port.exchange.keys import office_country
from jiangang.port.exchange.models import Attempt, Envelope, EnvelopeContent, Kind
from jiangang.port.exchange.workflow import ACTS

MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
LEASE = timedelta(minutes=10)
"""While one worker talks to the Hub, no other takes the same envelope; afterwards a lost one is due again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An envelope in hand: what to send, and whether an earlier try may have arrived unseen."""

    envelope_id: int
    kind: str
    header: Header
    content: bytes
    may_be_there: bool


@operation(permission=permissions.SEND)
def queue_certificate(
    *, record: SpsCertificate, to_country: str, request_key: str = "", actor: Actor, at: datetime
) -> Envelope:
    """Put a certificate into an envelope, due at once; a job sends it.

    to_country: ISO 3166-1 alpha-2. The same `request_key` again returns the first envelope. Raises Refused
    with the severe findings of a certificate that does not say what it must, Conflict when that very
    certificate is on its way to that country or has arrived.
    """
    known = Envelope.objects.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return known
    severe = [each.finding for each in check_certificate(record) if each.finding.blocks]
    if severe:
        raise Refused(severe)
    header = Header(
        sender=office_country(local_day(at)),
        receiver=to_country.strip().upper(),
        certificate_type=record.type_code,
        certificate_status=record.status_code,
        certificate_number=record.number,
    )
    envelope = enclose(
        Kind.CERTIFICATE, header, write_certificate(record), request_key=request_key, actor=actor, at=at
    )
    _append("exchange.envelope.queue", envelope, actor=actor, at=at)
    return envelope


def enclose(
    kind: Kind, header: Header, content: bytes, *, request_key: str = "", actor: Actor, at: datetime
) -> Envelope:
    """The rows of a new envelope; part of an act that appends the ledger entry."""
    country = header.receiver
    if not (len(country) == 2 and country.isascii() and country.isalpha()) or country == header.sender:
        raise Refused(
            Finding("exchange.finding.receiver_wrong", field="to_country", params={"country": country[:10]})
        )
    digest = sha256(content).hexdigest()
    twin = Envelope.objects.filter(to_country=country, digest=digest).exclude(state="given_up").first()
    if twin is not None:
        params = {"number": twin.certificate_number, "country": country, "envelope": twin.pk}
        raise Conflict(Finding("exchange.finding.sent_already", params=params))
    envelope = Envelope.objects.create(
        kind=kind,
        from_country=header.sender,
        to_country=country,
        certificate_type=header.certificate_type,
        certificate_status=header.certificate_status,
        certificate_number=header.certificate_number,
        digest=digest,
        request_key=request_key or None,
        next_try_at=at,
        queued_at=at,
        queued_by=actor.key,
    )
    EnvelopeContent.objects.create(envelope=envelope, xml=content)
    return envelope


@operation(permission=permissions.EXCHANGE)
def take_for_sending(*, envelope_id: int, actor: Actor, at: datetime) -> Taken | None:
    """Take a due envelope in hand; None when another has it, or it is not due.

    Counts the attempt and puts the next one off before the Hub is called, so that a crash in between is a
    try that failed. Not entered in the ledger: the attempt's outcome is.
    """
    envelope = (
        Envelope.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=envelope_id, state="queued", next_try_at__lte=at)
        .first()
    )
    if envelope is None:
        return None
    envelope.attempts += 1
    envelope.next_try_at = at + max(LEASE, wait_after(envelope.attempts))
    envelope.save(update_fields=["attempts", "next_try_at"])
    return Taken(
        envelope.pk,
        envelope.kind,
        header_of(envelope),
        bytes(envelope.content.xml),
        may_be_there=envelope.attempts > 1,
    )


@operation(permission=permissions.EXCHANGE)
def record_answer(*, envelope_id: int, header: Header, actor: Actor, at: datetime) -> Envelope:
    """Note what the Hub says of an envelope: taken, arrived, not readable, failed. No news changes nothing.

    Raises Refused for a state of the Hub's that nobody knows.
    """
    envelope = Envelope.objects.select_for_update(of=("self",)).get(pk=envelope_id)
    acts = _acts(envelope, header)
    if not acts:
        return envelope
    envelope.hub_number = header.hub_number or envelope.hub_number
    envelope.hub_message = header.message[:500]
    attempt = _attempt(envelope, header, actor=actor, at=at)
    for act in acts:
        if act != "send":
            envelope.settled_at = at
        workflow.move(envelope, act, case="", actor=actor, at=at, opinion=header.message[:500])
    _append(f"exchange.envelope.{acts[-1]}", envelope, attempt, actor=actor, at=at)
    return envelope


@operation(permission=permissions.EXCHANGE)
def record_trouble(*, envelope_id: int, message: str, actor: Actor, at: datetime) -> Envelope:
    """Note that a try failed: the next one waits longer; after the eighth a person has to act."""
    envelope = Envelope.objects.select_for_update(of=("self",)).get(pk=envelope_id)
    envelope.hub_message = message[:500]
    envelope.next_try_at = at + wait_after(envelope.attempts)
    header = Header("", "", 0, 0, "", message=message)
    attempt = _attempt(envelope, header, actor=actor, at=at)
    act = "try"
    if envelope.state == "queued" and envelope.attempts >= MOST_ATTEMPTS:
        act = "stick"
        workflow.move(envelope, act, case="", actor=actor, at=at, opinion=message[:500])
    else:
        envelope.save(update_fields=["hub_message", "next_try_at"])
    _append(f"exchange.envelope.{act}", envelope, attempt, actor=actor, at=at)
    return envelope


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: 1, 4, 16, 64, 256 minutes, then six hours."""
    return min(FIRST_WAIT * int(4 ** max(attempts - 1, 0)), LONGEST_WAIT)


def header_of(envelope: Envelope) -> Header:
    """The header of an envelope of ours."""
    return Header(
        sender=envelope.from_country,
        receiver=envelope.to_country,
        certificate_type=envelope.certificate_type,
        certificate_status=envelope.certificate_status,
        certificate_number=envelope.certificate_number,
        hub_number=envelope.hub_number,
    )


def _acts(envelope: Envelope, header: Header) -> list[str]:
    """The acts that lead from the envelope's state to what the Hub says; none when it is there already."""
    if envelope.state not in ("queued", "pending_delivery"):
        return []
    first = ["send"] if envelope.state == "queued" else []
    if header.state in ("PendingDelivery", ""):
        return first
    act = ACTS.get(header.state)
    if act is None:
        params = {"state": header.state[:40]}
        raise Refused(Finding("exchange.finding.hub_state_unknown", params=params))
    return [act] if act == "fail" else [*first, act]


def _attempt(envelope: Envelope, header: Header, *, actor: Actor, at: datetime) -> Attempt:
    return Attempt.objects.create(
        envelope=envelope,
        position=envelope.tries.count() + 1,
        hub_state=header.state[:30],
        hub_number=header.hub_number[:120],
        message=header.message[:500],
        tried_at=at,
        tried_by=actor.key,
    )


def _append(act: str, envelope: Envelope, *rows: Attempt, actor: Actor, at: datetime) -> None:
    ledger.append(
        actor=actor, at=at, act=act, subject=f"exchange.envelope:{envelope.pk}", rows=[envelope, *rows]
    )
