"""Entering into the register, inside the transaction of the act that the entry is about.

Order of locks, the same for everybody: the counter of a number series, the ledger's head, the register's
head. `enter` takes the ledger's head first by itself, so that an act may append to the ledger before or after
it and never waits in a circle; only a number has to be taken before the first entry.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.register import queries
from jiangang.kernel.register.models import Entry
from jiangang.methods.findings import Conflict, Finding, Refused
from jiangang.methods.log import leaf_hashes, read_leaf
from jiangang.methods.log.leaves import leaf_moment

PUBLISH_TASK = "register.publish"

_INSERT = """
INSERT INTO register_entry (kind, at, leaf)
SELECT kind, at, leaf
  FROM unnest(%s::text[], %s::timestamptz[], %s::bytea[]) WITH ORDINALITY AS given (kind, at, leaf, place)
 ORDER BY place
RETURNING index, recorded_at, leaf_hash
"""


class NewEntry(NamedTuple):
    """One entry to make; see `enter`."""

    kind: str
    leaf: bytes
    at: datetime


def enter(kind: str, leaf: bytes, at: datetime) -> int:
    """Enter one public leaf within the caller's transaction and return its index.

    leaf: bytes of `methods.log.make_leaf(kind, at, …)`; its hash in the log is SHA-256(0x00 || leaf). The
    entry is covered by the next ledger entry of the transaction, which the caller appends; it is published
    once that commits, within a minute. Raises Refused for a leaf that is none or says another kind or moment,
    Conflict after a restore that was not compared with the witnesses yet, TransactionManagementError outside
    a transaction.
    """
    return enter_many([NewEntry(kind, leaf, at)])[0]


def enter_many(entries: Sequence[NewEntry]) -> list[int]:
    """Enter leaves in their order with one lock and one statement; their indexes. Errors as `enter`."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is made within the act that it is about")
    if not entries:
        return []
    for each in entries:
        _check(each)
    ledger.take_turn()
    if queries.open_restoration() is not None:
        raise Conflict(Finding("register.finding.restored_unchecked"))
    indexes = insert(entries)
    publish_soon()
    return indexes


def insert(entries: Sequence[NewEntry]) -> list[int]:
    """Write leaves that were checked before, and let the ledger cover their rows; for `recovering`."""
    columns: list[list[Any]] = [list(column) for column in zip(*entries, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [columns[0], columns[2], columns[1]])
        given = cursor.fetchall()
    hashes = leaf_hashes(columns[1])
    rows = []
    for each, wanted, (index, recorded_at, leaf_hash) in zip(entries, hashes, given, strict=True):
        if bytes(leaf_hash) != wanted:
            raise ledger.LedgerFault(
                f"entry {index}: the database's leaf hash is not the one calculated here"
            )
        rows.append(
            Entry(
                index=index, kind=each.kind, at=each.at, recorded_at=recorded_at, leaf=each.leaf,
                leaf_hash=wanted,
            )
        )  # fmt: skip
    ledger.cover_later(*rows)
    return [row.index for row in rows]


def publish_soon() -> None:
    """Have the worker publish when the transaction commits; once per transaction."""
    waiting = any(function is _defer for _, function, *_ in connection.run_on_commit)
    if not waiting and getattr(settings, "REGISTER_PUBLISHES_AT_ONCE", True):
        transaction.on_commit(_defer)


def _defer() -> None:
    """A wake-up that is lost, or one too many, costs nothing: the worker looks by itself too (`tasks`)."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        app.configure_task(PUBLISH_TASK, queue="register", queueing_lock=PUBLISH_TASK).defer()
    except AlreadyEnqueued:
        return


def _check(each: NewEntry) -> None:
    found = read_leaf(each.leaf)
    if found["kind"] != each.kind or found["at"] != leaf_moment(each.at):
        raise Refused(Finding("register.finding.leaf_of_other_act", params={"kind": each.kind}))
