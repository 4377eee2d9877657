"""Child processes that never outlive their parent.

The kernel of Linux sends a chosen signal to a child when its parent dies (PR_SET_PDEATHSIG), also after
`kill -9`. Elsewhere the ordinary stop is the only one.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jiangang.config.supervision.account import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def die_with_parent(death_signal: signal.Signals, parent: int | None = None) -> None:
    """Ask the kernel to send this process `death_signal` when its parent dies; at once if it already has."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), death_signal)


@dataclass(frozen=True)
class Command:
    """What to start: the words, where, with which environment and as whom."""

    words: Sequence[str | Path]
    environment: Mapping[str, str]
    folder: Path | None = None
    account: Account | None = None


def spawn(
    command: Command, *, death_signal: signal.Signals, output: IO[bytes] | int | None
) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, bound to the life of this process.

    Must be called by the main thread: the kernel watches the thread that forked, not the process.
    """
    account = command.account if command.account and command.account.drops else None
    return subprocess.Popen(
        [str(word) for word in command.words],
        env=dict(command.environment),
        cwd=command.folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        process_group=0,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        preexec_fn=_bind(death_signal, os.getpid()),
    )


def _bind(death_signal: signal.Signals, parent: int) -> Callable[[], None]:
    return lambda: die_with_parent(death_signal, parent)


def stop(child: subprocess.Popen[bytes], *, with_signal: signal.Signals, patience: float) -> None:
    """Ask the child to stop, wait `patience` seconds, then kill what is left of its group."""
    if child.poll() is None:
        child.send_signal(with_signal)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    sweep(child)


def sweep(child: subprocess.Popen[bytes]) -> None:
    """Kill what a dead child left running in its process group."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
    time.sleep(0.05)
