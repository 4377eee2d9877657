"""Recomputing the log from its entries: numbers, times, leaf hashes, covered rows, tiles, checkpoints,
head.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from jiangang.kernel.ledger import leaf
from jiangang.kernel.ledger.checkpoints import kept_keys
from jiangang.kernel.ledger.faults import Fault, Report
from jiangang.kernel.ledger.models import Head, Tile
from jiangang.kernel.ledger.reading import Ahead, stream
from jiangang.kernel.ledger.tree import split
from jiangang.methods.findings import Refused
from jiangang.methods.log.checkpoints import verify_checkpoint
from jiangang.methods.log.merkle import CompactRange, root_of
from jiangang.methods.log.notes import VerifierKey
from jiangang.methods.log.tiles import WIDTH

ENTRY, ROWS, PERSONAL = "ledger_entry", "ledger_entryrow", "ledger_personalrecord"
TILES, NOTES, HEAD = "ledger_tile", "ledger_checkpointnote", "ledger_head"
KEYS = "ledger_checkpointkey"

_ENTRIES = """
SELECT sequence, at, recorded_at, actor, post, act, subject, "case", facts_json, personal_commitment,
       rows_digest, leaf_form, leaf_hash
  FROM ledger_entry ORDER BY sequence
"""
_ROWS = "SELECT entry_id, form, row_key, digest FROM ledger_entryrow ORDER BY entry_id, form, row_key"
_PERSONAL = "SELECT entry_id, salt, data_json FROM ledger_personalrecord ORDER BY entry_id"
_NOTES = "SELECT size, id, root, note FROM ledger_checkpointnote ORDER BY size, id"
_LOWEST_TILES = 'SELECT "index", hashes, root FROM ledger_tile WHERE level = 0 ORDER BY "index"'
_HIGHER_TILES = """
SELECT above.level, above."index", above.hashes, above.root, below.root
  FROM ledger_tile AS above
  LEFT JOIN ledger_tile AS below
    ON below.level = above.level - 1 AND below."index" / 256 = above."index"
 WHERE above.level > 0 ORDER BY above.level, above."index", below."index"
"""


class LogAudit:
    """One walk along the log. `pinned` keys, when given, are the only ones trusted to sign checkpoints."""

    def __init__(self, report: Report, pinned: Iterable[VerifierKey] = ()) -> None:
        self.report = report
        kept = list(kept_keys())
        self.keys = tuple(pinned) or tuple(key for _, key in kept if key is not None)
        report.add(Fault(KEYS, str(number), "is no key any more") for number, key in kept if key is None)
        self.range = CompactRange()
        self.last_recorded: datetime | None = None
        self.edge: list[bytes] = []
        self.signed = 0

    def run(self) -> None:
        """Walk, and write what is found into the report."""
        self.rows = Ahead(stream("audit_rows", _ROWS), lambda row: row[0])
        self.personal = Ahead(stream("audit_personal", _PERSONAL), lambda row: row[0])
        self.notes = Ahead(stream("audit_notes", _NOTES), lambda row: row[0])
        self.tiles = Ahead(stream("audit_tiles", _LOWEST_TILES), lambda row: row[0])
        for entry in stream("audit_entries", _ENTRIES):
            self.report.add(self._entry(entry))
        self.report.add(self._left_over())
        self.report.add(self._head())
        self.report.add(self._higher_tiles())
        self.report.size = self.range.size
        self.report.root = self.range.root().hex()

    def _entry(self, row: tuple[Any, ...]) -> Iterator[Fault]:
        sequence, at, recorded_at, *words, commitment, rows_digest, form, stored = row
        name = str(sequence)
        if sequence != self.range.size:
            yield Fault(ENTRY, name, f"comes where entry {self.range.size} was due")
        if self.last_recorded is not None and recorded_at < self.last_recorded:
            yield Fault(ENTRY, name, "was recorded before the entry in front of it")
        self.last_recorded = recorded_at
        if form != leaf.LEAF_FORM:
            yield Fault(ENTRY, name, f"has the unknown form {form}")
        actor, post, act, subject, case, facts_json = words
        data = leaf.leaf_bytes(
            sequence=sequence,
            at=at,
            recorded_at=recorded_at,
            actor=actor,
            post=post,
            act=act,
            subject=subject,
            case=case,
            facts_json=facts_json,
            personal_commitment=commitment,
            rows_digest=rows_digest,
        )
        computed = leaf.leaf_hash(data)
        if computed != stored:
            yield Fault(ENTRY, name, "does not give its leaf hash: a column was changed")
        yield from self._covered(sequence, rows_digest)
        yield from self._personal(sequence, commitment)
        yield from self._grow(computed)

    def _covered(self, sequence: int, rows_digest: bytes) -> Iterator[Fault]:
        covered = []
        for entry, form, key, digest in self.rows.until(sequence):
            if entry == sequence:
                covered.append(leaf.Covered(form, key, digest))
            else:
                yield Fault(ROWS, f"{entry} {form} {key}", "belongs to no entry")
        if leaf.rows_digest(covered) != rows_digest:
            yield Fault(
                ROWS, str(sequence), "the covered rows of this entry are not those that it was made with"
            )

    def _personal(self, sequence: int, commitment: bytes | None) -> Iterator[Fault]:
        found = list(self.personal.until(sequence))
        here = [row for row in found if row[0] == sequence]
        for row in found:
            if row[0] != sequence or commitment is None:
                yield Fault(PERSONAL, str(row[0]), "belongs to an entry that committed to nothing")
        if commitment is None:
            return
        if not here:
            yield Fault(PERSONAL, str(sequence), "is missing")
            return
        self.report.counts["personal"] += 1
        _, salt, data_json = here[0]
        if salt is None and data_json is None:
            self.report.counts["erased"] += 1
        elif salt is None or len(salt) != 32 or leaf.commitment(salt, data_json or "") != commitment:
            yield Fault(PERSONAL, str(sequence), "is not what the entry committed to")

    def _grow(self, leaf_hash: bytes) -> Iterator[Fault]:
        self.range.append(leaf_hash)
        self.edge.append(leaf_hash)
        if len(self.edge) == WIDTH:
            index = self.range.size // WIDTH - 1
            for found, hashes, root in self.tiles.until(index):
                self.report.counts["tiles"] += 1
                if found != index or hashes != b"".join(self.edge) or root != root_of(self.edge):
                    yield Fault(TILES, f"0/{found}", "does not hold the hashes of its entries")
            self.edge.clear()
        yield from self._signed(self.notes.until(self.range.size))

    def _signed(self, notes: Iterator[tuple[Any, ...]]) -> Iterator[Fault]:
        for size, number, root, note in notes:
            self.report.counts["checkpoints"] += 1
            self.signed = size
            name = f"{number} (size {size})"
            if size != self.range.size or root != self.range.root():
                yield Fault(NOTES, name, "was signed over other entries than these")
            try:
                signed = verify_checkpoint(note, self.keys)
            except Refused as refused:
                yield Fault(NOTES, name, f"its signature does not hold ({refused})")
            else:
                if (signed.size, signed.root) != (size, root):
                    yield Fault(NOTES, name, "its signed text says something else than its columns")

    def _left_over(self) -> Iterator[Fault]:
        yield from (
            Fault(ROWS, f"{row[0]} {row[1]} {row[2]}", "belongs to no entry") for row in self.rows.rest()
        )
        yield from (Fault(PERSONAL, str(row[0]), "belongs to no entry") for row in self.personal.rest())
        yield from (Fault(TILES, f"0/{row[0]}", "lies past the end of the log") for row in self.tiles.rest())
        yield from self._signed(self.notes.rest())

    def _head(self) -> Iterator[Fault]:
        head = Head.objects.filter(pk=1).first()
        if head is None:
            yield Fault(HEAD, "1", "is missing")
        elif head.size != self.range.size or bytes(head.compact_range) != b"".join(self.range.hashes):
            yield Fault(HEAD, "1", "does not fit the entries")

    def _higher_tiles(self) -> Iterator[Fault]:
        whole, level = self.signed // WIDTH, 0
        while whole:
            kept = Tile.objects.filter(level=level, index__lt=whole).count()
            if kept != whole:
                yield Fault(TILES, f"level {level}", f"{kept} tiles are kept where {whole} are due")
            whole, level = whole // WIDTH, level + 1
        rows = stream("audit_higher", _HIGHER_TILES)
        for (level, index, hashes, root), below in groupby(rows, key=itemgetter(0, 1, 2, 3)):
            self.report.counts["tiles"] += 1
            same = hashes == b"".join(below_root for *_, below_root in below if below_root)
            if not same or root != root_of(split(hashes)):
                yield Fault(TILES, f"{level}/{index}", "does not hold the hashes of the tiles below it")
