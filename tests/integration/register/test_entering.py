"""Entering: what the database gives, what it refuses, and two writers at once."""

import threading
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.register import api
from jiangang.kernel.register.models import Entry, Head
from jiangang.methods.findings import Refused
from jiangang.methods.log import CompactRange, leaf_hash, make_leaf, read_leaf
from tests.integration.register.conftest import AT, paper


def test_entries_are_numbered_and_hashed_as_the_log_asks(office: Any, fill: Any) -> None:
    assert fill("a", "b") == [0, 1]
    assert fill(*(f"n{n}" for n in range(600))) == list(range(2, 602))
    rows = list(Entry.objects.order_by("index"))
    assert bytes(rows[1].leaf_hash) == leaf_hash(paper("b")) == sha256(b"\0" + paper("b")).digest()
    tree = CompactRange()
    tree.extend(bytes(row.leaf_hash) for row in rows)
    head = Head.objects.get()
    assert (head.size, bytes(head.compact_range)) == (602, b"".join(tree.hashes))
    assert ledger.verify().ok


def test_a_rollback_leaves_no_gap(office: Any, fill: Any) -> None:
    fill("a")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        api.enter("issue", paper("lost"), AT)
        raise ZeroDivisionError
    assert fill("b") == [1]


def test_what_the_leaf_says_must_be_the_act(office: Any) -> None:
    void = make_leaf("void", AT, {"number": bytes(32), "reason": "spoilt"})
    with transaction.atomic():
        for kind, leaf in (("issue", void), ("issue", b"\xa0"), ("issue", paper("a") + b"\0")):
            with pytest.raises(Refused):
                api.enter(kind, leaf, AT)
    with pytest.raises(transaction.TransactionManagementError):
        api.enter("issue", paper("a"), AT)
    with pytest.raises(DatabaseError, match="another kind or moment"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_entry (kind, at, leaf) VALUES ('void', %s, %s)", [AT, paper("a")]
        )


REFUSED = [
    "UPDATE register_entry SET kind = 'void'",
    "DELETE FROM register_entry",
    "TRUNCATE register_entry CASCADE",
    "UPDATE register_head SET size = 0",
    "DELETE FROM register_publication",
    "SELECT nextval('register_next')",
    "INSERT INTO register_entry (index, kind, at, leaf) SELECT 5, kind, at, leaf FROM register_entry",
]


def test_the_application_only_adds(office: Any, fill: Any) -> None:
    fill("a")
    for statement in REFUSED:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_owner_changes_no_row_either(
    office: Any, fill: Any, owner_connection: psycopg.Connection
) -> None:
    fill("a")
    with pytest.raises(psycopg.Error, match="keeps every row"):
        owner_connection.execute("UPDATE register_entry SET kind = 'void'")


def test_a_clock_set_back_dates_nothing_back(
    office: Any, fill: Any, superuser_connection: psycopg.Connection
) -> None:
    fill("a")
    superuser_connection.execute("UPDATE register_head SET recorded_at = '2099-01-01 00:00+00'")
    fill("b")
    assert Entry.objects.get(pk=1).recorded_at.year == 2099
    assert api.fsck().ok


def test_writers_race_in_every_order_of_locks(opened: Any) -> None:
    numbering.define_series(
        code="trial", pattern="T{serial:6}", valid_from=AT.date(), actor=_definer(), at=AT
    )
    wrong: list[BaseException] = []

    def write(name: int) -> None:
        try:
            for n in range(12):
                with transaction.atomic():
                    if name % 3 == 0:
                        number = numbering.issue("trial", subject=f"x:{name}.{n}", actor=opened.one, at=AT)
                        api.enter("issue", paper(number), AT)
                    elif name % 3 == 1:
                        ledger.append(actor=opened.one, at=AT, act="trial.first", subject="x")
                        api.enter("issue", paper(f"{name}.{n}"), AT)
                    else:
                        api.enter("issue", paper(f"{name}.{n}"), AT)
                    ledger.append(actor=opened.one, at=AT, act="trial.last", subject="x")
                if name == 4:
                    api.publish(at=AT)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert list(Entry.objects.values_list("index", flat=True)) == list(range(73))
    assert api.publish(at=AT).size == 73
    assert api.fsck().ok
    assert ledger.verify().ok


def _definer() -> Any:
    from jiangang.kernel.numbering.permissions import DEFINE_SERIES
    from jiangang.kernel.permissions import Actor

    return Actor.system("trial", on=AT.date(), permissions=frozenset({DEFINE_SERIES}))


def test_nothing_personal_or_of_the_ledger_is_in_an_entry(office: Any, fill: Any) -> None:
    fill("310000226000001")
    said = read_leaf(bytes(Entry.objects.get().leaf))
    assert said.keys() == {"form", "kind", "at", "number", "record", "paper", "issued_on"}
    assert b"310000226000001" not in bytes(Entry.objects.get().leaf)
