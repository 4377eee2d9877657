"""Files of a published log in a folder: written whole or not at all, and never over another content.

Knows neither Django nor the database, so that mirrors use it on any machine.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import Bundle, Tile, decode_bundle, encode_bundle
from jiangang.methods.log.merkle import HASH_SIZE

CHECKPOINT = "checkpoint"
DRAFT = ".draft-"


class Folder:
    """The folder of one log: `checkpoint` and everything below `tile/`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unsettled: set[Path] = set()

    def find(self, path: str) -> bytes | None:
        """The content of a file below the folder; None when it is not there."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def find_tile(self, tile: Tile) -> bytes | None:
        """The bytes of a tile; of a partial one that gave way to the whole tile, the beginning of that."""
        found = self.find(tile.path)
        if found is None and tile.width < 256:
            whole = self.find(Tile(tile.level, tile.index).path)
            found = None if whole is None else whole[: tile.width * HASH_SIZE]
        return found

    def find_bundle(self, bundle: Bundle) -> bytes | None:
        """The bytes of a bundle; of a partial one that gave way, the beginning of the whole."""
        found = self.find(bundle.path)
        if found is None and bundle.width < 256:
            whole = self.find(Bundle(bundle.index).path)
            if whole is not None:
                found = encode_bundle(decode_bundle(Bundle(bundle.index), whole)[: bundle.width])
        return found

    def read_tile(self, tile: Tile) -> bytes:
        """The bytes of a tile; Refused with its path when it is not there."""
        found = self.find_tile(tile)
        if found is None:
            raise Refused(Finding("register.finding.file_missing", params={"path": tile.path}))
        return found

    def write_new(self, path: str, content: bytes) -> bool:
        """Write a file that is to stay as it is; False when it is there already with the same content.

        Raises Refused when another content is there: a published tile never changes. OSError leaves what was.
        The name is on the disk after `settle`, or before the next `replace`.
        """
        there = self.find(path)
        if there is not None:
            if there != content:
                raise Refused(Finding("register.finding.file_differs", params={"path": path}))
            return False
        self._write(path, content)
        return True

    def replace(self, path: str, content: bytes) -> None:
        """Put a file in place of what was there, once all that was written before is on the disk."""
        self.settle()
        self._write(path, content)
        self.settle()

    def settle(self) -> None:
        """Bring the names of written files to the disk; their contents are there already."""
        for folder in self._unsettled:
            _sync_folder(folder)
        self._unsettled.clear()

    def _write(self, path: str, content: bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=DRAFT)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)
        self._unsettled.add(target.parent)

    def forget_partial(self, tile: Tile) -> None:
        """Remove the partial forerunners of a whole tile, and of its bundle: the whole one holds them all."""
        paths = [Tile(tile.level, tile.index).path]
        if tile.level == 0:
            paths.append(Bundle(tile.index).path)
        for path in paths:
            shutil.rmtree(self.root / f"{path}.p", ignore_errors=True)

    def paths(self) -> Iterator[str]:
        """Every file of the folder by its path, drafts of a writer that died left out."""
        for path in sorted(self.root.rglob("*")) if self.root.is_dir() else []:
            if path.is_file() and not path.name.startswith(DRAFT):
                yield path.relative_to(self.root).as_posix()

    def sweep(self) -> None:
        """Remove drafts that a writer left when it died."""
        for path in self.root.rglob(f"{DRAFT}*") if self.root.is_dir() else []:
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems know no sync of folders
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
