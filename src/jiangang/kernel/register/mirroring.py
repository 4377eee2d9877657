"""Mirroring and monitoring a register from outside: what anybody may do who distrusts the office.

A mirror holds every file and proves each growth from what it held before. A monitor keeps one checkpoint and
asks for the proof that the log has only grown. Neither Django nor a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jiangang.kernel.register.files import CHECKPOINT, Folder
from jiangang.kernel.register.sources import Source, entries_between, read_checkpoint, read_tile
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import (
    Checkpoint,
    CompactRange,
    CosignerKey,
    Tile,
    VerifierKey,
    consistency_proof,
    encode_bundle,
    node_reader,
    range_hash,
    tiles_between,
    verify_consistency,
    verify_cosignatures,
)
from jiangang.methods.log.tiles import WIDTH

Logs = Mapping[str, Sequence[VerifierKey]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a log showed: its checkpoint, how many entries are new, which witnesses saw it."""

    checkpoint: Checkpoint
    added: int
    witnesses: tuple[str, ...] = ()


def mirror(source: Source, target: Path, logs: Logs) -> Seen:
    """Bring a mirror up to a source's present checkpoint; every entry is hashed, every root recomputed.

    The checkpoint is written last, so that an interrupted mirror holds the state before. Raises Refused, and
    changes nothing that was published, when the source is shorter, is another log, or contradicts what the
    mirror holds.
    """
    folder = Folder(target)
    found, note = read_checkpoint(source, logs)
    before = _held(folder, logs, found)
    tree = _tree_of(folder, before)
    folder.sweep()
    staged: dict[Tile, bytes] = {}
    for bundle, entries, hashes in entries_between(source, before, found.size):
        tree.extend(hashes[max(0, tree.size - bundle.index * WIDTH) :])
        folder.write_new(bundle.path, encode_bundle(entries))
        staged[bundle.tile] = b"".join(hashes)
    if (tree.size, tree.root()) != (found.size, found.root):
        raise Refused(Finding("register.finding.source_other_root", params={"size": found.size}))
    for tile in tiles_between(before, found.size):
        folder.write_new(tile.path, staged[tile] if tile in staged else read_tile(source, tile))
    if found.size and range_hash(0, found.size, node_reader(folder.read_tile, found.size)) != found.root:
        raise Refused(Finding("register.finding.source_other_root", params={"size": found.size}))
    folder.replace(CHECKPOINT, note)
    for tile in tiles_between(before, found.size):
        if tile.width == WIDTH:
            folder.forget_partial(tile)
    return Seen(found, found.size - before)


def _held(folder: Folder, logs: Logs, found: Checkpoint) -> int:
    """The size that the mirror holds already; Refused when the source fell behind it or speaks of another."""
    if folder.find(CHECKPOINT) is None:
        return 0
    held, _ = read_checkpoint(folder, logs)
    if held.origin != found.origin:
        params = {"old": held.origin, "new": found.origin}
        raise Refused(Finding("register.finding.origin_changed", params=params))
    if found.size < held.size:
        raise Refused(Finding("register.finding.shrunk", params={"old": held.size, "new": found.size}))
    root = range_hash(0, held.size, node_reader(folder.read_tile, held.size)) if held.size else held.root
    if root != held.root:
        raise Refused(Finding("register.finding.files_give_other_root", params={"size": held.size}))
    return held.size


def _tree_of(folder: Folder, size: int) -> CompactRange:
    """The compact range of what is held, from its tiles."""
    node_at = node_reader(folder.read_tile, size)
    hashes, place = [], 0
    while place < size:
        level = (size - place).bit_length() - 1
        hashes.append(node_at(level, place >> level))
        place += 1 << level
    return CompactRange(size, hashes)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a monitor asks for: trusted keys, witnesses and how many of them, and how old a checkpoint may be
    (seconds; 0 asks nothing), judged by the newest cosignature.
    """

    logs: Logs
    witnesses: tuple[CosignerKey, ...] = ()
    wanted: int = 0
    oldest: int = 0


def look(source: Source, state: Path, watch: Watch, at: datetime) -> Seen:
    """Look at a log once: signature, growth since the last look, witnesses, age. Keeps what it saw.

    state: the file with the checkpoint seen last. Raises Refused with everything that is wrong; the state
    then stays what it was, so that the next look compares with the last good one.
    """
    found, note = read_checkpoint(source, watch.logs)
    old = _last(state, watch.logs)
    wrong = [] if old is None else _not_grown(source, old, found)
    seen = verify_cosignatures(note, watch.witnesses)
    names = tuple(sorted({each.key.name for each in seen}))
    if len(names) < watch.wanted:
        params = {"required": watch.wanted, "found": len(names)}
        wrong.append(Finding("register.finding.too_few_witnesses", params=params))
    newest = max((each.time for each in seen), default=0)
    if watch.oldest and int(at.timestamp()) - newest > watch.oldest:
        age = int(at.timestamp()) - newest if newest else -1
        wrong.append(Finding("register.finding.checkpoint_old", params={"seconds": age}))
    if wrong:
        raise Refused(wrong)
    folder = Folder(state.parent)
    folder.replace(state.name, note)
    return Seen(found, found.size - (old.size if old else 0), names)


def _last(state: Path, logs: Logs) -> Checkpoint | None:
    note = Folder(state.parent).find(state.name)
    if note is None:
        return None
    return read_checkpoint(_One(note), logs)[0]


@dataclass(frozen=True, slots=True)
class _One:
    note: bytes

    def find(self, path: str) -> bytes | None:
        """The note, whatever is asked for."""
        return self.note


def _not_grown(source: Source, old: Checkpoint, new: Checkpoint) -> list[Finding]:
    """What says that the new log is not the old one grown."""
    if old.origin != new.origin:
        return [Finding("register.finding.origin_changed", params={"old": old.origin, "new": new.origin})]
    if new.size < old.size:
        return [Finding("register.finding.shrunk", params={"old": old.size, "new": new.size})]
    if old.size == 0:
        return []
    node_at = node_reader(lambda tile: read_tile(source, tile), new.size)
    proof = consistency_proof(old.size, new.size, node_at)
    if verify_consistency(old.size, new.size, old.root, new.root, proof):
        return []
    return [Finding("register.finding.forked", params={"old": old.size, "new": new.size})]
