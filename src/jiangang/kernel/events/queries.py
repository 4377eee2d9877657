"""Reading the outbox: the history of a case, and deliveries that failed for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiangang.kernel.events.models import Delivery, DeliveryState, Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as lists show it."""

    name: str
    payload: dict[str, Any]
    case: str
    at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery that was given up: which event, which listener, how often tried, what kind of fault."""

    id: int
    event: str
    case: str
    listener: str
    attempts: int
    fault: str
    at: datetime


def events_of_case(case: str) -> list[EventRow]:
    """What happened in a case, in the order in which it was recorded."""
    rows = Event.objects.filter(case=case).order_by("recorded_at", "at")
    return [EventRow(row.name, row.payload, row.case, row.at, row.recorded_at) for row in rows]


def list_failed(limit: int = 200) -> list[FailedDelivery]:
    """Deliveries that were given up, the newest first."""
    rows = Delivery.objects.select_related("event").filter(state=DeliveryState.FAILED)
    return [
        FailedDelivery(
            row.pk, row.event.name, row.event.case, row.listener, row.attempts, row.last_error, row.event.at
        )
        for row in rows.order_by("-pk")[:limit]
    ]


def count_pending() -> int:
    """Deliveries that are still to be made."""
    return Delivery.objects.filter(state=DeliveryState.PENDING).count()
