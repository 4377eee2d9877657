"""The ways out of the office: e-mail and webhook. Off until an office sets them; used by the job only."""

import json
import urllib.request
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from jiangang.kernel.messages.models import Channel, Message, Posting
from jiangang.kernel.office import api as office
from jiangang.ui.wording import text_in

MAX_ATTEMPTS = 6
FIRST_WAIT = timedelta(minutes=1)
TIMEOUT = 10.0

log = structlog.get_logger(__name__)


def send_due(*, now: datetime, limit: int = 100) -> int:
    """Send the copies that are due; returns how many went out. One that fails is tried again, six times."""
    sent = 0
    due = Posting.objects.filter(state="pending", next_try_at__lte=now).order_by("pk")
    for key in list(due.values_list("pk", flat=True)[:limit]):
        sent += _send_one(key, now)
    return sent


def _send_one(key: int, now: datetime) -> int:
    with transaction.atomic():
        posting = (
            Posting.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__person")
            .filter(pk=key, state="pending")
            .first()
        )
        if posting is None:
            return 0
        posting.attempts += 1
        try:
            posting.state = _send(posting, now)
            posting.settled_at = now
            posting.last_error = ""
        except Exception as error:  # whatever the outside world does, the next copy still goes out
            log.warning("message_copy_failed", posting=key, fault=type(error).__name__)
            posting.last_error = type(error).__name__
            posting.next_try_at = now + FIRST_WAIT * 4 ** (posting.attempts - 1)
            if posting.attempts >= MAX_ATTEMPTS:
                posting.state = "failed"
                posting.settled_at = now
        posting.save()
        return int(posting.state == "sent")


def _send(posting: Posting, now: datetime) -> str:
    """Send one copy; the state it is in afterwards. `dropped` when its way has been switched off since."""
    on = office.local_day(now)
    if posting.channel == Channel.EMAIL:
        return _send_email(posting.message) if office.get_setting("email_channel", on) else "dropped"
    address = str(office.get_setting("webhook_url", on))
    return _send_webhook(posting.message, address) if address else "dropped"


def _send_email(message: Message) -> str:
    person = message.person
    if not person.email:
        return "dropped"
    language = reader_language(message)
    public = str(office.get_setting("public_address", office.local_day(message.sent_at)))
    body = text_in(language, f"{message.key}.body", **message.params)
    link = f"\n\n{public.rstrip('/')}{message.url}" if message.url else ""
    send_mail(
        text_in(language, f"{message.key}.subject", **message.params),
        f"{body}{link}\n",
        getattr(settings, "DEFAULT_FROM_EMAIL", None),
        [person.email],
    )
    return "sent"


def _send_webhook(message: Message, address: str) -> str:
    """Tell the office's own system that there is a message; no words and no names leave the office this
    way.
    """
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError("a webhook is http or https")
    content = {
        "id": message.pk,
        "key": message.key,
        "reader": message.person.code,
        "url": message.url,
        "sent_at": message.sent_at.isoformat(),
    }
    request = urllib.request.Request(  # noqa: S310  # the scheme is checked above, the address set by the office
        address,
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": f"message-{message.pk}"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  # as above
        answer.read(1024)
    return "sent"


def reader_language(message: Message) -> str:
    """The language that the reader has chosen; the office's first one where they have no sign-in."""
    user = getattr(message.person, "user", None)
    return user.language if user is not None else settings.LANGUAGE_CODE
