"""Reading a published log from a folder or an address, and believing none of it before it is verified.

Neither Django nor a database: mirrors, monitors and recoveries use it on any machine.
"""

import contextlib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from jiangang.kernel.register.files import CHECKPOINT, Folder
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import (
    Bundle,
    Checkpoint,
    Tile,
    VerifierKey,
    bundles_between,
    check_bundle,
    decode_bundle,
    decode_tile,
    note_text,
    verify_note,
)
from jiangang.methods.log.notes import LARGEST_NOTE
from jiangang.methods.log.tiles import WIDTH

LARGEST_FILE = WIDTH * (2 + 0xFFFF)
PATIENCE = 30.0
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Source(Protocol):
    """Where a log's files can be read."""

    def find(self, path: str) -> bytes | None:
        """The content of a file by its path; None when it is not there."""


class Address:
    """A log at an address, such as https://example.org/register."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refused(Finding("register.finding.no_address", params={"address": url[:200]}))
        self.url = url.rstrip("/")
        handlers = [urllib.request.ProxyHandler({})] if parts.hostname in LOOPBACK else []
        self._opener = urllib.request.build_opener(*handlers)

    def find(self, path: str) -> bytes | None:
        """The content of a file; None for 404. Refused when nobody answers, or with too much."""
        try:
            with self._opener.open(f"{self.url}/{path}", timeout=PATIENCE) as answer:
                found = answer.read(LARGEST_FILE + 1)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 404:
                    return None
            raise _unreachable(self.url, f"HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise _unreachable(self.url, str(getattr(error, "reason", error))) from error
        if len(found) > LARGEST_FILE:
            raise _unreachable(self.url, f"{path} is too large")
        return bytes(found)


def open_source(text: str) -> Source:
    """The log at an address or in a folder."""
    if text.startswith(("http://", "https://")):
        return Address(text)
    if not Path(text).is_dir():
        raise Refused(Finding("register.finding.no_address", params={"address": text[:200]}))
    return Folder(Path(text))


def read_checkpoint(source: Source, logs: Mapping[str, Sequence[VerifierKey]]) -> tuple[Checkpoint, bytes]:
    """The signed checkpoint of a source, verified by a trusted key, and the note itself.

    logs: trusted keys by origin. Refused when there is none, it is of another log, or not signed by a
    trusted key.
    """
    note = source.find(CHECKPOINT)
    if note is None or len(note) > LARGEST_NOTE:
        raise Refused(Finding("register.finding.no_checkpoint"))
    found = Checkpoint.parse(note_text(note))
    if found.origin not in logs:
        params = {"origin": found.origin, "expected": ", ".join(sorted(logs))}
        raise Refused(Finding("methods.finding.checkpoint_of_other_log", params=params))
    verify_note(note, logs[found.origin])
    return found, note


def read_tile(source: Source, tile: Tile) -> bytes:
    """The bytes of a tile, a whole one standing for its partial forerunner; Refused when it is not there."""
    found = source.find(tile.path)
    if found is None and tile.width < WIDTH:
        whole = source.find(Tile(tile.level, tile.index).path)
        found = None if whole is None else whole[: tile.width * 32]
    if found is None:
        raise Refused(Finding("register.finding.file_missing", params={"path": tile.path}))
    decode_tile(tile, found)
    return found


def read_bundle(source: Source, bundle: Bundle) -> list[bytes]:
    """The entries of a bundle, a whole one standing for its partial forerunner; Refused as `read_tile`."""
    found = source.find(bundle.path)
    if found is not None:
        return decode_bundle(bundle, found)
    whole = source.find(Bundle(bundle.index).path) if bundle.width < WIDTH else None
    if whole is None:
        raise Refused(Finding("register.finding.file_missing", params={"path": bundle.path}))
    return decode_bundle(Bundle(bundle.index), whole)[: bundle.width]


def entries_between(
    source: Source, first: int, last: int
) -> Iterator[tuple[Bundle, list[bytes], list[bytes]]]:
    """Bundles that hold the entries first up to last in a log of `last` entries: address, entries, and the
    hashes of their tile, with which they agree. The hashes are believed only when the root is recomputed.
    """
    for bundle in bundles_between(first, last):
        entries = read_bundle(source, bundle)
        hashes = decode_tile(bundle.tile, read_tile(source, bundle.tile))
        wrong = check_bundle(bundle, entries, hashes)
        if wrong:
            raise Refused(wrong)
        yield bundle, entries, hashes


def _unreachable(url: str, reason: str) -> Refused:
    return Refused(Finding("register.finding.unreachable", params={"address": url, "reason": reason[:200]}))


def published_keys(source: Source) -> list[VerifierKey]:
    """The log keys that a source says of itself (`keys`, lines `log KEY` and `rotated KEY`); to be compared.

    Refused (`register.finding.no_known_key`) when it says none.
    """
    said = (source.find("keys") or b"").decode(errors="replace")
    found = []
    for line in said.splitlines():
        what, _, key = line.partition(" ")
        if what in {"log", "rotated"}:
            with contextlib.suppress(ValueError):
                found.append(VerifierKey.parse(key))
    if not found:
        raise Refused(Finding("register.finding.no_known_key"))
    return found
