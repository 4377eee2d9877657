"""`jiangang run`: database, web server and worker of one office under one supervisor, until Ctrl-C.

Whatever happens to this process, `kill -9` included, the kernel tells the children to stop.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from jiangang.config.supervision.children import Command, die_with_parent, spawn, stop, sweep
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.locks import FileLock
from jiangang.config.supervision.postgres import Server
from jiangang.config.supervision.prepare import NO_OFFICE
from jiangang.config.supervision.readiness import Answer, ask
from jiangang.config.supervision.sharing import Addresses, start_when_free
from jiangang.config.supervision.trouble import Trouble
from jiangang.config.supervision.witnesses import commands as witness_commands
from jiangang.config.supervision.words import sentence, tell

LONGEST_PAUSE = 30.0
CALM_AFTER = 60.0  # seconds of life after which a child's earlier failures are forgotten
TRIES_BEFORE_OPEN = 3
LARGEST_LOG = 20 * 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """What `jiangang run` was asked for."""

    office: OfficeFolder
    host: str = "127.0.0.1"
    port: int = 8000
    tls_cert: Path | None = None
    tls_key: Path | None = None
    demo: bool = True
    logs_to_console: bool = False

    @property
    def address(self) -> str:
        """What to type into a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}"


class Closing(BaseException):
    """A signal asked the office to close."""


@dataclass
class Watched:
    """A child that is started again when it ends by itself, after a pause that grows.

    When the supervisor is killed the database closes at once and rolls back what is not committed; a child
    that went on waiting for it could do nothing more, so it is killed too.
    """

    name: str
    command: Command
    log: Path | None
    child: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start the child now."""
        self.started_at = time.monotonic()
        if self.log is None:
            self.child = spawn(self.command, death_signal=signal.SIGKILL, output=None)
            return
        with self.log.open("ab") as output:
            self.child = spawn(self.command, death_signal=signal.SIGKILL, output=output)

    def look_after(self) -> None:
        """Notice an end, say it, and start again when the pause is over."""
        now = time.monotonic()
        if self.child is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.child.poll()
        if code is None:
            return
        sweep(self.child)
        self.child = None
        self.failures = 1 if now - self.started_at > CALM_AFTER else self.failures + 1
        pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE)
        self.start_at = now + pause
        name = sentence(self.name)
        tell("run.child_ended", name=name, code=code, seconds=round(pause), log=self.log or "-")

    def stop(self) -> None:
        """Ask the child to finish what it does, and wait for it."""
        if self.child is not None:
            stop(self.child, with_signal=signal.SIGTERM, patience=20)
            self.child = None


@dataclass
class Supervisor:
    """The running office."""

    plan: Plan
    watched: list[Watched] = field(default_factory=list)
    server: Server | None = None

    def run(self) -> None:
        """Open the office and watch it until a signal comes; everything is closed on the way out."""
        office = self.plan.office
        office.make()
        lock = FileLock(office.run_lock)
        if not lock.try_take():
            raise AlreadyRunning(lock.read())
        check_port(self.plan.host, self.plan.port)
        lock.write({"pid": os.getpid(), "address": self.plan.address})
        tell("run.preparing", var=office.var)
        _listen_to_signals()
        try:
            with ExitStack() as stack:
                stack.callback(_say_closed)
                try:
                    addresses = self._open_database(stack)
                    self._prepare(addresses)
                    self._open_doors(addresses, stack)
                    self._watch()
                finally:
                    _ignore_signals()
        except Closing:
            return

    def _open_database(self, stack: ExitStack) -> Addresses:
        given = Addresses.given(os.environ)
        if given is not None:
            return given
        self.server = Server(self.plan.office)
        stack.callback(self.server.stop)
        start_when_free(self.plan.office, self.server)
        return Addresses.of_own_server(self.plan.office)

    def _prepare(self, addresses: Addresses) -> None:
        words = [sys.executable, "-m", "jiangang.config.supervision.prepare"]
        command = Command(
            words if self.plan.demo else [*words, "--no-demo"], self._environment(addresses, with_owner=True)
        )
        child = spawn(command, death_signal=signal.SIGTERM, output=None)
        try:
            while child.poll() is None:
                time.sleep(0.05)
        except Closing:
            stop(child, with_signal=signal.SIGTERM, patience=10)
            raise
        if child.returncode == NO_OFFICE:
            raise Trouble("run.no_office")
        if child.returncode:
            raise Trouble("run.prepare_failed", code=child.returncode)

    def _open_doors(self, addresses: Addresses, stack: ExitStack) -> None:
        plan = self.plan
        serve = [sys.executable, "-m", "jiangang.config.supervision.serve"]
        serve += ["--host", plan.host, "--port", str(plan.port)]
        if plan.tls_cert and plan.tls_key:
            serve += ["--tls-cert", str(plan.tls_cert), "--tls-key", str(plan.tls_key)]
        worker = [sys.executable, "-m", "jiangang.config.cli", "worker"]
        environment = self._environment(addresses, with_owner=False)
        for name, words in (("web", serve), ("worker", worker)):
            self._start(name, f"run.{name}", Command(words, environment), stack)
        self._wait_for_answer(self.watched[0])
        for name, command in witness_commands(plan.office, environment):
            self._start(name, "run.witness", command, stack)  # nobody waits for them while the doors open
        print(sentence("run.serving", address=plan.address), flush=True)

    def _start(self, name: str, label: str, command: Command, stack: ExitStack) -> None:
        log = None if self.plan.logs_to_console else _fresh_log(self.plan.office.logs / f"{name}.log")
        watched = Watched(label, command, log)
        self.watched.append(watched)
        stack.callback(watched.stop)
        watched.start()

    def _wait_for_answer(self, web: Watched) -> None:
        said_at = time.monotonic()
        while (answer := ask(self.plan.address)) is not Answer.GOOD:
            web.look_after()
            if answer is Answer.BROKEN or web.failures >= TRIES_BEFORE_OPEN:
                raise Trouble("run.child_hopeless", name=sentence(web.name), log=web.log, said=_tail(web.log))
            if time.monotonic() - said_at > 20:
                tell("run.still_starting", log=web.log or "-")
                said_at = time.monotonic()
            time.sleep(0.1)

    def _watch(self) -> None:
        while True:
            if self.server is not None and self.server.child is not None:
                self._look_after_database(self.server)
            for watched in self.watched:
                watched.look_after()
            time.sleep(0.2)

    def _look_after_database(self, server: Server) -> None:
        code = server.child.poll() if server.child else None
        if code is not None:
            tell("database.ended", code=code, log=server.log_path)
            server.child = None
            server.start()

    def _environment(self, addresses: Addresses, *, with_owner: bool) -> dict[str, str]:
        plan = self.plan
        values = {**os.environ, "VAR": str(plan.office.var), "PORT": str(plan.port)}
        values.pop("DATABASE_OWNER_URL", None)
        values.update(addresses.environment(with_owner=with_owner))
        if plan.tls_cert:
            values["JIANGANG_HTTPS"] = "1"
        return values


class AlreadyRunning(Trouble):
    """Another supervisor holds this office. What was asked for is there, so the exit code is 0."""

    def __init__(self, note: dict[str, object]) -> None:
        super().__init__(
            "run.already", exit_code=0, address=note.get("address", "?"), pid=note.get("pid", "?")
        )


def check_port(host: str, port: int) -> None:
    """`Trouble` with another port to try when this one cannot be opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # On Linux the address counts as free for a second binder until somebody listens.
            probe.listen()
        except PermissionError as error:
            raise Trouble("run.port_not_allowed", host=host, port=port, reason=error.strerror) from None
        except OSError as error:
            if error.errno == 98:
                raise Trouble("run.port_taken", host=host, port=port, other=port + 1) from None
            raise Trouble("run.port_not_allowed", host=host, port=port, reason=error.strerror) from None


def follow_parent() -> None:
    """Close the office when the process that started it (make) is killed."""
    die_with_parent(signal.SIGTERM, os.getppid())


def _listen_to_signals() -> None:
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, _close)


def _close(number: int, frame: FrameType | None) -> None:
    _ignore_signals()
    tell("run.closing")
    raise Closing


def _ignore_signals() -> None:
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)


def _say_closed() -> None:
    tell("run.closed")


def _fresh_log(path: Path) -> Path:
    """The log's path; a log that has grown large is put aside under `.1` first."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path


def _tail(path: Path | None) -> str:
    if path is None:
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-15:])
