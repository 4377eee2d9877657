"""The Merkle tree over stored entries: whole tiles are kept, the growing edge is calculated from leaf
hashes.
"""

from collections.abc import Iterator

from django.db import connection, transaction

from jiangang.kernel.ledger.models import Entry, Head
from jiangang.kernel.ledger.models import Tile as StoredTile
from jiangang.methods.log.merkle import HASH_SIZE, CompactRange, NodeAt, range_hash, root_of
from jiangang.methods.log.tiles import HEIGHT, WIDTH, Tile, node_reader

TILE_BYTES = WIDTH * HASH_SIZE


def head() -> CompactRange:
    """The size and compact range that the database keeps with every entry."""
    row = Head.objects.get(pk=1)
    packed = bytes(row.compact_range)
    return CompactRange(row.size, split(packed))


def split(packed: bytes) -> list[bytes]:
    """Hashes written one after another, as a list."""
    return [packed[place : place + HASH_SIZE] for place in range(0, len(packed), HASH_SIZE)]


def reader(size: int) -> NodeAt:
    """Hashes of perfect subtrees of the tree over the first `size` entries."""
    return node_reader(read_tile, size)


def root_at(size: int) -> bytes:
    """Root over the first `size` entries, from tiles and leaf hashes; ValueError for a size of 0."""
    return range_hash(0, size, reader(size))


def read_tile(tile: Tile) -> bytes:
    """The bytes of a tile; taken from the store when it is whole and kept, else calculated from below."""
    if tile.width == WIDTH:
        kept = StoredTile.objects.filter(level=tile.level, index=tile.index).first()
        if kept is not None:
            return bytes(kept.hashes)
    first = tile.index * WIDTH
    if tile.level == 0:
        hashes = Entry.objects.filter(sequence__gte=first, sequence__lt=first + tile.width)
        return b"".join(bytes(found) for found in hashes.values_list("leaf_hash", flat=True))
    below = StoredTile.objects.filter(level=tile.level - 1, index__gte=first, index__lt=first + tile.width)
    roots = dict(below.values_list("index", "root"))
    return b"".join(
        bytes(roots[index]) if index in roots else root_of(split(read_tile(Tile(tile.level - 1, index))))
        for index in range(first, first + tile.width)
    )


def extend_tiles(size: int) -> int:
    """Keep every whole tile of the tree over the first `size` entries; returns how many were added."""
    added = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(1784112211, 4096)")
        for level in range(1 + size.bit_length() // HEIGHT):
            whole = size >> (HEIGHT * (level + 1))
            kept = StoredTile.objects.filter(level=level).count()
            tiles = (_tile(level, index) for index in range(kept, whole))
            for batch in _batches(tiles, 256):
                added += len(StoredTile.objects.bulk_create(batch))
    return added


def _tile(level: int, index: int) -> StoredTile:
    hashes = read_tile(Tile(level, index))
    return StoredTile(level=level, index=index, hashes=hashes, root=root_of(split(hashes)))


def _batches(tiles: Iterator[StoredTile], size: int) -> Iterator[list[StoredTile]]:
    batch: list[StoredTile] = []
    for tile in tiles:
        batch.append(tile)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
