"""What other rooms may use of the outbox."""

from jiangang.kernel.events.operations import (
    Published,
    deliver_due,
    listeners_of,
    publish,
    publish_many,
    retry,
)
from jiangang.kernel.events.queries import (
    EventRow,
    FailedDelivery,
    count_pending,
    events_of_case,
    list_failed,
)

__all__ = [
    "EventRow",
    "FailedDelivery",
    "Published",
    "count_pending",
    "deliver_due",
    "events_of_case",
    "list_failed",
    "listeners_of",
    "publish",
    "publish_many",
    "retry",
]
