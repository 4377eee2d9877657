"""Asking witnesses to cosign, over HTTP (C2SP tlog-witness, add-checkpoint). No database here."""

import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import (
    AddCheckpoint,
    CosignerKey,
    consistency_proof,
    join_cosignatures,
    node_reader,
    verify_cosignatures,
)
from jiangang.methods.log.tiles import Tile

PATIENCE = 10.0
LARGEST_ANSWER = 100_000
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A checkpoint to be cosigned: the signed note, its size, and how to read tiles for a proof."""

    note: str
    size: int
    read_tile: Callable[[Tile], bytes]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a witness answered: HTTP status (0 for none), the size it has seen, the verified line and its
    time, or the finding that says why not.
    """

    key: CosignerKey
    status: int
    size: int = 0
    line: str = ""
    time: int = 0
    finding: Finding | None = None

    @property
    def cosigned(self) -> bool:
        """Whether a verified cosignature came."""
        return bool(self.line)


def ask_all(witnesses: Sequence[tuple[CosignerKey, str, int]], asked: Asked) -> list[Heard]:
    """Ask each witness (key, address, size that it is believed to have seen) at the same time."""
    if not witnesses:
        return []
    with ThreadPoolExecutor(max_workers=min(8, len(witnesses))) as pool:
        return list(pool.map(lambda each: ask(each[0], each[1], each[2], asked), witnesses))


def ask(key: CosignerKey, url: str, believed: int, asked: Asked) -> Heard:
    """Ask one witness; once more with the size that it names when it has seen another one."""
    old = min(believed, asked.size)
    for _ in range(2):
        try:
            status, body = _post(url, AddCheckpoint(old, _proof(old, asked), asked.note).encode())
        except (OSError, ValueError, urllib.error.URLError) as error:
            return _refused(key, 0, old, "witness_silent", reason=_words(error))
        if status == 200:
            return _cosigned(key, asked, body)
        seen = _size(body) if status == 409 else None
        if seen is None:
            break
        if seen > asked.size:
            return _refused(key, status, seen, "witness_ahead", seen=seen, size=asked.size)
        old = seen
    code = {422: "witness_contradicts", 403: "witness_distrusts", 404: "witness_unknowing"}.get(status)
    return _refused(key, status, old, code or "witness_refuses", status=status, seen=old)


def _proof(old: int, asked: Asked) -> tuple[bytes, ...]:
    if not 0 < old < asked.size:
        return ()
    return tuple(consistency_proof(old, asked.size, node_reader(asked.read_tile, asked.size)))


def _cosigned(key: CosignerKey, asked: Asked, body: bytes) -> Heard:
    try:
        joined = join_cosignatures(asked.note, body)
        found = [each for each in verify_cosignatures(joined, [key]) if each.key == key]
    except Refused:
        found = []
    if not found:
        return _refused(key, 200, asked.size, "witness_wrong_signature")
    lines = [line for line in joined.removeprefix(asked.note).splitlines(keepends=True)]
    mine = next(line for line in lines if line.startswith(f"— {key.name} ") and _is_of(key, asked.note, line))
    return Heard(key, 200, asked.size, mine, found[0].time)


def _is_of(key: CosignerKey, note: str, line: str) -> bool:
    try:
        return bool(verify_cosignatures(note + line, [key]))
    except Refused:
        return False


def _post(url: str, body: bytes) -> tuple[int, bytes]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError("the address of a witness begins with http:// or https://")
    handlers = [urllib.request.ProxyHandler({})] if parts.hostname in LOOPBACK else []
    opener = urllib.request.build_opener(*handlers, _NoRedirect())
    request = urllib.request.Request(  # noqa: S310  # the scheme was looked at above
        f"{url.rstrip('/')}/add-checkpoint", data=body, method="POST"
    )
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return int(answer.status), answer.read(LARGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(LARGEST_ANSWER)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A witness answers where it is configured, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""
        return


def _size(body: bytes) -> int | None:
    text = body.decode("ascii", errors="replace").strip()
    return int(text) if text.isdigit() and len(text) < 19 else None


def _words(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error or type(error).__name__)[:200]


def _refused(key: CosignerKey, answered: int, at: int, code: str, /, **params: object) -> Heard:
    finding = Finding(f"register.finding.{code}", params={"name": key.name, **params})
    return Heard(key, answered, at, finding=finding)
