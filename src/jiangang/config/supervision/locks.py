"""Locks between processes that end with the process that holds them, however it dies."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class FileLock:
    """A lock on a file (flock): held alone or shared, released at the latest by the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def try_take(self, *, shared: bool = False) -> bool:
        """Take the lock if nobody stands in the way; whether it was taken."""
        if self._file is None:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            self._file = os.fdopen(handle, "r+")
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def take(self, *, shared: bool = False, waiting: Callable[[], None] | None = None) -> None:
        """Wait for the lock; `waiting` is called once when that takes longer than a second."""
        began, said = time.monotonic(), False
        while not self.try_take(shared=shared):
            if waiting is not None and not said and time.monotonic() - began > 1:
                waiting()
                said = True
            time.sleep(0.1)

    def release(self) -> None:
        """Give the lock up."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, note: dict[str, object]) -> None:
        """Leave a note in the file for whoever finds it locked."""
        if self._file is None:
            raise RuntimeError("a note is left only by the holder of the lock")
        self._file.seek(0)
        self._file.truncate()
        json.dump(note, self._file)
        self._file.flush()

    def read(self) -> dict[str, object]:
        """The holder's note; empty when there is none yet."""
        try:
            note: dict[str, object] = json.loads(self.path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return note


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock on a file alone for the length of a block."""
    lock = FileLock(path)
    lock.take()
    try:
        yield
    finally:
        lock.release()
