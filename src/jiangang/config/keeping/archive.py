"""The file of a backup: a plain tar of members, and last a manifest with the SHA-256 and size of each.

A file without its manifest, or with a member that differs from it, is broken; nothing of it is used.
"""

import errno
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from jiangang.config.supervision.trouble import Trouble

FORMAT = "jiangang-backup/1"
MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


@dataclass
class ArchiveWriter:
    """Adds members to an archive that is being written, and remembers what the manifest will say."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_file(self, name: str, path: Path) -> None:
        """Add one file under a name."""
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            reader = _HashingReader(source)
            self.tar.addfile(_member(name, size), reader)
        self.members[name] = {"sha256": reader.digest.hexdigest(), "size": size}

    def add_folder(self, name: str, folder: Path, *, may_vanish: bool = False) -> int:
        """Add every file of a folder; returns how many there were.

        may_vanish: files that give way to others while they are read are left out.
        """
        paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
        for path in paths:
            try:
                self.add_file(f"{name}/{path.relative_to(folder).as_posix()}", path)
            except FileNotFoundError:
                if not may_vanish:
                    raise
        return len(paths)

    def finish(self, facts: dict[str, Any]) -> None:
        """Add the manifest, which makes the archive whole."""
        manifest = {"format": FORMAT, **facts, "members": self.members}
        text = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        self.tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """Write an archive beside its place and put it there when it is whole; nothing stays of a failure."""
    if target.exists():
        raise Trouble("backup.exists", file=target)
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except OSError as error:
        raise told(error, target) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def extract(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a whole and unharmed archive into an empty folder; returns its manifest.

    Raises Trouble for a file that is no backup, is cut short, or differs from its manifest.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source, mode="r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None or not _is_plain(member.name):
                    raise Trouble("restore.broken", file=source, reason=member.name)
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    break
                found[member.name] = _write(content, folder / member.name)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Trouble("restore.broken", file=source, reason=str(error)) from error
    except OSError as error:
        raise told(error, folder) from error
    if manifest is None or manifest.get("format") != FORMAT:
        raise Trouble("restore.broken", file=source, reason=MANIFEST)
    if manifest.get("members") != found:
        raise Trouble("restore.broken", file=source, reason="SHA-256")
    return manifest


def told(error: OSError, path: Path) -> Trouble:
    """The sentence for a failure of the file system."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble("backup.disk_full", folder=path.parent)
    return Trouble("backup.unreadable", file=error.filename or path, reason=error.strerror or str(error))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    return member


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts


def _write(content: IO[bytes], target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return {"sha256": digest.hexdigest(), "size": size}


class _HashingReader(io.RawIOBase):
    """Hands a file on and hashes what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk
