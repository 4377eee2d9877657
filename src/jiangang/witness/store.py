"""What the witness has seen, one small file for each log, compared and replaced as one act.

A file is written whole under a draft's name, brought to the disk, and renamed; the folder is brought to the
disk too before anything is signed. Whatever kills the program, the file holds the last head or the one
before, and what was signed is never newer than what is kept.
"""

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import Head, VerifierKey

HEADS, LOGS, LOCK = "heads", "logs", "lock"


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest head of a log, when it was cosigned (POSIX seconds), and the note as it came."""

    head: Head
    time: int = 0
    note: str = ""


class Store:
    """The folder of one witness. `hold` keeps a second program out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.turn = threading.Lock()
        self._lock: IO[str] | None = None

    def hold(self) -> None:
        """Take the folder for this process; Refused when another one works on it."""
        (self.folder / HEADS).mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = os.fdopen(handle, "r+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(Finding("witness.finding.taken", params={"folder": self.folder.name})) from error

    def logs(self) -> dict[str, tuple[VerifierKey, ...]]:
        """Trusted keys by origin, read anew each time: one key a line; `#` begins a remark.

        Raises ValueError for a line that is no key: a witness does not guess.
        """
        found: dict[str, tuple[VerifierKey, ...]] = {}
        for line in self._lines():
            key = VerifierKey.parse(line)
            found[key.name] = (*found.get(key.name, ()), key)
        return found

    def trust(self, key: VerifierKey) -> bool:
        """Trust a key from now on; False when it is trusted already."""
        lines = self._lines()
        if key.encode() in lines:
            return False
        self._write(self.folder / LOGS, "".join(f"{line}\n" for line in [*lines, key.encode()]))
        return True

    def distrust(self, key: VerifierKey) -> bool:
        """Trust a key no more; False when it was not trusted."""
        lines = self._lines()
        if key.encode() not in lines:
            return False
        self._write(self.folder / LOGS, "".join(f"{line}\n" for line in lines if line != key.encode()))
        return True

    def seen(self, origin: str) -> Seen:
        """What was seen of a log last; Refused when its file cannot be read: then nothing may be signed."""
        path = self._path(origin)
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if said["origin"] != origin:
                raise ValueError("the file is of another log")
            head = Head(int(said["size"]), bytes.fromhex(said["root"]))
            return Seen(head, int(said["time"]), str(said["note"]))
        except FileNotFoundError:
            return Seen(Head())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(Finding("witness.finding.head_broken", params={"file": path.name})) from error

    def keep(self, origin: str, seen: Seen) -> None:
        """Keep what is about to be cosigned; on the disk when this returns."""
        values = {
            "origin": origin,
            "size": seen.head.size,
            "root": seen.head.root.hex(),
            "time": seen.time,
            "note": seen.note,
        }
        self._write(self._path(origin), json.dumps(values, ensure_ascii=False, indent=1) + "\n")

    def origins(self) -> Iterator[str]:
        """The logs of which something was seen."""
        for path in sorted((self.folder / HEADS).glob("*.json")):
            with contextlib.suppress(OSError, ValueError, KeyError):
                yield json.loads(path.read_text(encoding="utf-8"))["origin"]

    def _path(self, origin: str) -> Path:
        return self.folder / HEADS / f"{sha256(origin.encode()).hexdigest()[:32]}.json"

    def _lines(self) -> list[str]:
        try:
            text = (self.folder / LOGS).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        lines = (line.partition("#")[0].strip() for line in text.splitlines())
        return [line for line in lines if line]

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
