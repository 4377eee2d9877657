"""Comparing published files with what the rows say; a wrong, missing or foreign file is named by its path."""

from collections.abc import Iterator

from jiangang.kernel.ledger.api import Fault
from jiangang.kernel.register.files import CHECKPOINT, Folder
from jiangang.kernel.register.tiles import read_rows
from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    Bundle,
    Tile,
    encode_bundle,
    leaf_hashes,
    parse_tile_path,
    root_of,
)
from jiangang.methods.log.merkle import HASH_SIZE
from jiangang.methods.log.tiles import HEIGHT, WIDTH

FILE = "file"


class FileAudit:
    """The files of one origin; sizes: those of the checkpoints whose tiles must all be there."""

    def __init__(self, folder: Folder, sizes: set[int]) -> None:
        self.folder, self.sizes = folder, sizes
        self.looked_at = {CHECKPOINT}
        self.compared = 0

    def lowest(self, number: int, bundle: bytes, leaves: list[bytes], hashes: bytes) -> Iterator[Fault]:
        """Bundle and tile of 256 entries, as far as they are signed."""
        for width in self._widths(0, number, len(leaves)):
            content = bundle if width == len(leaves) else encode_bundle(leaves[:width])
            yield from self._same(Bundle(number, width).path, content)
            yield from self._same(Tile(0, number, width).path, hashes[: width * HASH_SIZE])

    def finish(self, roots: list[bytes], size: int, note: bytes | None) -> Iterator[Fault]:
        """The tiles above the lowest, from the roots of the whole lowest ones; the checkpoint; strangers.

        note: the checkpoint that is to be served, None before the first.
        """
        levels = [[], roots]
        while len(levels[-1]) >= WIDTH:
            below = levels[-1]
            whole = len(below) // WIDTH
            levels.append([root_of(below[i * WIDTH : (i + 1) * WIDTH]) for i in range(whole)])
        for level, hashes in enumerate(levels):
            for number in range((len(hashes) + WIDTH - 1) // WIDTH):
                part = hashes[number * WIDTH : (number + 1) * WIDTH]
                for width in self._widths(level, number, len(part)):
                    yield from self._same(Tile(level, number, width).path, b"".join(part[:width]))
        yield from self._checkpoint(note)
        yield from self._others(levels, size)

    def _widths(self, level: int, number: int, most: int) -> set[int]:
        """How wide a tile must be for each of the checkpoints."""
        ends = ((size >> (HEIGHT * level)) - number * WIDTH for size in self.sizes)
        return {min(end, most, WIDTH) for end in ends if end > 0 and most}

    def _same(self, path: str, wanted: bytes) -> Iterator[Fault]:
        if path in self.looked_at:
            return
        self.looked_at.add(path)
        self.compared += 1
        found = self.folder.find(path)
        if found is None:
            if not self._has_grown(path):
                yield Fault(FILE, path, "is missing")
        elif found != wanted:
            yield Fault(FILE, path, "does not hold what its rows say")

    def _has_grown(self, path: str) -> bool:
        """Whether a partial file gave way to the whole one."""
        whole, _, width = path.rpartition(".p/")
        return bool(whole) and width.isdigit() and self.folder.find(whole) is not None

    def _checkpoint(self, note: bytes | None) -> Iterator[Fault]:
        found = self.folder.find(CHECKPOINT)
        if found == note:
            return
        if note is None:
            yield Fault(FILE, CHECKPOINT, "is there, and nothing was released yet")
        elif found is None:
            yield Fault(FILE, CHECKPOINT, "is missing")
        else:
            yield Fault(FILE, CHECKPOINT, "is not the checkpoint that was released last")

    def _others(self, levels: list[list[bytes]], size: int) -> Iterator[Fault]:
        """Files that no checkpoint of now needs: partial ones must still be right, others do not belong."""
        for path in self.folder.paths():
            if path in self.looked_at:
                continue
            try:
                found = parse_tile_path(path)
            except Refused:
                yield Fault(FILE, path, "does not belong to the log")
                continue
            level = found.level if isinstance(found, Tile) else 0
            if (found.index * WIDTH + found.width) << (HEIGHT * level) > size:
                yield Fault(FILE, path, "lies past the end of the log")
                continue
            yield from self._same(path, _wanted(found, level, levels))


def _wanted(found: Tile | Bundle, level: int, levels: list[list[bytes]]) -> bytes:
    first = found.index * WIDTH
    if level:
        return b"".join(levels[level][first : first + found.width])
    leaves = [bytes(leaf) for _, leaf, _ in read_rows(first, first + found.width)]
    return encode_bundle(leaves) if isinstance(found, Bundle) else b"".join(leaf_hashes(leaves))
