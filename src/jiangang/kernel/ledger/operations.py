"""Appending to the ledger: one entry for one act, or many at once, in the act's own transaction."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from jiangang.kernel.ledger import leaf
from jiangang.kernel.ledger.copying import MANY, copy_entries, copy_rows, read_given
from jiangang.kernel.ledger.digests import cover
from jiangang.kernel.ledger.leaf import Covered
from jiangang.kernel.ledger.models import Entry, PersonalRecord
from jiangang.kernel.ledger.registry import Form, current_forms, get_form
from jiangang.kernel.permissions import Actor

Row = models.Model | tuple[str, Any] | Covered
"""A saved instance, covered by the newest version of each form of its model, or (form's name, key).

A bulk load that knows its rows' digests gives them as `Covered`; verification compares them as any other.
"""


class LedgerFault(RuntimeError):
    """The database and this program do not agree about the ledger; nothing may be written on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one entry is to say; the same words as `append`."""

    actor: Actor
    at: datetime
    act: str
    subject: str
    case: str = ""
    rows: Sequence[Row] = ()
    facts: Mapping[str, Any] | None = None
    personal: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Draft:
    act: Act
    facts_json: str
    covered: list[Covered]
    salt: bytes | None = None
    personal_json: str | None = None
    commitment: bytes | None = None
    rows_digest: bytes = field(default=b"")

    @property
    def columns(self) -> tuple[Any, ...]:
        """What is written of the entry by us; the rest is the database's."""
        act = self.act
        words = (act.at, act.actor.key, act.actor.post, act.act, act.subject, act.case)
        return (*words, self.facts_json, self.commitment, self.rows_digest)


def append(  # the words of an entry, all by keyword
    *,
    actor: Actor,
    at: datetime,
    act: str,
    subject: str,
    case: str = "",
    rows: Sequence[Row] = (),
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry, last of all in the operation's transaction; returns it with sequence and leaf hash.

    rows: the saved rows that the act made or changed; facts: non-personal values for readers and proofs;
    personal: values about people, kept outside the leaf behind a salted commitment and erasable later.
    TypeError for a fact without exact text, LookupError for a row without a registered form, KeyError for a
    row that is not saved.
    """
    words = Act(
        actor=actor, at=at, act=act, subject=subject, case=case, rows=rows, facts=facts, personal=personal
    )
    return append_many([words])[0]


def append_many(acts: Iterable[Act]) -> list[Entry]:
    """Append entries in their order within one transaction; the way for bulk loads. Errors as `append`."""
    asked = list(acts)
    if not asked:
        return []
    if connection.in_atomic_block:
        return _append(asked)
    with transaction.atomic():
        return _append(asked)


def record_many(acts: Iterable[Act]) -> int:
    """As `append_many`, for loads of thousands that need no entries back; returns how many there were."""
    asked = list(acts)
    if len(asked) < MANY:
        return len(append_many(asked))
    with transaction.atomic():
        drafts = _drafts(asked)
        sequences = copy_entries(_rows(drafts))
        looked_at = [0, len(drafts) // 2, len(drafts) - 1]  # one statement made them all alike
        for place, values in zip(looked_at, read_given(sequences[at] for at in looked_at), strict=True):
            _check(drafts[place], *values)
        _insert_covered(sequences, drafts)
    return len(asked)


def take_turn() -> None:
    """Take the ledger's head now, as the first append of the transaction would, before any lock of one's own.

    Acts that lock something of theirs and append before and after it all come in one order, and none waits
    for another in a circle. Nothing is written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (at, actor, act, subject, facts_json, rows_digest) "
            "SELECT now(), 'nobody', 'none', '', '{}', '' WHERE false"
        )


def _append(acts: list[Act]) -> list[Entry]:
    drafts = _drafts(acts)
    given = _insert_entries(drafts)
    for draft, values in zip(drafts, given, strict=True):
        _check(draft, *values)
    _insert_covered([sequence for sequence, _, _ in given], drafts)
    return [_entry(draft, *values) for draft, values in zip(drafts, given, strict=True)]


def _drafts(acts: list[Act]) -> list[_Draft]:
    named = [
        [pair for row in act.rows if not isinstance(row, Covered) for pair in _forms_of(row)] for act in acts
    ]
    named[-1] += [pair for row in _waiting() for pair in _forms_of(row)]
    keys: dict[Form, dict[Any, None]] = defaultdict(dict)
    for pairs in named:
        for form, key in pairs:
            keys[form][key] = None
    covered = cover(keys)
    drafts = []
    for act, pairs in zip(acts, named, strict=True):
        rows = {(row.form, row.row_key): row for row in act.rows if isinstance(row, Covered)}
        rows |= {(form.name, str(key)): covered[form.name, str(key)] for form, key in pairs}
        draft = _Draft(act, leaf.canonical_json(act.facts or {}), list(rows.values()))
        draft.rows_digest = leaf.rows_digest(draft.covered)
        if act.personal:
            draft.salt = secrets.token_bytes(32)
            draft.personal_json = leaf.canonical_json(act.personal)
            draft.commitment = leaf.commitment(draft.salt, draft.personal_json)
        drafts.append(draft)
    return drafts


def _forms_of(row: models.Model | tuple[str, Any]) -> list[tuple[Form, Any]]:
    if isinstance(row, tuple):
        return [(get_form(row[0]), row[1])]
    forms = current_forms(row._meta.label)
    if not forms:
        raise LookupError(f"{row._meta.label} has no form in the ledger: register one in ledger_forms.py")
    if row.pk is None:
        raise KeyError(f"{row._meta.label} is not saved")
    return [(form, row.pk) for form in forms]


_INSERT_ENTRIES = """
INSERT INTO ledger_entry (at, actor, post, act, subject, "case", facts_json, personal_commitment, rows_digest,
                          leaf_form)
SELECT at, actor, post, act, subject, "case", facts_json, personal_commitment, rows_digest, %s
  FROM unnest(%s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
              %s::bytea[], %s::bytea[])
       WITH ORDINALITY AS given (at, actor, post, act, subject, "case", facts_json, personal_commitment,
                                 rows_digest, place)
 ORDER BY place
RETURNING sequence, recorded_at, leaf_hash
"""


def _insert_entries(drafts: list[_Draft]) -> list[tuple[int, datetime, bytes]]:
    if len(drafts) >= MANY:
        return read_given(copy_entries(_rows(drafts)))
    columns = [list(column) for column in zip(*(draft.columns for draft in drafts), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ENTRIES, [leaf.LEAF_FORM, *columns])
        return list(cursor.fetchall())


def _rows(drafts: list[_Draft]) -> list[tuple[Any, ...]]:
    return [(*draft.columns, leaf.LEAF_FORM) for draft in drafts]


def _words(draft: _Draft, sequence: int, recorded_at: datetime) -> dict[str, Any]:
    act = draft.act
    return {
        "sequence": sequence,
        "at": act.at,
        "recorded_at": recorded_at,
        "actor": act.actor.key,
        "post": act.actor.post,
        "act": act.act,
        "subject": act.subject,
        "case": act.case,
        "facts_json": draft.facts_json,
        "personal_commitment": draft.commitment,
        "rows_digest": draft.rows_digest,
    }


def _check(draft: _Draft, sequence: int, recorded_at: datetime, leaf_hash: bytes) -> None:
    if leaf.leaf_hash(leaf.leaf_bytes(**_words(draft, sequence, recorded_at))) != bytes(leaf_hash):
        raise LedgerFault(f"entry {sequence}: the database's leaf hash is not the one calculated here")


def _entry(draft: _Draft, sequence: int, recorded_at: datetime, leaf_hash: bytes) -> Entry:
    words = _words(draft, sequence, recorded_at)
    return Entry.from_db(
        connection.alias,
        [*words, "leaf_form", "leaf_hash"],
        [*words.values(), leaf.LEAF_FORM, bytes(leaf_hash)],
    )


def _insert_covered(sequences: Sequence[int], drafts: list[_Draft]) -> None:
    _insert_rows(sequences, drafts)
    _insert_personal(sequences, drafts)


def _insert_rows(sequences: Sequence[int], drafts: list[_Draft]) -> None:
    rows = [
        (sequence, row.form, row.row_key, row.digest)
        for sequence, draft in zip(sequences, drafts, strict=True)
        for row in draft.covered
    ]
    if len(rows) >= MANY:
        copy_rows(rows)
    elif rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_entryrow (entry_id, form, row_key, digest) "
                "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[])",
                [list(column) for column in zip(*rows, strict=True)],
            )


def _insert_personal(sequences: Sequence[int], drafts: list[_Draft]) -> None:
    rows = [
        (sequence, draft.salt, draft.personal_json)
        for sequence, draft in zip(sequences, drafts, strict=True)
        if draft.commitment is not None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_personalrecord (entry_id, salt, data_json, erased_by) "
                "SELECT given.*, '' FROM unnest(%s::bigint[], %s::bytea[], %s::text[]) AS given",
                [list(column) for column in zip(*rows, strict=True)],
            )


def cover_later(*rows: models.Model) -> None:
    """Let the next entry of this transaction cover saved rows too: for rooms that serve other rooms'
    operations.

    What is rolled back to a savepoint meanwhile is left out. Forgotten when the transaction ends without an
    entry; verification then names the row.
    """
    if not connection.in_atomic_block:
        raise LedgerFault("a row waits for the ledger only inside the transaction of an act")
    this = _transaction()
    kept = [(number, other) for number, other in _pending() if number == this]
    connection.ledger_pending = [*kept, *((this, row) for row in rows)]  # type: ignore[attr-defined]  # of this thread's connection


def erase_personal(sequences: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Clear the personal facts of entries for good; their commitments stay. Returns how many were cleared."""
    return PersonalRecord.objects.filter(entry_id__in=list(sequences), erased_at__isnull=True).update(
        salt=None, data_json=None, erased_at=at, erased_by=actor.key
    )


def _pending() -> list[tuple[int, models.Model]]:
    return list(getattr(connection, "ledger_pending", ()))


def _transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def _waiting() -> list[models.Model]:
    waiting = _pending()
    if not waiting:
        return []
    this = _transaction()
    rows = [row for transaction_id, row in waiting if transaction_id == this]
    connection.ledger_pending = []  # type: ignore[attr-defined]
    by_model: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        by_model[type(row)].add(row.pk)
    saved = {
        (model, key)
        for model, keys in by_model.items()
        for key in model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
    }
    return [row for row in rows if (type(row), row.pk) in saved]
