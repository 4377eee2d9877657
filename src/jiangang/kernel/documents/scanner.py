"""A client of the virus scanner clamd (command INSTREAM). Optional: without an address nothing is scanned,
and said so.

Protocol: `zINSTREAM` with a NUL, then pieces each led by its length in four bytes, big-endian, ended by a
zero length; the answer ends with OK, FOUND or ERROR (manual page of clamd).
"""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

CHUNK = 128 * 1024
MAX_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What came of scanning: `clean`, `infected` (words: the name), `failed` (words: why) or
    `not_scanned`.
    """

    state: str
    words: str = ""


NOT_SCANNED = ScanResult("not_scanned")


def scan(path: Path, address: str, *, timeout: float = 30.0) -> ScanResult:
    """Have a file scanned by clamd at `host:port` or `/path/of/socket`; seconds of `timeout` for each
    step.
    """
    if not address:
        return NOT_SCANNED
    try:
        with _connect(address, timeout) as connection, path.open("rb") as stream:
            connection.sendall(b"zINSTREAM\x00")
            while chunk := stream.read(CHUNK):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            return _read(_answer(connection))
    except (OSError, ValueError) as error:
        return ScanResult("failed", str(error)[:200])


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < MAX_ANSWER and not answer.endswith(b"\x00"):
        piece = connection.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\x00\n").decode("utf-8", "replace")


def _read(answer: str) -> ScanResult:
    words = answer.partition(": ")[2]
    if words == "OK":
        return ScanResult("clean")
    if words.endswith(" FOUND"):
        return ScanResult("infected", words.removesuffix(" FOUND")[:200])
    return ScanResult("failed", answer[:200] or "no answer")
