"""Bringing a backup into an empty office, here or on another machine: all of it, or nothing."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from jiangang.config.keeping.archive import extract, told
from jiangang.config.keeping.backup import FOLDERS
from jiangang.config.keeping.ledger_state import ledger_state
from jiangang.config.keeping.loading import load_dump
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.locks import FileLock
from jiangang.config.supervision.sharing import Addresses, office_database
from jiangang.config.supervision.trouble import Trouble


@dataclass(frozen=True)
class Restored:
    """What came back."""

    made_at: str
    documents: int
    ledger_size: int
    ledger_root: str


def restore(office: OfficeFolder, source: Path) -> Restored:
    """Bring the backup back and prove that the ledger is the same.

    Raises Trouble when the office is open or not empty, when the file is broken, when the disk is full
    (nothing is left half-written then), and with exit code 1 when the ledger's root differs afterwards.
    """
    os.umask(0o077)
    if not source.is_file():
        raise Trouble("backup.unreadable", file=source, reason=os.strerror(2))
    office.make()
    lock = FileLock(office.run_lock)
    if not lock.try_take():
        raise Trouble("restore.office_open", address=lock.read().get("address", "?"))
    try:
        with tempfile.TemporaryDirectory(dir=office.var, prefix=".restore-") as folder:
            staged = Path(folder)
            manifest = extract(source, staged)
            with office_database(office) as addresses:
                _refuse_unless_empty(office, addresses)
                load_dump(staged / "database.dump", addresses.owner, place=staged)
                try:
                    _put_folders(office, staged)
                    _bring_up_to_date(office, addresses)
                except BaseException:
                    _empty_again(office, addresses)
                    raise
                _compare_ledger(addresses, manifest)
                _mark_register(manifest)
    finally:
        lock.release()
    ledger = manifest["ledger"]
    documents = sum(1 for name in manifest["members"] if name.startswith("documents/"))
    return Restored(manifest["made_at"], documents, ledger["size"], ledger["root"])


def _refuse_unless_empty(office: OfficeFolder, addresses: Addresses) -> None:
    documents = office.var / "documents"
    with psycopg.connect(addresses.owner) as connection:
        row = connection.execute(
            """
            SELECT count(*) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            """
        ).fetchone()
    if (row and row[0]) or (documents.is_dir() and any(path.is_file() for path in documents.rglob("*"))):
        raise Trouble("restore.not_empty", var=office.var)


def _empty_again(office: OfficeFolder, addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    for name in FOLDERS:
        shutil.rmtree(office.var / name, ignore_errors=True)


def _put_folders(office: OfficeFolder, staged: Path) -> None:
    """Renaming cannot run out of disk; keys that this empty office made for itself give way."""
    try:
        for name in FOLDERS:
            target = office.var / name
            shutil.rmtree(target, ignore_errors=True)
            if (staged / name).is_dir():
                (staged / name).rename(target)
    except OSError as error:
        raise told(error, office.var) from error


def _bring_up_to_date(office: OfficeFolder, addresses: Addresses) -> None:
    """The roles' rights are not in the dump; migrations of a newer build run now."""
    os.environ.update(addresses.environment(with_owner=True), VAR=str(office.var))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django

    django.setup()
    from django.db import connection

    from jiangang.config.supervision.migrating import migrate

    migrate(addresses.owner, connection.settings_dict["USER"])


def _mark_register(manifest: dict[str, Any]) -> None:
    """Nothing is entered into the register of papers before its witnesses say that nothing is missing."""
    from jiangang.kernel.office import api as offices
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api as register

    at = offices.clock()
    actor = Actor.system("restore", on=at.date())
    register.note_restoration(backup_of=str(manifest["made_at"]), actor=actor, at=at)


def _compare_ledger(addresses: Addresses, manifest: dict[str, Any]) -> None:
    with psycopg.connect(addresses.application) as connection:
        size, root = ledger_state(connection)
    told_size, told_root = manifest["ledger"]["size"], manifest["ledger"]["root"]
    if (size, root) != (told_size, told_root):
        raise Trouble(
            "restore.ledger_differs",
            exit_code=1,
            size=size,
            root=root,
            told_size=told_size,
            told_root=told_root,
        )
