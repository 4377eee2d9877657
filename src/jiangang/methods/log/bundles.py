"""Bundles and tiles as files: their paths read back, their bytes written and read, entries checked by hashes.

Addresses and the making of proofs from tiles are in `tiles`. Nothing here opens a file.
Source of all of it: C2SP tlog-tiles.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hmac import compare_digest

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.merkle import HASH_SIZE, leaf_hash
from jiangang.methods.log.tiles import WIDTH, Tile, index_path, tiles_between
from jiangang.methods.register import method

LARGEST_ENTRY = 0xFFFF
PREFIX = 2
PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
EXAMPLE = "the worked example of C2SP tlog-tiles (70,000 entries)"


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """Address of an entry bundle: the entries index * 256 up to width more. Raises ValueError as `Tile`."""

    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if self.index < 0 or not 1 <= self.width <= WIDTH:
            raise ValueError(f"there is no entry bundle {self.index} of width {self.width}")

    @property
    def path(self) -> str:
        """Path below the log's address: `tile/entries/x001/067`, with `.p/<width>` when partial."""
        return f"tile/entries/{index_path(self.index)}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @property
    def tile(self) -> Tile:
        """The tile of level 0 that holds the hashes of these entries."""
        return Tile(0, self.index, self.width)


@method("log.parse_tile_path", source="C2SP tlog-tiles, Merkle Tree and Log entries", verified=EXAMPLE)
def parse_tile_path(path: str) -> Tile | Bundle:
    """The tile or bundle that a path below the log's address names, in the one spelling of the specification.

    Raises Refused for any other text: leading zeros, a level above 63, `.p/256`, dots, other folders.
    """
    match = PATH.fullmatch(path)
    malformed = Refused(Finding("methods.log.finding.tile_path_malformed", params={"path": path[:200]}))
    if match is None:
        raise malformed
    index = int(re.sub("[x/]", "", match["index"]))
    width = int(match["width"] or WIDTH)
    try:
        bundle = match["level"] == "entries"
        found = Bundle(index, width) if bundle else Tile(int(match["level"]), index, width)
    except ValueError as error:
        raise malformed from error
    if found.path != path:
        raise malformed
    return found


@method("log.bundles_between", source="C2SP tlog-tiles, Log entries", verified=EXAMPLE)
def bundles_between(old_size: int, new_size: int) -> list[Bundle]:
    """Entry bundles that a log must write when it grows, as `tiles_between`; raises ValueError as it does."""
    return [Bundle(tile.index, tile.width) for tile in tiles_between(old_size, new_size) if tile.level == 0]


@method("log.encode_tile", source="C2SP tlog-tiles, Merkle Tree", verified=EXAMPLE)
def encode_tile(hashes: Iterable[bytes]) -> bytes:
    """The bytes of a tile from its 1 to 256 hashes; raises ValueError for another number or length."""
    found = list(hashes)
    if not 1 <= len(found) <= WIDTH or any(len(each) != HASH_SIZE for each in found):
        raise ValueError(f"a tile has 1 to {WIDTH} hashes of {HASH_SIZE} bytes")
    return b"".join(found)


@method("log.decode_tile", source="C2SP tlog-tiles, Merkle Tree", verified=EXAMPLE)
def decode_tile(tile: Tile, content: bytes) -> list[bytes]:
    """The hashes of a tile; raises Refused when the bytes are not as long as its width asks for."""
    if len(content) != tile.width * HASH_SIZE:
        params = {"path": tile.path, "size": len(content), "expected": tile.width * HASH_SIZE}
        raise Refused(Finding("methods.log.finding.tile_wrong_size", params=params))
    return [content[place : place + HASH_SIZE] for place in range(0, len(content), HASH_SIZE)]


@method("log.encode_bundle", source="C2SP tlog-tiles, Log entries", verified="hashes of the level-0 tile")
def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle: each entry behind its length, 2 bytes big end first.

    Raises ValueError for no entry, more than 256, or one longer than 65,535 bytes.
    """
    if not 1 <= len(entries) <= WIDTH or any(len(each) > LARGEST_ENTRY for each in entries):
        raise ValueError(f"a bundle has 1 to {WIDTH} entries of at most {LARGEST_ENTRY} bytes")
    return b"".join(len(each).to_bytes(PREFIX, "big") + each for each in entries)


@method("log.decode_bundle", source="C2SP tlog-tiles, Log entries", verified="hashes of the level-0 tile")
def decode_bundle(bundle: Bundle, content: bytes) -> list[bytes]:
    """The entries of a bundle; raises Refused when the bytes are not exactly as many entries as its width."""
    entries: list[bytes] = []
    place = 0
    while place < len(content) and len(entries) <= bundle.width:
        begin = place + PREFIX
        place = begin + int.from_bytes(content[place:begin], "big")
        entries.append(content[begin:place])
    if place != len(content) or len(entries) != bundle.width:
        params = {"path": bundle.path, "expected": bundle.width}
        raise Refused(Finding("methods.log.finding.bundle_malformed", params=params))
    return entries


@method("log.check_bundle", source="C2SP tlog-tiles, Log entries", verified="every entry of a bundle changed")
def check_bundle(bundle: Bundle, entries: Sequence[bytes], hashes: Sequence[bytes]) -> list[Finding]:
    """A finding for each entry that does not hash to its place in the tile of level 0; empty when all do.

    hashes: as `decode_tile` gave them, once the tile itself was verified against a checkpoint. Raises
    ValueError when their numbers differ.
    """
    return [
        Finding(
            "methods.log.finding.entry_differs",
            params={"index": bundle.index * WIDTH + place, "path": bundle.path},
        )
        for place, (entry, wanted) in enumerate(zip(entries, hashes, strict=True))
        if not compare_digest(leaf_hash(entry), wanted)
    ]
