"""Reading the ledger for screens and other rooms. Rows leave here as dataclasses."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from jiangang.kernel.ledger import tree
from jiangang.kernel.ledger.models import Entry, EntryRow, PersonalRecord


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry as screens show it."""

    sequence: int
    at: datetime
    recorded_at: datetime
    actor: str
    post: str
    act: str
    subject: str
    case: str
    facts: Mapping[str, Any]
    leaf_hash: str
    entered_later: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """A business row that an entry covers."""

    form: str
    row_key: str
    digest: str


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """An entry with the rows it covers; `personal` is none, kept or erased. The personal facts stay where
    they are.
    """

    entry: EntryShown
    rows: tuple[RowShown, ...]
    personal: str


def list_entries() -> QuerySet[Entry]:
    """All entries, for the screen's table."""
    return Entry.objects.all()


def beginning_with(entries: QuerySet[Entry], words: str) -> QuerySet[Entry]:
    """The entries whose case or subject begins with the words, or whose actor they are."""
    return entries.filter(Q(case__startswith=words) | Q(subject__startswith=words) | Q(actor=words))


def shown(entry: Entry) -> EntryShown:
    """The entry as screens show it."""
    return EntryShown(
        sequence=entry.sequence,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        post=entry.post,
        act=entry.act,
        subject=entry.subject,
        case=entry.case,
        facts=json.loads(entry.facts_json),
        leaf_hash=bytes(entry.leaf_hash).hex(),
        entered_later=entry.recorded_later,
    )


def find_entry(sequence: int) -> EntryDetail | None:
    """One entry with what it covers, or None."""
    entry = Entry.objects.filter(pk=sequence).first()
    if entry is None:
        return None
    rows = EntryRow.objects.filter(entry=entry).order_by("form", "row_key")
    record = PersonalRecord.objects.filter(entry=entry).first()
    personal = "none" if record is None else "kept" if record.salt is not None else "erased"
    return EntryDetail(
        entry=shown(entry),
        rows=tuple(RowShown(row.form, row.row_key, bytes(row.digest).hex()) for row in rows),
        personal=personal,
    )


def last_sequence(subject: str, acts: Sequence[str] = ()) -> int | None:
    """Sequence of the newest entry about a subject, of these acts where any are named; None without one."""
    entries = Entry.objects.filter(subject=subject)
    if acts:
        entries = entries.filter(act__in=acts)
    return entries.order_by("-sequence").values_list("sequence", flat=True).first()


def first_sequences(form: str, keys: Iterable[str]) -> dict[str, int]:
    """Sequence of the entry that first covered each of these rows of a form, by the row's key."""
    rows = EntryRow.objects.filter(form=form, row_key__in=list(keys)).order_by("-entry_id")
    return {key: int(entry_id) for key, entry_id in rows.values_list("row_key", "entry_id")}


def size() -> int:
    """How many entries there are."""
    return tree.head().size


def root() -> bytes:
    """Root of the present log (32 bytes); that of the empty log before the first entry."""
    return tree.head().root()
