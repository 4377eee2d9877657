"""Making tiles and bundles of the log from its rows: as it grows, or all anew."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from jiangang.kernel.register.files import Folder
from jiangang.kernel.register.models import Head
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import (
    EMPTY_ROOT,
    Bundle,
    CompactRange,
    Tile,
    encode_bundle,
    node_reader,
    range_hash,
    root_of,
    tiles_between,
)
from jiangang.methods.log.merkle import HASH_SIZE, NodeAt
from jiangang.methods.log.tiles import WIDTH

AT_ONCE = 32 * WIDTH
NODES_KEPT = 100_000


def folder_of(origin_id: int) -> Folder:
    """The folder in which the log is published under an origin."""
    return Folder(Path(settings.REGISTER_DIR) / str(origin_id))


def head() -> CompactRange:
    """The size and compact range that the database keeps with every entry."""
    row = Head.objects.get(pk=1)
    return CompactRange(row.size, split(bytes(row.compact_range)))


def split(packed: bytes) -> list[bytes]:
    """Hashes written one after another, as a list."""
    return [packed[place : place + HASH_SIZE] for place in range(0, len(packed), HASH_SIZE)]


def reader(folder: Folder, size: int) -> NodeAt:
    """Hashes of perfect subtrees of the tree of that size, from the folder's tiles; each calculated once."""
    return lru_cache(maxsize=NODES_KEPT)(node_reader(folder.read_tile, size))


def root_at(folder: Folder, size: int) -> bytes:
    """Root over the first `size` entries, from the folder's tiles."""
    return range_hash(0, size, reader(folder, size)) if size else EMPTY_ROOT


def extend(folder: Folder, old_size: int, new_size: int) -> None:
    """Write the tiles and bundles of a log that grew from the old size to the new one.

    Raises Refused when one is there with another content, OSError when it cannot be written; what was
    published before stays whole in either case.
    """
    roots: dict[Tile, bytes] = {}
    due = tiles_between(old_size, new_size)
    for tile, leaves, hashes in _lowest([each for each in due if each.level == 0]):
        folder.write_new(Bundle(tile.index, tile.width).path, encode_bundle(leaves))
        folder.write_new(tile.path, b"".join(hashes))
        if tile.width == WIDTH:
            roots[tile] = root_of(hashes)
    for tile in due:
        if tile.level:
            content = _above(folder, tile, roots)
            folder.write_new(tile.path, content)
            if tile.width == WIDTH:
                roots[tile] = root_of(split(content))
    folder.settle()


def _above(folder: Folder, tile: Tile, roots: dict[Tile, bytes]) -> bytes:
    """The bytes of a tile of an upper level: the roots of the whole tiles below it."""
    first = tile.index * WIDTH
    below = [Tile(tile.level - 1, first + place) for place in range(tile.width)]
    known = _forerunner(folder, tile, below, roots)
    hashes = [known[place : place + HASH_SIZE] for place in range(0, len(known), HASH_SIZE)]
    for each in below[len(hashes) :]:
        hashes.append(roots[each] if each in roots else root_of(split(folder.read_tile(each))))
    return b"".join(hashes)


def _forerunner(folder: Folder, tile: Tile, below: list[Tile], roots: dict[Tile, bytes]) -> bytes:
    """What an earlier partial tile holds of this one already; empty when there is none."""
    fresh = sum(1 for each in below if each in roots)
    before = tile.width - fresh
    if not 0 < before < WIDTH:
        return b""
    found = folder.find(Tile(tile.level, tile.index, before).path)
    return found if found is not None and len(found) == before * HASH_SIZE else b""


def _lowest(due: list[Tile]) -> Iterator[tuple[Tile, list[bytes], list[bytes]]]:
    """Leaves and leaf hashes of each tile of level 0, read from the rows some thousand at a time."""
    per_read = AT_ONCE // WIDTH
    for place in range(0, len(due), per_read):
        part = due[place : place + per_read]
        first, last = part[0].index * WIDTH, part[-1].index * WIDTH + part[-1].width
        rows = read_rows(first, last)
        for tile in part:
            begin = tile.index * WIDTH - first
            here = rows[begin : begin + tile.width]
            if len(here) != tile.width:
                raise Refused(
                    Finding("register.finding.rows_missing", params={"index": first + begin + len(here)})
                )
            yield tile, [bytes(leaf) for _, leaf, _ in here], [bytes(each) for _, _, each in here]


def read_rows(first: int, last: int) -> list[tuple[int, bytes, bytes]]:
    """Index, leaf and leaf hash of the entries first up to but not including last."""
    return list(
        binary_rows(
            "SELECT index, leaf, leaf_hash FROM register_entry "
            "WHERE index >= %s AND index < %s ORDER BY index",
            [first, last],
        )
    )


def binary_rows(query: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows in the database's binary form: bytes come as they are, not as digits to be read."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(query, params, binary=True)
        yield from cursor
