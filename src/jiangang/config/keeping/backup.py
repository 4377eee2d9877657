"""Writing everything that an office holds into one file, while it may go on working."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from jiangang.config.keeping.archive import told, writing
from jiangang.config.keeping.ledger_state import ledger_state
from jiangang.config.supervision.binaries import find_binaries
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.sharing import Addresses, office_database
from jiangang.config.supervision.trouble import Trouble
from jiangang.config.version import version

FOLDERS = ("register", "keys", "documents")


@dataclass(frozen=True)
class Written:
    """What a backup holds."""

    file: Path
    bytes: int
    documents: int
    ledger_size: int
    ledger_root: str


def default_file(office: OfficeFolder, label: str = "backup") -> Path:
    """A name by the time, in the office's own folder of backups."""
    return office.var / "backups" / f"jiangang-{label}-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"


def back_up(office: OfficeFolder, target: Path) -> Written:
    """Write the office's database, keys and documents into `target` with mode 0600.

    The dump and the ledger's size and root are of one moment; documents are written once and never
    changed, so those that the dump names are there afterwards. The published register is read before the
    dump: its files must not be ahead of the rows that they come back beside.
    """
    with office_database(office) as addresses, writing(target) as archive:
        counts = {"register": archive.add_folder("register", office.var / "register", may_vanish=True)}
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".dump-") as folder:
            dump = Path(folder) / "database.dump"
            size, root = _dump(addresses, dump, place=target)
            archive.add_file("database.dump", dump)
        counts |= {
            name: archive.add_folder(name, office.var / name) for name in FOLDERS if name not in counts
        }
        archive.finish(
            {
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "version": version(),
                "postgres": _server_version(addresses),
                "ledger": {"size": size, "root": root},
            }
        )
    return Written(target, target.stat().st_size, counts["documents"], size, root)


def _dump(addresses: Addresses, target: Path, *, place: Path) -> tuple[int, str]:
    with psycopg.connect(addresses.owner) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            size, root = ledger_state(connection)
        except psycopg.errors.UndefinedTable:
            raise Trouble("backup.no_office") from None
        exported = connection.execute("SELECT pg_export_snapshot()").fetchone()
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
        words += [f"--snapshot={exported[0]}"] if exported else []
        run_client("pg_dump", words, addresses.owner, place=place)
    return size, root


def run_client(program: str, words: list[str], address: str, *, place: Path) -> None:
    """Run one of PostgreSQL's own programs on a database; Trouble with its words when it fails.

    The password goes by the environment: the words of a command are open to every user of the machine.
    """
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    named = urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}"))
    command = [str(find_binaries().program(program)), *words, f"--dbname={named}"]
    environment = {**os.environ, "LC_ALL": "C", "PGPASSWORD": unquote(parts.password or "")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except OSError as error:
        raise told(error, place) from error
    if done.returncode == 0:
        return
    if "No space left on device" in done.stderr:
        raise Trouble("backup.disk_full", folder=place.parent)
    raise Trouble("backup.program_failed", program=program, said=done.stderr.strip()[-2000:])


def _server_version(addresses: Addresses) -> str:
    with psycopg.connect(addresses.application) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""
