"""A real `jiangang run` in a process of its own, for tests of the supervisor and of journeys from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PATIENCE = 120.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningOffice:
    """One supervisor as a child of the test; what it says goes to a file."""

    var: Path
    port: int
    options: tuple[str, ...] = ("--no-demo",)
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.said_in = self.var.with_name(f"{self.var.name}.{self.port}.said")
        with self.said_in.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jiangang.config.cli", "run", *self.options],
                env=environment(self.var, self.port),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything the supervisor has said so far."""
        return self.said_in.read_text()

    def wait_until(self, words: str) -> None:
        """Wait until these words were said; fails with all that was said when the office ends before."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether the web server answers at this moment."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def ask(self, path: str) -> bytes:
        """What the web server answers; empty when it answers with an error."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            return b""

    def family(self) -> list[psutil.Process]:
        """The supervisor's processes, all generations, without itself."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def close(self) -> int:
        """Ctrl-C, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def environment(var: Path, port: int) -> dict[str, str]:
    """The environment of an office in a folder, in English, without the tests' own database."""
    values = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE")}
    return {**values, "VAR": str(var), "PORT": str(port), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def all_gone(processes: list[psutil.Process], seconds: float = 20) -> list[psutil.Process]:
    """Those that still run after waiting; a dead one that nobody has collected yet does not run."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
