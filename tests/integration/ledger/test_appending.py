"""Appending: what the database gives, what it covers, and what happens at the edges of transactions."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.ledger import leaf
from jiangang.kernel.ledger.models import Entry, EntryRow, Head
from jiangang.kernel.office.models import OfficeSetting
from jiangang.kernel.permissions import Actor
from jiangang.methods.log import CompactRange
from tests.integration.ledger.conftest import AT

Settle = Callable[..., Any]
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60)


def test_the_database_gives_number_time_and_hash(settle: Settle) -> None:
    first, second = settle(1), settle(2)
    assert (first.sequence, second.sequence) == (0, 1)
    stored = Entry.objects.get(pk=1)
    assert stored.recorded_at == second.recorded_at >= first.recorded_at > AT
    assert bytes(stored.leaf_hash) == second.leaf_hash
    assert len(second.leaf_hash) == 32


def test_the_head_is_the_compact_range_of_the_entries(committed_db: Any, clerk: Actor) -> None:
    for count in (1, 1, 5, 250, 3):
        ledger.append_many(
            ledger.Act(actor=clerk, at=AT, act="trial.note", subject=f"n:{n}") for n in range(count)
        )
        tree = CompactRange()
        tree.extend(bytes(leaf_hash) for leaf_hash in Entry.objects.values_list("leaf_hash", flat=True))
        head = Head.objects.get()
        assert (head.size, bytes(head.compact_range)) == (tree.size, b"".join(tree.hashes))
        assert ledger.root() == tree.root()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.tuples(TEXT, TEXT, TEXT, TEXT),
    facts=st.dictionaries(
        TEXT, TEXT | st.integers() | st.none() | st.booleans() | st.lists(TEXT, max_size=3)
    ),
    at=st.datetimes(timezones=st.just(UTC)) | st.datetimes(timezones=st.just(timezone(timedelta(hours=8)))),
)
def test_database_and_program_build_the_same_bytes(
    db: None, words: tuple[str, str, str, str], facts: dict[str, Any], at: datetime
) -> None:
    clerk = Actor(name=words[0][:40] or "x", on=AT.date(), posts=(words[1][:60],))
    try:
        leaf.moment(at)
    except OverflowError:  # the first or last hours of the calendar, moved to UTC
        return
    entry = ledger.append(
        actor=clerk,
        at=at,
        act=words[2] or "a",
        subject=words[3],
        case="案\n",
        facts=facts,
        personal={"n": words[0]},
    )
    stored = Entry.objects.get(pk=entry.sequence)
    assert stored.facts_json == leaf.canonical_json(facts)
    assert bytes(stored.leaf_hash) == entry.leaf_hash


def test_exact_facts_only(db: None, clerk: Actor) -> None:
    words: dict[str, Any] = {"actor": clerk, "at": AT, "act": "trial.note", "subject": "n"}
    entry = ledger.append(
        **words, facts={"mass": Decimal("1.50"), "on": AT.date(), "at": AT, "list": (1, "二")}
    )
    assert entry.facts == {
        "mass": "1.50",
        "on": "2026-03-02",
        "at": "2026-03-02T01:30:00.000000Z",
        "list": [1, "二"],
    }
    with pytest.raises(TypeError):
        ledger.append(**words, facts={"mass": 1.5})
    with pytest.raises(ValueError, match="NUL"):
        ledger.append(**words, facts={"a": "\x00"})
    with pytest.raises(ValueError, match="time zone"):
        ledger.append(**words | {"at": AT.replace(tzinfo=None)})
    with pytest.raises(LookupError):
        ledger.append(**words, rows=[entry])


def test_covered_rows_are_those_that_are_saved(settle: Settle) -> None:
    entry = settle(7)
    row = EntryRow.objects.get(entry=entry)
    saved = OfficeSetting.objects.get(key="trial.7")
    assert (row.form, row.row_key) == ("office.setting/1", str(saved.pk))
    texts = ["trial.7", '{"n": 7, "名": "苹果"}', "2026-01-01", "x"]
    columns = ("key", "value", "valid_from", "recorded_by")
    covered = leaf.Covered(row.form, row.row_key, bytes(row.digest))
    import hashlib

    assert bytes(row.digest) == hashlib.sha256(leaf.row_bytes(row.form, columns, texts)).digest()
    assert leaf.rows_digest([covered]) == bytes(entry.rows_digest)


def test_a_row_that_was_never_saved_is_no_row(db: None, clerk: Actor) -> None:
    with pytest.raises(KeyError):
        ledger.append(actor=clerk, at=AT, act="t", subject="s", rows=[("office.setting/1", 987654)])
    with pytest.raises(KeyError):
        ledger.append(actor=clerk, at=AT, act="t", subject="s", rows=[OfficeSetting(key="x")])


def test_a_rollback_leaves_no_gap(settle: Settle, clerk: Actor) -> None:
    settle(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        settle(2)
        raise ZeroDivisionError
    with transaction.atomic():
        settle(3)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            settle(4)
            raise ZeroDivisionError
        assert settle(5).sequence == 2
    assert list(Entry.objects.values_list("sequence", "subject")) == [
        (0, "setting:1"),
        (1, "setting:3"),
        (2, "setting:5"),
    ]
    assert ledger.verify().ok


def test_appenders_follow_one_another(settle: Settle) -> None:
    start = threading.Barrier(4)

    def run(first: int) -> None:
        try:
            start.wait()
            for number in range(first, first + 15):
                settle(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(100 * place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(60))
    report = ledger.verify()
    assert (report.ok, report.size, report.counts["rows"]) == (True, 60, 60)


def test_a_waiting_row_is_covered_by_the_next_entry_of_its_transaction(settle: Settle, clerk: Actor) -> None:
    def wait(key: str) -> OfficeSetting:
        row = OfficeSetting.objects.create(key=key, value=1, valid_from=AT.date(), recorded_by="x")
        ledger.cover_later(row)
        return row

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        wait("lost")
        raise ZeroDivisionError
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wait("lost too")
            raise ZeroDivisionError
        row = wait("kept")
        entry = ledger.append(actor=clerk, at=AT, act="t", subject="s")
        assert [covered.row_key for covered in entry.rows.all()] == [str(row.pk)]
        assert ledger.append(actor=clerk, at=AT, act="t", subject="s").rows.count() == 0
    with pytest.raises(ledger.LedgerFault):
        ledger.cover_later(row)
    assert ledger.verify().ok
