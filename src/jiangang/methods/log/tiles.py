"""Tiles: a tree cut into files of at most 256 hashes, so that a static server can publish a log.

Here live addresses and contents of tiles. Writing and fetching them is the callers' affair.
Source of all of it: C2SP tlog-tiles.
"""

from collections.abc import Callable
from dataclasses import dataclass

from jiangang.methods.log.merkle import HASH_SIZE, NodeAt, root_of
from jiangang.methods.register import method

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""Hashes in a full tile."""
HIGHEST = 63
"""Highest level that a tile's path can name."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Address of a tile: hash i of the tile (level, index) is the perfect subtree at tree level 8 * level and
    place index * 256 + i. A width below 256 is a partial tile. Source: C2SP tlog-tiles, Merkle tree.
    """

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not 0 <= self.level <= HIGHEST or self.index < 0 or not 1 <= self.width <= WIDTH:
            raise ValueError(f"there is no tile {self.level}/{self.index} of width {self.width}")

    @property
    def path(self) -> str:
        """Path below the log's address: `tile/0/x001/x234/067`, with `.p/<width>` when partial."""
        return f"tile/{self.level}/{index_path(self.index)}" + (
            f".p/{self.width}" if self.width < WIDTH else ""
        )

    def content(self, node_at: NodeAt) -> bytes:
        """The bytes of the tile: its hashes one after another."""
        first = self.index * WIDTH
        return b"".join(node_at(self.level * HEIGHT, first + place) for place in range(self.width))


@method(
    "log.index_path",
    source="C2SP tlog-tiles, Merkle Tree",
    verified="the worked example of C2SP tlog-tiles (70,000 entries)",
)
def index_path(index: int) -> str:
    """A number as path of groups of three digits, all but the last marked with x: 1234067 → x001/x234/067."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


@method(
    "log.tiles_between",
    source="C2SP tlog-tiles, Merkle Tree",
    verified="the worked example of C2SP tlog-tiles (70,000 entries)",
)
def tiles_between(old_size: int, new_size: int) -> list[Tile]:
    """Tiles that a log must write when it grows from the old size to the new one, lowest level first.

    Each tile that got another hash is listed once, with its new width; with an old size of 0 these are all
    tiles of the tree. Raises ValueError when the log would shrink. Source: C2SP tlog-tiles, Partial tiles.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a log cannot go from {old_size} to {new_size} entries")
    found, level = [], 0
    old, new = old_size, new_size
    while new:
        if new > old:
            found += [
                Tile(level, index, min(WIDTH, new - index * WIDTH))
                for index in range(old // WIDTH, (new + WIDTH - 1) // WIDTH)
            ]
        old, new, level = old >> HEIGHT, new >> HEIGHT, level + 1
    return found


@method(
    "log.tile_holding",
    source="C2SP tlog-tiles, Merkle Tree",
    verified="proofs read from tiles against those of a whole tree",
)
def tile_holding(level: int, index: int, size: int) -> Tile:
    """The tile of a tree of that size from which a perfect subtree's hash can be read or calculated.

    Raises ValueError when the subtree is not full in a tree of that size.
    """
    if level < 0 or index < 0 or (index + 1) << level > size:
        raise ValueError(f"node {level}/{index} is not in a tree of {size} entries")
    tile_level = level // HEIGHT
    tile_index = (index << (level % HEIGHT)) // WIDTH
    at_level = size >> (tile_level * HEIGHT)
    return Tile(tile_level, tile_index, min(WIDTH, at_level - tile_index * WIDTH))


@method(
    "log.node_reader",
    source="C2SP tlog-tiles, Merkle Tree",
    verified="proofs read from tiles against those of a whole tree",
)
def node_reader(read: Callable[[Tile], bytes], size: int) -> NodeAt:
    """A `NodeAt` for a tree of that size, which reads each tile it needs once through `read`.

    Raises ValueError when a tile has another length than its width asks for.
    """
    kept: dict[Tile, bytes] = {}

    def node_at(level: int, index: int) -> bytes:
        tile = tile_holding(level, index, size)
        if tile not in kept:
            kept[tile] = read(tile)
            if len(kept[tile]) != tile.width * HASH_SIZE:
                raise ValueError(
                    f"{tile.path} has {len(kept[tile])} bytes instead of {tile.width * HASH_SIZE}"
                )
        count = 1 << (level % HEIGHT)
        first = (index * count - tile.index * WIDTH) * HASH_SIZE
        part = kept[tile][first : first + count * HASH_SIZE]
        return root_of(part[place : place + HASH_SIZE] for place in range(0, len(part), HASH_SIZE))

    return node_at
