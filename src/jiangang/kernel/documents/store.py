"""The store of bytes: a folder of files named by their SHA-256. Written once, never changed, read by hash."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from jiangang.methods.findings import Finding, Refused

CHUNK = 256 * 1024
RESERVE = 512 * 1024 * 1024
"""Room that is always left on the disk for the database, in bytes."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it arrived, in a temporary place: its path, length in bytes and SHA-256."""

    path: Path
    size: int
    sha256: str


def folder() -> Path:
    """The folder of the store, made when it is not there."""
    path = Path(settings.DOCUMENTS_DIR)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie; KeyError for what is no SHA-256."""
    if len(sha256) != 64 or any(letter not in "0123456789abcdef" for letter in sha256):
        raise KeyError(sha256)
    return folder() / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def received(chunks: Iterable[bytes], max_bytes: int) -> Iterator[Received]:
    """Write chunks to a temporary file, counting and hashing; it is gone afterwards unless `keep` took it.

    Raises Refused as soon as there are more than `max_bytes`, none at all, or no room on the disk; what was
    written by then is removed at once.
    """
    incoming = folder() / "incoming"
    incoming.mkdir(exist_ok=True, mode=0o700)
    if shutil.disk_usage(incoming).free < RESERVE + max_bytes:
        raise Refused(Finding("documents.finding.disk_full", field="file"))
    handle, name = tempfile.mkstemp(dir=incoming)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            size, digest = _write(chunks, target, max_bytes)
        if size == 0:
            raise Refused(Finding("documents.finding.empty", field="file"))
        yield Received(path, size, digest)
    finally:
        path.unlink(missing_ok=True)


def _write(chunks: Iterable[bytes], target: BinaryIO, max_bytes: int) -> tuple[int, str]:
    sha = hashlib.sha256()
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise Refused(too_large(max_bytes))
        sha.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return size, sha.hexdigest()


def too_large(max_bytes: int) -> Finding:
    """The finding for a file above the limit."""
    params = {"limit_mb": max_bytes // 1_048_576}
    return Finding("documents.finding.too_large", field="file", params=params)


def keep(arrived: Received) -> Path:
    """Move a received file to its place; the same bytes a second time lie there once."""
    place = path_of(arrived.sha256)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not place.exists():
        arrived.path.replace(place)
        place.chmod(0o400)
        _sync_folder(place.parent)
    return place


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file, piece by piece."""
    while chunk := stream.read(CHUNK):
        yield chunk


def digest_of(path: Path) -> str:
    """SHA-256 of a stored file as it is now, for verification."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
