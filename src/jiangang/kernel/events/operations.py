"""Publishing events and delivering them: at least once, each listener by itself, in a transaction of its
own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from jiangang.kernel.events import permissions
from jiangang.kernel.events.models import Delivery, DeliveryState, Event
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """An event as a listener gets it. The same `id` may come twice: what is done for it must bear that."""

    id: UUID
    name: str
    payload: Mapping[str, Any]
    case: str
    at: datetime


def listeners_of(name: str) -> tuple[str, ...]:
    """Dotted names of the functions that react to an event, as `config/wiring.py` lists them."""
    table: Mapping[str, tuple[str, ...]] = import_string(settings.LISTENERS)
    return tuple(table.get(name, ()))


def publish(name: str, payload: Mapping[str, Any], *, case: str = "", at: datetime) -> Event:
    """Write an event within the caller's transaction; it is delivered only if that commits.

    payload: plain JSON values, keys rather than copies, nothing personal. Events that nobody listens to are
    kept all the same: they are the history of the case. Raises TransactionManagementError outside a
    transaction.
    """
    return publish_many([(name, payload, case)], at=at)[0]


def publish_many(events: Iterable[tuple[str, Mapping[str, Any], str]], *, at: datetime) -> list[Event]:
    """Write many events at once, each (name, payload, case), for bulk entry."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is published within the act that causes it")
    made = [Event(name=name, payload=dict(payload), case=case, at=at) for name, payload, case in events]
    Event.objects.bulk_create(made, batch_size=2_000)
    deliveries = [
        Delivery(event=event, listener=listener) for event in made for listener in listeners_of(event.name)
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries, batch_size=2_000)
        _wake()
    return made


def deliver_due(*, now: datetime, limit: int = 500) -> int:
    """Deliver what is due, oldest first; returns how many listeners were told.

    Several workers may do so at once.
    """
    told = 0
    due = (
        Delivery.objects.filter(state=DeliveryState.PENDING, next_try_at__lte=now)
        .order_by("event__recorded_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )
    for key in list(due):
        told += _deliver(key, now)
    return told


@operation(permission=permissions.RETRY_DELIVERY)
def retry(*, delivery_id: int, actor: Actor, at: datetime) -> None:
    """Let a failed delivery be tried again."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id, state=DeliveryState.FAILED)
    delivery.state = DeliveryState.PENDING
    delivery.attempts = 0
    delivery.next_try_at = at
    delivery.settled_at = None
    delivery.save()
    ledger.append(
        actor=actor,
        at=at,
        act="events.retry",
        subject=f"events.delivery:{delivery_id}",
        facts={"listener": delivery.listener},
    )
    _wake()


def _deliver(key: int, now: datetime) -> int:
    """Tell one listener, in one transaction with the note that it was told; a failure leaves only the
    note.
    """
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("event")
                .filter(pk=key, state=DeliveryState.PENDING)
                .first()
            )
            if delivery is None:
                return 0
            event = delivery.event
            import_string(delivery.listener)(
                Published(event.pk, event.name, event.payload, event.case, event.at)
            )
            delivery.state = DeliveryState.DELIVERED
            delivery.attempts += 1
            delivery.settled_at = now
            delivery.last_error = ""
            delivery.save()
            return 1
    except Exception as error:  # any fault of a listener is noted and tried again; the others go on
        log.warning("event_delivery_failed", delivery=key, fault=type(error).__name__)
        _note_failure(key, now, error)
        return 0


def _note_failure(key: int, now: datetime, error: Exception) -> None:
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=key)
        if delivery.state != DeliveryState.PENDING:
            return
        delivery.attempts += 1
        # the fault's words may quote what people wrote; its kind is enough to find it in the log
        delivery.last_error = f"{type(error).__module__}.{type(error).__name__}"[:200]
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.state = DeliveryState.FAILED
            delivery.settled_at = now
        else:
            delivery.next_try_at = now + min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
        delivery.save()


def _wake() -> None:
    """Wake the worker when the transaction commits; once per transaction, however many events there are."""
    connection = transaction.get_connection()
    waiting = any(function is _defer_delivery for _, function, *_ in connection.run_on_commit)
    if not waiting:
        transaction.on_commit(_defer_delivery)


def _defer_delivery() -> None:
    # A lost wake-up costs a minute at most: the worker also looks for itself (see tasks.py).
    app.configure_task("events.deliver", queue="events").defer()
