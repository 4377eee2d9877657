"""Reading one's own messages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jiangang.kernel.messages.models import Message
from jiangang.kernel.permissions import Actor
from jiangang.ui.wording import text_in


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the reader's language."""

    id: int
    subject: str
    body: str
    url: str
    sent_at: datetime
    is_read: bool


def unread_count(actor: Actor) -> int:
    """How many messages the actor has not read."""
    if actor.person_id is None:
        return 0
    return Message.objects.filter(person=actor.person_id, read_at=None).count()


def own_messages(actor: Actor) -> QuerySet[Message]:
    """The actor's messages, for a table; nobody else's are ever in it."""
    if actor.person_id is None:
        return Message.objects.none()
    return Message.objects.filter(person=actor.person_id)


def list_messages(actor: Actor, language: str, *, limit: int = 200) -> list[MessageRow]:
    """The actor's messages in a language, the newest first."""
    rows = own_messages(actor).order_by("-sent_at", "-pk")[:limit]
    return [shown(row, language) for row in rows]


def shown(row: Message, language: str) -> MessageRow:
    """A message in a language."""
    return MessageRow(
        id=row.pk,
        subject=text_in(language, f"{row.key}.subject", **row.params),
        body=text_in(language, f"{row.key}.body", **row.params),
        url=row.url,
        sent_at=row.sent_at,
        is_read=row.read_at is not None,
    )
