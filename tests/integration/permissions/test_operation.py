"""The frame of an act: one transaction, and again when the database untied a knot of locks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection

from jiangang.kernel.permissions import Actor, Permission, operation
from jiangang.methods.findings import Forbidden

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
ACTOR = Actor.system("test", on=date(2026, 3, 2))
LOCK = "SELECT pg_advisory_xact_lock(%s)"


@pytest.fixture
def meeting() -> Iterator[Barrier]:
    yield Barrier(2, timeout=20)


def test_two_acts_that_wait_for_each_other_both_end(committed_db: Any, meeting: Barrier) -> None:
    done: list[str] = []
    met: set[str] = set()

    @operation(open_because="a test")
    def take(*, name: str, first: int, second: int, actor: Actor, at: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [first])
            if name not in met:
                met.add(name)
                meeting.wait()
            cursor.execute(LOCK, [second])
        done.append(name)

    def run(name: str, first: int, second: int) -> None:
        try:
            take(name=name, first=first, second=second, actor=ACTOR, at=AT)
        finally:
            connection.close()

    threads = [Thread(target=run, args=args) for args in (("one", 1, 2), ("two", 2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == ["one", "two"]


def test_another_fault_is_not_repeated(committed_db: Any) -> None:
    tries = []

    @operation(open_because="a test")
    def fail(*, actor: Actor, at: datetime) -> None:
        tries.append(1)
        raise OperationalError("the disk is full")

    with pytest.raises(OperationalError):
        fail(actor=ACTOR, at=AT)
    assert len(tries) == 1


def test_without_the_permission_nothing_runs(committed_db: Any) -> None:
    ran = []

    @operation(permission=next(iter(Permission.all())))
    def act(*, actor: Actor, at: datetime) -> None:
        ran.append(1)

    with pytest.raises(Forbidden):
        act(actor=ACTOR, at=AT)
    assert not ran


@pytest.mark.parametrize("given", [{}, {"permission": "x.y.z", "open_because": "both"}])
def test_an_operation_says_who_may(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="names a permission"):
        operation(**given)
