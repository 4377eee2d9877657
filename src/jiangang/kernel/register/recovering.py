"""Bringing back from a mirror what a restored database lacks; making the published files anew from rows."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.register import permissions, publishing, queries, tiles
from jiangang.kernel.register.entering import NewEntry, insert
from jiangang.kernel.register.files import Folder
from jiangang.kernel.register.models import Origin, Publication, Reconciliation
from jiangang.kernel.register.sources import Source, entries_between, read_checkpoint
from jiangang.methods.findings import Conflict, Finding, Refused
from jiangang.methods.log import (
    Checkpoint,
    CompactRange,
    leaf_hashes,
    note_signatures,
    note_text,
    read_leaf,
    verify_cosignatures,
)
from jiangang.methods.log.leaves import read_moment
from jiangang.methods.log.tiles import WIDTH

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came back: how many entries, from which index, and the size of the log now."""

    added: int
    first: int
    size: int


@operation(permission=permissions.RECOVER)
def recover(*, source: Source, actor: Actor, at: datetime) -> Recovered:
    """Bring back the entries that a mirror holds and this database lacks, so that the log goes on.

    A mirror of the origin in use must begin with exactly the entries that are here; what follows is entered
    in its place, and the mirror's checkpoint, which we have signed, is taken back too. A mirror of an earlier
    origin: its entries that are missing here are entered at the end. Raises Refused when the mirror is not
    signed by our keys or its tree is not what it signed, Conflict when entries here differ from the mirror's
    (open a new origin then, and recover after).
    """
    found, note = read_checkpoint(source, queries.trusted_logs())
    origin = Origin.objects.get(name=found.origin)
    ledger.take_turn()
    with connection.cursor() as cursor:
        # Takes the register's head, as every writer does; writes nothing.
        cursor.execute("INSERT INTO register_entry (kind, at, leaf) SELECT 'void', now(), '' WHERE false")
    present = tiles.head()
    if origin == queries.current_origin():
        fresh = list(_following(source, found, present.size))
        indexes = _enter(fresh)
        if (tiles.head().size, tiles.head().root()) != (found.size, found.root):
            raise Conflict(_difference(source, found, present.size))
        rows = [_taken_back(origin, found, note, at)]
    else:
        indexes, rows = _enter(_lost(source, found)), []
    restored = queries.open_restoration()
    if restored is not None:
        Reconciliation.objects.create(restoration=restored, how="recovered", recovered=len(indexes))
    ledger.append(
        actor=actor,
        at=at,
        act="register.recover",
        subject=f"register.origin:{origin.pk}",
        rows=[row for row in rows if row is not None],
        facts={"origin": found.origin, "added": len(indexes), "size": tiles.head().size},
    )
    transaction.on_commit(publishing.forget_confirmed)
    return Recovered(len(indexes), indexes[0] if indexes else present.size, tiles.head().size)


def rebuild(origin: Origin) -> int:
    """Write every tile and bundle of the signed log anew from its rows, beside the old ones, and then put
    them in their place; returns how many files there are. Refused when the rows do not give the signed root.
    """
    with publishing.one_publisher():
        latest = queries.latest_publication(origin)
        released = queries.latest_release(origin)
        folder = tiles.folder_of(origin.pk)
        fresh = Folder(folder.root.with_name(f"{folder.root.name}.anew"))
        shutil.rmtree(fresh.root, ignore_errors=True)
        for note in sorted({each.size for each in (released, latest) if each is not None}):
            tiles.extend(fresh, 0, note)
        if latest is None or tiles.root_at(fresh, latest.size) != bytes(latest.root):
            size = latest.size if latest is not None else 0
            raise Refused(Finding("register.finding.signed_other_root", params={"size": size}))
        if released is not None:
            fresh.replace("checkpoint", queries.note_of(released).encode())
        count = sum(1 for _ in fresh.paths())
        old = folder.root.with_name(f"{folder.root.name}.before")
        shutil.rmtree(old, ignore_errors=True)
        if folder.root.exists():
            folder.root.rename(old)
        if fresh.root.exists():
            fresh.root.rename(folder.root)
        shutil.rmtree(old, ignore_errors=True)
        return count


def _following(source: Source, found: Checkpoint, here: int) -> Iterator[bytes]:
    """Leaves of the mirror from our end on; Conflict when it is the shorter one."""
    if found.size < here:
        raise Conflict(Finding("register.finding.mirror_shorter", params={"size": found.size, "here": here}))
    if found.size == here:
        return
    for bundle, entries, _ in entries_between(source, here, found.size):
        yield from entries[max(0, here - bundle.index * WIDTH) :]


def _lost(source: Source, found: Checkpoint) -> list[bytes]:
    """Leaves of an earlier origin's mirror that are in no row here; the mirror's root is recomputed first."""
    tree = CompactRange()
    lost: list[bytes] = []
    for _, entries, hashes in entries_between(source, 0, found.size):
        tree.extend(hashes)
        with connection.cursor() as cursor:
            cursor.execute("SELECT leaf_hash FROM register_entry WHERE leaf_hash = ANY(%s)", [hashes])
            here = {bytes(each) for (each,) in cursor.fetchall()}
        lost += [leaf for leaf, each in zip(entries, hashes, strict=True) if each not in here]
    if tree.root() != found.root:
        raise Refused(Finding("register.finding.source_other_root", params={"size": found.size}))
    return lost


def _enter(leaves: Iterable[bytes]) -> list[int]:
    """Enter leaves that were public already, in their order."""
    waiting, indexes = list(leaves), []
    for place in range(0, len(waiting), AT_ONCE):
        part = []
        for leaf in waiting[place : place + AT_ONCE]:
            said = read_leaf(leaf)
            part.append(NewEntry(said["kind"], leaf, read_moment(said["at"])))
        indexes += insert(part)
    return indexes


def _difference(source: Source, found: Checkpoint, here: int) -> Finding:
    """From which entry on this database and the mirror say different things."""
    for bundle, _, hashes in entries_between(source, 0, min(here, found.size)):
        first = bundle.index * WIDTH
        rows = tiles.read_rows(first, min(first + len(hashes), here))
        for (index, leaf, _), wanted in zip(rows, hashes, strict=False):
            if leaf_hashes([bytes(leaf)])[0] != wanted:
                params = {"index": index, "here": here}
                return Finding("register.finding.mirror_differs", params=params)
    return Finding("register.finding.source_other_root", params={"size": found.size})


def _taken_back(origin: Origin, found: Checkpoint, note: bytes, at: datetime) -> Publication | None:
    """Keep the mirror's checkpoint, with the cosignatures of witnesses that we know, as ours."""
    latest = queries.latest_publication(origin)
    if latest is not None and latest.size >= found.size:
        return None
    text = note.decode()
    own = {(key.name, key.key_id) for key in queries.verifier_keys(origin)}
    lines = text.removeprefix(f"{note_text(note)}\n").splitlines(keepends=True)
    signed = [
        line for line, (name, raw) in zip(lines, note_signatures(note), strict=True) if (name, raw[:4]) in own
    ]
    bare = f"{note_text(note)}\n{''.join(signed)}"
    made = Publication.objects.create(origin=origin, size=found.size, root=found.root, note=bare, at=at)
    for key in queries.all_witness_keys():
        for line in lines:
            if line in signed:
                continue
            try:
                seen = verify_cosignatures(bare + line, [key])
            except Refused:
                continue
            for each in seen:
                publishing.keep_cosignature(made, key.name, line, each.time)
    return made
