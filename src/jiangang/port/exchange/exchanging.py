"""One round with the Hub: send what is due, ask after what is under way, take in what waits.

Every call to the Hub stands outside of a transaction; what it answered is one act of its own. Whatever goes
wrong with one envelope, the next one is still tried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Refused
from jiangang.methods.papers.sps import read_response
from jiangang.port.exchange import queries
from jiangang.port.exchange.client import Header, HubClient, HubTrouble, TooLarge
from jiangang.port.exchange.models import Kind
from jiangang.port.exchange.operations import receiving, sending
from jiangang.port.exchange.operations.receiving import Incoming
from jiangang.port.exchange.operations.sending import Taken

Clock = Callable[[], datetime]
MOST = 200


@dataclass(slots=True)
class Round:
    """What one round did; trouble holds the words of what went wrong."""

    sent: int = 0
    failed: int = 0
    moved: int = 0
    taken: int = 0
    acknowledged: int = 0
    trouble: str = ""


def push(client: HubClient, *, actor: Actor, clock: Clock) -> Round:
    """Send every envelope that is due."""
    done = Round()
    for envelope_id in queries.due_envelopes(clock(), MOST):
        taken = sending.take_for_sending(envelope_id=envelope_id, actor=actor, at=clock())
        if taken is not None:
            _send(client, taken, done, actor=actor, clock=clock)
    return done


def refresh(client: HubClient, *, actor: Actor, clock: Clock) -> Round:
    """Ask after every envelope that is under way."""
    done = Round()
    for envelope_id, hub_number in queries.under_way(MOST):
        try:
            header = client.tracking(hub_number)
            before = queries.state_of(envelope_id)
            after = sending.record_answer(envelope_id=envelope_id, header=header, actor=actor, at=clock())
            done.moved += after.state != before
        except (HubTrouble, Refused) as trouble:
            done.trouble = str(trouble)
    return done


def pull(client: HubClient, *, actor: Actor, clock: Clock) -> Round:
    """Take in what waits and tell the Hub how it arrived; what it was not told the last time, too."""
    done = Round()
    try:
        headers = client.waiting()
    except HubTrouble as trouble:
        done.trouble = str(trouble)
        headers = []
    if client.unreadable:
        done.trouble = f"{client.unreadable} headers cannot be read and stay at the Hub"
    for hub_number, header in {each.hub_number: each for each in headers[:MOST]}.items():
        if hub_number and not queries.is_known(hub_number):
            _take(client, header, done, actor=actor, clock=clock)
    _acknowledge(client, done, actor=actor, clock=clock)
    return done


def _send(client: HubClient, taken: Taken, done: Round, *, actor: Actor, clock: Clock) -> None:
    try:
        header = _there_already(client, taken) or _deliver(client, taken)
        sending.record_answer(envelope_id=taken.envelope_id, header=header, actor=actor, at=clock())
        done.sent += 1
    except (HubTrouble, Refused) as trouble:
        sending.record_trouble(envelope_id=taken.envelope_id, message=str(trouble), actor=actor, at=clock())
        done.failed += 1
        done.trouble = str(trouble)


def _deliver(client: HubClient, taken: Taken) -> Header:
    if taken.kind == Kind.RESPONSE:
        response = read_response(taken.content)
        if response is None:
            raise HubTrouble("the answer cannot be read")
        return client.respond(taken.header, response)
    return client.deliver(taken.header, taken.content.decode())


def _there_already(client: HubClient, taken: Taken) -> Header | None:
    """After a try without an answer: the envelope that the Hub has taken all the same, and nobody adopted."""
    if not taken.may_be_there:
        return None
    lying = [each for each in client.under_delivery() if each.is_of(taken.header)]
    return next((each for each in lying if not queries.is_ours(each.hub_number)), None)


def _take(client: HubClient, header: Header, done: Round, *, actor: Actor, clock: Clock) -> None:
    try:
        pulled, content = client.pull(header.hub_number)
        incoming = Incoming(pulled, content)
    except TooLarge as trouble:
        incoming = Incoming(header, trouble=str(trouble))
    except HubTrouble as trouble:
        done.trouble = str(trouble)
        return
    receiving.take_in(incoming=incoming, actor=actor, at=clock())
    done.taken += 1


def _acknowledge(client: HubClient, done: Round, *, actor: Actor, clock: Clock) -> None:
    for paper in queries.unacknowledged(MOST):
        state, message = receiving.receipt_of(paper)
        try:
            client.acknowledge(paper.hub_number, state, message)
        except HubTrouble as trouble:
            done.trouble = str(trouble)
            continue
        receiving.note_acknowledged(paper_id=paper.pk, state=state, actor=actor, at=clock())
        done.acknowledged += 1
