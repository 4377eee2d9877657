"""Recomputing the register from its rows: numbers, leaf hashes, head, checkpoints, keys, cosignatures.

Rows come as 256 entries at a time, put together by the database in the very form of the published files, so
that a million entries take seconds. The files themselves are compared in `audit_files`.
"""

import time
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from jiangang.kernel.ledger.api import Fault, Report
from jiangang.kernel.register import queries, tiles
from jiangang.kernel.register.audit_files import FileAudit
from jiangang.kernel.register.keys import signer
from jiangang.kernel.register.models import Cosignature, Head, Origin, Publication
from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    Bundle,
    CompactRange,
    VerifierKey,
    decode_bundle,
    leaf_hashes,
    read_leaf,
    root_of,
    verify_checkpoint,
    verify_cosignatures,
)
from jiangang.methods.log.tiles import WIDTH

ENTRY, HEAD, PUBLICATION = "register_entry", "register_head", "register_publication"
COSIGNATURE, KEY = "register_cosignature", "register_key"
AT_ONCE = 64

_BUNDLES = """
SELECT index / 256, count(*), min(index), max(index),
       string_agg(substring(int4send(octet_length(leaf)) FROM 3) || leaf, ''::bytea ORDER BY index),
       string_agg(leaf_hash, ''::bytea ORDER BY index),
       bool_and(substring(leaf FROM 2 FOR 60 + octet_length(kind)) = register_leaf_beginning(kind, at))
  FROM register_entry WHERE index >= %s AND index < %s GROUP BY 1 ORDER BY 1
"""
_OUT_OF_TIME = """
SELECT index FROM (SELECT index, recorded_at, lag(recorded_at) OVER (ORDER BY index) AS before
                     FROM register_entry) AS rows WHERE recorded_at < before ORDER BY index LIMIT 20
"""
_WRONG_COLUMNS = """
SELECT index FROM register_entry WHERE index BETWEEN %s AND %s
   AND substring(leaf FROM 2 FOR 60 + octet_length(kind)) <> register_leaf_beginning(kind, at)
"""


class _Block(NamedTuple):
    """Up to 256 neighbouring entries as the rows hold them."""

    bundle_number: int
    entries: int
    first: int
    last: int
    bundle: bytes
    hashes: bytes
    agrees: bool


def fsck() -> Report:
    """Recompute the register; each fault names the table and row, or the file. Nothing is changed."""
    began = time.monotonic()
    audit = _Audit()
    audit.run()
    audit.report.seconds = time.monotonic() - began
    return audit.report


class _Audit:
    """One walk along the rows, with the files of the origin in use beside it."""

    def __init__(self) -> None:
        self.report = Report()
        self.origin = queries.current_origin()
        self.notes = list(Publication.objects.filter(origin=self.origin).order_by("size"))
        released = queries.latest_release(self.origin) if self.origin else None
        sizes = {note.size for note in (*self.notes[-1:], released) if note is not None}
        self.files = FileAudit(tiles.folder_of(self.origin.pk), sizes) if self.origin else None
        self.waiting = list(self.notes)
        self.roots: list[bytes] = []
        self.outer = CompactRange()
        self.edge: list[bytes] = []

    def run(self) -> None:
        """Walk, and write what is found into the report."""
        size = 0
        for block in _blocks():
            self.report.add(self._block(block, size))
            size = block.last + 1
        self.report.add(self._head(size))
        self.report.add(_out_of_time())
        for origin in queries.list_origins():
            self.report.add(_origin_faults(origin))
        self.report.add(_wrong_cosignatures())
        if self.files is not None and self.origin is not None:
            released = queries.latest_release(self.origin)
            note = queries.note_of(released).encode() if released is not None else None
            self.report.add(self.files.finish(self.roots, size, note))
            self.report.counts["tiles"] = self.files.compared
        self.report.size, self.report.root = size, self._range().root().hex()
        self.report.counts["checkpoints"] = len(self.notes)

    def _block(self, block: _Block, wanted: int) -> Iterator[Fault]:
        if block.first != wanted or block.entries != block.last - block.first + 1:
            yield Fault(ENTRY, str(wanted), "entries are missing from here on, or numbered wrongly")
        leaves = decode_bundle(Bundle(block.bundle_number, block.entries), block.bundle)
        hashes = leaf_hashes(leaves)
        whole = b"".join(hashes)
        if whole != block.hashes:
            for place, (computed, kept) in enumerate(zip(hashes, tiles.split(block.hashes), strict=True)):
                if computed != kept:
                    what = "its leaf does not give its leaf hash: a column was changed"
                    yield Fault(ENTRY, str(block.first + place), what)
        if not block.agrees:
            yield from _wrong_columns(block)
        if self.files is not None:
            yield from self.files.lowest(block.bundle_number, block.bundle, leaves, whole)
        yield from self._signed(hashes)
        if len(hashes) < WIDTH:
            self.edge = hashes
            return
        self.roots.append(root_of(hashes))
        self.outer.append(self.roots[-1])

    def _signed(self, hashes: list[bytes]) -> Iterator[Fault]:
        """Checkpoints whose size lies within these entries."""
        begin = len(self.roots) * WIDTH
        while self.waiting and self.waiting[0].size <= begin + len(hashes):
            note = self.waiting.pop(0)
            inner = CompactRange()
            inner.extend(hashes[: note.size - begin])
            if inner.size < WIDTH:
                root = CompactRange(note.size, [*self.outer.hashes, *inner.hashes]).root()
            else:
                full = self.outer.copy()
                full.append(root_of(hashes))
                root = full.root()
            if root != bytes(note.root):
                yield Fault(PUBLICATION, str(note.pk), f"was signed at {note.size} over other entries")

    def _range(self) -> CompactRange:
        inner = CompactRange()
        inner.extend(self.edge)
        size = len(self.roots) * WIDTH + inner.size
        return CompactRange(size, [*self.outer.hashes, *inner.hashes])

    def _head(self, size: int) -> Iterator[Fault]:
        row = Head.objects.filter(pk=1).first()
        packed = b"".join(self._range().hashes)
        if row is None or row.size != size or bytes(row.compact_range) != packed:
            yield Fault(HEAD, "1", "does not fit the entries")
        for note in self.waiting:
            if note.size:
                yield Fault(PUBLICATION, str(note.pk), f"was signed at {note.size}, and the rows end before")


def _blocks() -> Iterator[_Block]:
    """All rows, block by block; from one moment when the caller is in a transaction of that kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index), -1) + 1 FROM register_entry", [])
        size = int(cursor.fetchone()[0])
    for first in range(0, size, AT_ONCE * WIDTH):
        for row in tiles.binary_rows(_BUNDLES, [first, min(first + AT_ONCE * WIDTH, size)]):
            yield _Block(*row)


def _wrong_columns(block: _Block) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_COLUMNS, [block.first, block.last])
        for (index,) in cursor.fetchall():
            yield Fault(ENTRY, str(index), "its kind or moment is not the one that its leaf says")


def _out_of_time() -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_OUT_OF_TIME, [])
        for (index,) in cursor.fetchall():
            yield Fault(ENTRY, str(index), "was recorded before the entry in front of it")


def _origin_faults(origin: Origin) -> Iterator[Fault]:
    """The keys of an origin, and the signatures of all that was published under it."""
    trusted = []
    for key in queries.keys_of(origin):
        try:
            trusted.append(VerifierKey.parse(key.verifier_key))
        except ValueError:
            yield Fault(KEY, str(key.pk), "is no key any more")
            continue
        if not _is_named(key.index, key.verifier_key, origin.name):
            yield Fault(KEY, str(key.pk), "is not the key that its entry names")
    active = queries.active_key(origin)
    if active is not None and origin == queries.current_origin():
        try:
            signer(origin.name, active.file_name, active.verifier_key)
        except Refused as refused:
            yield Fault(KEY, str(active.pk), f"cannot sign ({refused})")
    for row in Publication.objects.filter(origin=origin).order_by("size").iterator(1000):
        try:
            signed = verify_checkpoint(row.note, trusted, origin=origin.name)
        except Refused as refused:
            yield Fault(PUBLICATION, str(row.pk), f"its signature does not hold ({refused})")
            continue
        if (signed.size, signed.root) != (row.size, bytes(row.root)):
            yield Fault(PUBLICATION, str(row.pk), "its signed text says something else than its columns")


def _is_named(index: int, verifier_key: str, origin: str) -> bool:
    entry = queries.find_entry(index)
    try:
        said = read_leaf(bytes(entry.leaf)) if entry is not None else {}
    except Refused:
        return False
    return said.get("verifier_key") == verifier_key or said.get("origin") == origin


def _wrong_cosignatures() -> Iterator[Fault]:
    keys = queries.all_witness_keys()
    for row in Cosignature.objects.select_related("publication").order_by("pk").iterator(1000):
        try:
            found = verify_cosignatures(row.publication.note + row.line, keys)
        except Refused:
            found = []
        if not any(each.key.name == row.witness and each.time == row.time for each in found):
            yield Fault(COSIGNATURE, str(row.pk), "is no cosignature of that witness and time")
