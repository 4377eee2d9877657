"""Loading the dump of a backup into a database, also one of an older PostgreSQL than made the dump."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from jiangang.config.keeping.archive import told
from jiangang.config.keeping.backup import run_client
from jiangang.config.supervision.binaries import find_binaries
from jiangang.config.supervision.trouble import Trouble

KNOWS_ALL_SETTINGS = 17
"""From this major version on a server knows every setting that pg_restore speaks of."""

_COPY, _FROM, _END = b"COPY ", b" FROM stdin;\n", b"\\.\n"
_UNKNOWN_TO_OLDER = (b"SET transaction_timeout", b"\\restrict", b"\\unrestrict")
_OPTIONS = ["--exit-on-error", "--no-owner", "--no-privileges"]


def load_dump(dump: Path, address: str, *, place: Path) -> None:
    """All of the dump in one transaction, so that a failure leaves the database empty."""
    with psycopg.connect(address) as connection:
        major = connection.info.server_version // 10000
    if major >= min(KNOWS_ALL_SETTINGS, find_binaries().major):
        run_client("pg_restore", ["--single-transaction", *_OPTIONS, str(dump)], address, place=place)
    else:
        load_as_script(dump, address, place=place)


def load_as_script(dump: Path, address: str, *, place: Path) -> None:
    """Let pg_restore write the dump as statements and run those, without what an older server refuses.

    pg_restore itself sets `transaction_timeout`, which servers before 17 do not know, and has no option
    against it.
    """
    command = [str(find_binaries().program("pg_restore")), *_OPTIONS[1:], "--file=-", str(dump)]
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints)
        except OSError as error:
            raise told(error, place) from error
        with process, psycopg.connect(address) as connection:
            try:
                _run(connection, iter(process.stdout or ()))
            except psycopg.Error as error:
                process.kill()
                raise Trouble("backup.program_failed", program="pg_restore", said=str(error)) from error
            if process.wait() != 0:
                complaints.seek(0)
                said = complaints.read().decode(errors="replace").strip()[-2000:]
                raise Trouble("backup.program_failed", program="pg_restore", said=said)


def _run(connection: psycopg.Connection, lines: Iterator[bytes]) -> None:
    """Run the statements of a script as they come; rows are handed on line by line."""
    waiting: list[bytes] = []
    with connection.cursor() as cursor:
        for line in lines:
            if line.startswith(_COPY) and line.endswith(_FROM):
                cursor.execute(b"".join(waiting))
                waiting.clear()
                with cursor.copy(line.removesuffix(b";\n")) as rows:
                    for row in iter(lines.__next__, _END):
                        rows.write(row)
            elif not line.startswith(_UNKNOWN_TO_OLDER):
                waiting.append(line)
        cursor.execute(b"".join(waiting))
