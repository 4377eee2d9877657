"""One PostgreSQL server in an office's folder: make its data folder, start it, wait for it, stop it.

It listens on a socket in a private folder and on no network address. Every role has a generated password.
Stopping and crashing lose no commit: the server is only ever asked for its fast shutdown, never killed.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg

from jiangang.config.supervision.account import Account, can_enter, server_account
from jiangang.config.supervision.binaries import (
    Binaries,
    find_binaries,
    known_runtime_folder,
    reachable_binaries,
    runtime_folder,
)
from jiangang.config.supervision.children import Command, spawn
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.trouble import Trouble
from jiangang.config.supervision.words import tell

SUPERUSER, OWNER, APP = "jiangang_super", "jiangang_owner", "jiangang_app"
DATABASE = "jiangang"
_PORT = 5432
# Words in the log of a start that failed only because an earlier server is still ending.
_STILL_ENDING = ("postmaster.pid", "shared memory block", "could not lock")
_PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def url(office: OfficeFolder, role: str, database: str = DATABASE) -> str:
    """The connection URL of one role of the office's own server."""
    runtime = known_runtime_folder(office)
    if runtime is None:
        raise Trouble("database.not_running", var=office.var)
    password = quote(office.passwords[role], safe="")
    return f"postgresql://{role}:{password}@/{database}?host={quote(str(runtime), safe='')}&port={_PORT}"


def is_alive(office: OfficeFolder) -> bool:
    """Whether a server answers at the office's socket, recovering or ready."""
    runtime = known_runtime_folder(office)
    if runtime is None:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(runtime / f".s.PGSQL.{_PORT}"))
        except OSError:
            return False
    return True


@dataclass
class Server:
    """The server of one office. The caller holds the office's start lock while starting and stopping it.

    `options` are extra settings of the server, such as `{"fsync": "off"}` for tests.
    """

    office: OfficeFolder
    options: dict[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None

    @cached_property
    def account(self) -> Account:
        """The account the server runs under."""
        return server_account(self.office.data)

    @cached_property
    def runtime(self) -> Path:
        """The private folder of the socket."""
        return runtime_folder(self.office, self.account)

    @cached_property
    def binaries(self) -> Binaries:
        """The server's programs, where its account can run them."""
        return reachable_binaries(find_binaries(), self.account, self.runtime)

    @property
    def log_path(self) -> Path:
        """Where the server writes its log."""
        return self.office.logs / "postgres.log"

    def start(self) -> None:
        """Start the server and wait until it answers, however long its recovery takes."""
        self.office.make()
        self._initialise()
        for attempt in range(60):
            self._forget_dead_server()
            self.log_path.touch(mode=0o600)
            begins_at = self.log_path.stat().st_size
            self.child = self._spawn_server()
            if self._answers(self.child):
                return
            said = self._log_from(begins_at)
            if not any(words in said for words in _STILL_ENDING):
                raise Trouble("database.not_started", log=self.log_path, said=said[-2000:])
            if attempt == 3:
                tell("database.earlier_is_ending")
            time.sleep(1)
        raise Trouble("database.earlier_does_not_end", folder=self.office.data, log=self.log_path)

    def stop(self) -> None:
        """Ask for the fast shutdown and wait for it, so that the next start needs no recovery."""
        if self.child is not None:
            if self.child.poll() is None:
                self.child.send_signal(signal.SIGINT)
            while True:
                try:
                    self.child.wait(30)
                    break
                except subprocess.TimeoutExpired:
                    tell("database.still_writing")
            self.child = None
        shutil.rmtree(self.runtime, ignore_errors=True)
        self.office.runtime_note.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the data folder once, beside its final place, so that an interrupted start leaves no half."""
        if (self.office.data / "PG_VERSION").exists():
            self._check_version()
            return
        draft = self.office.data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.own(draft, 0o700)
        password_file = self.runtime / "password"
        password_file.write_text(self.office.passwords[SUPERUSER])
        self.account.own(password_file, 0o600)
        try:
            result = self._initdb(draft, password_file, ())
            if result.returncode and "shared memory" in result.stderr:
                shutil.rmtree(draft)
                draft.mkdir(mode=0o700)
                self.account.own(draft, 0o700)
                result = self._initdb(draft, password_file, ("--set", "dynamic_shared_memory_type=mmap"))
        finally:
            password_file.unlink()
        if result.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            if "No space left on device" in result.stderr:
                raise Trouble("backup.disk_full", folder=self.office.postgres)
            raise Trouble("database.not_made", folder=self.office.postgres, said=result.stderr[-2000:])
        draft.rename(self.office.data)

    def _initdb(
        self, folder: Path, password_file: Path, more: tuple[str, ...]
    ) -> subprocess.CompletedProcess[str]:
        locale = ("--locale-provider=builtin",) if self.binaries.major >= 17 else ()
        account = self.account if self.account.drops else None
        return subprocess.run(
            [
                self.binaries.program("initdb"), "-D", self._named(folder), "-U", SUPERUSER,
                "--encoding=UTF8", *locale, "--locale=C.UTF-8", "--auth=scram-sha-256",
                f"--pwfile={password_file}", *more,
            ],
            cwd=folder, env=_PLAIN_ENVIRONMENT, capture_output=True, text=True, check=False, umask=0o077,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )  # fmt: skip

    def _named(self, folder: Path) -> str:
        """How the server is told its data folder.

        Dropped to another account it may be unable to walk down from `/` (a clone in root's home). Its
        working folder is then set by root before the drop, and named through /proc.
        """
        if can_enter(self.account, folder):
            return str(folder)
        if self.binaries.major < 16 or not sys.platform.startswith("linux"):
            raise Trouble("database.folder_closed", folder=folder)
        return "/proc/self/cwd"

    def _spawn_server(self) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": str(self.runtime),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
            **self.options,
        }
        words: list[str | Path] = [self.binaries.program("postgres"), "-D", self._named(self.office.data)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        with self.log_path.open("ab") as output:
            command = Command(words, _PLAIN_ENVIRONMENT, folder=self.office.data, account=self.account)
            return spawn(command, death_signal=signal.SIGINT, output=output)

    def _answers(self, child: subprocess.Popen[bytes]) -> bool:
        """Wait until the server accepts a connection (true) or has ended (false)."""
        said_at = time.monotonic()
        while child.poll() is None:
            try:
                psycopg.connect(url(self.office, SUPERUSER, "postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise Trouble(
                        "database.wrong_passwords", file=self.office.postgres / "passwords.json"
                    ) from None
            else:
                return True
            if time.monotonic() - said_at > 10:
                tell("database.recovering")
                said_at = time.monotonic()
            time.sleep(0.03)
        return False

    def _forget_dead_server(self) -> None:
        """Remove a pid file whose number now belongs to another program (after a killed container)."""
        pid_file = self.office.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        if not Path("/proc/self").exists():
            return
        try:
            program = Path(os.readlink(f"/proc/{pid}/exe")).name
        except FileNotFoundError:
            program = ""
        except PermissionError:
            return
        if not program.startswith("postgres"):
            pid_file.unlink(missing_ok=True)

    def _check_version(self) -> None:
        made_by = int((self.office.data / "PG_VERSION").read_text())
        if made_by != self.binaries.major:
            raise Trouble(
                "database.other_version",
                folder=self.office.data,
                made_by=made_by,
                present=self.binaries.major,
            )

    def _log_from(self, position: int) -> str:
        with self.log_path.open("rb") as file:
            file.seek(position)
            return file.read().decode(errors="replace")
