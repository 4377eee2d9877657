"""The outbox: nothing without commit, each listener at least once and by itself, retries, guards."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from jiangang.kernel.events import api, permissions
from jiangang.kernel.events.models import Delivery, Event
from jiangang.kernel.permissions import Actor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
NOW = AT + timedelta(days=400)  # later than any time at which the database makes a delivery due
HEARD: list[api.Published] = []
HERE = "tests.integration.events.test_outbox"
LISTENERS = {
    "test.happened": (f"{HERE}.listen",),
    "test.failing": (f"{HERE}.fail", f"{HERE}.listen"),
}


def listen(event: api.Published) -> None:
    """A listener that hears."""
    HEARD.append(event)


def fail(event: api.Published) -> None:
    """A listener that writes and then breaks."""
    Event.objects.create(name="test.trace", payload={}, at=event.at)
    raise RuntimeError("secret words of a person")


@pytest.fixture(autouse=True)
def wiring(settings: Any) -> None:
    """The test's own listeners."""
    settings.LISTENERS = f"{HERE}.LISTENERS"
    HEARD.clear()


def test_an_event_is_delivered_once_to_who_listens() -> None:
    made = api.publish("test.happened", {"notice_id": 17}, case="c1", at=AT)
    assert api.deliver_due(now=NOW) == 1
    assert api.deliver_due(now=NOW) == 0
    (heard,) = HEARD
    assert (heard.id, heard.name, heard.payload, heard.case, heard.at) == (
        made.pk,
        "test.happened",
        {"notice_id": 17},
        "c1",
        AT,
    )


def test_an_act_that_rolls_back_happened_never() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        api.publish("test.happened", {}, at=AT)
        raise RuntimeError
    assert api.deliver_due(now=NOW) == 0
    assert HEARD == []


def test_an_event_without_listeners_is_kept_as_history() -> None:
    api.publish("test.unheard", {"n": 1}, case="c2", at=AT)
    assert [row.name for row in api.events_of_case("c2")] == ["test.unheard"]
    assert api.count_pending() == 0


def test_one_broken_listener_keeps_nobody_else_waiting_and_leaves_no_trace() -> None:
    api.publish("test.failing", {}, at=AT)
    assert api.deliver_due(now=NOW) == 1
    assert len(HEARD) == 1
    assert not Event.objects.filter(name="test.trace").exists()
    row = Delivery.objects.get(state="pending")
    assert (row.attempts, row.next_try_at) == (1, NOW + timedelta(seconds=10))
    assert "secret" not in row.last_error


def test_a_listener_that_never_recovers_is_given_up_listed_and_can_be_retried() -> None:
    api.publish("test.failing", {}, at=AT)
    now = NOW
    for _ in range(8):
        api.deliver_due(now=now)
        now += timedelta(hours=2)
    (failed,) = api.list_failed()
    assert (failed.event, failed.attempts, failed.fault) == ("test.failing", 8, "builtins.RuntimeError")
    assert api.deliver_due(now=now) == 0
    actor = Actor.system("test", on=AT.date(), permissions=frozenset({permissions.RETRY_DELIVERY}))
    api.retry(delivery_id=failed.id, actor=actor, at=AT)
    assert api.count_pending() == 1


def test_many_events_wake_the_worker_once(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        api.publish_many([("test.happened", {"n": n}, "") for n in range(5)], at=AT)
        api.publish("test.happened", {}, at=AT)
    assert len(callbacks) == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events_event SET name = 'x'", "DELETE FROM events_event", "DELETE FROM events_delivery"],
)
def test_events_cannot_be_changed(statement: str) -> None:
    api.publish("test.happened", {}, at=AT)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
