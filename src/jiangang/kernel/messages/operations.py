"""Sending messages to people of the office and of firms, and noting what they have read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from jiangang.kernel.messages.models import Channel, Message, Posting
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, NotFound


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says: the text key (its `.subject` and `.body`), placeholders, and where it leads."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


@transaction.atomic
def send(*, person_ids: Iterable[int], words: Words, source: str, at: datetime) -> int:
    """Send a message to people, within the caller's act or event; returns how many had not had it yet.

    source: what caused it, such as an event's id; the same words from the same source reach a person once.
    E-mail and webhook copies are made when the office has switched those ways on; a job sends them.
    """
    wanted = [
        Message(
            person_id=person_id,
            key=words.key,
            params=dict(words.params),
            url=words.url,
            source=source,
            sent_at=at,
        )
        for person_id in sorted(set(person_ids))
    ]
    if not wanted:
        return 0
    ids = [message.person_id for message in wanted]
    known = set(
        Message.objects.filter(key=words.key, source=source, person__in=ids).values_list("person", flat=True)
    )
    Message.objects.bulk_create(wanted, ignore_conflicts=True)
    fresh = Message.objects.filter(key=words.key, source=source, person__in=set(ids) - known)
    _post(list(fresh), at)
    return len(set(ids) - known)


def _post(messages: list[Message], at: datetime) -> None:
    settings = office.all_settings(office.local_day(at))
    ways = [
        channel
        for channel, is_on in (
            (Channel.EMAIL, settings["email_channel"]),
            (Channel.WEBHOOK, settings["webhook_url"]),
        )
        if is_on
    ]
    postings = [Posting(message=message, channel=channel) for message in messages for channel in ways]
    if postings:
        Posting.objects.bulk_create(postings, ignore_conflicts=True)
        transaction.on_commit(_defer_postings)


def _defer_postings() -> None:
    app.configure_task("messages.send_postings", queue="messages").defer()


@operation(open_because="a person marks their own messages as read")
def mark_read(*, message_id: int, actor: Actor, at: datetime) -> str:
    """Note that a person has read a message of theirs; returns where it leads.

    A matter of the reader, not entered in the ledger. Raises NotFound for another's.
    """
    message = Message.objects.select_for_update().filter(pk=message_id, person=actor.person_id).first()
    if message is None or actor.person_id is None:
        raise NotFound(Finding("messages.finding.not_found"))
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message.url


@operation(open_because="a person marks their own messages as read")
def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Note that a person has read all their messages; returns how many were unread.

    A matter of the reader, not entered in the ledger.
    """
    if actor.person_id is None:
        return 0
    return Message.objects.filter(person=actor.person_id, read_at=None).update(read_at=at)
