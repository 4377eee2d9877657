"""Bringing an office to this build: back up first, change the structure, prove that the ledger is whole."""

import os
from dataclasses import dataclass
from pathlib import Path

from jiangang.config.keeping.backup import back_up, default_file
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.locks import FileLock
from jiangang.config.supervision.sharing import office_database
from jiangang.config.supervision.trouble import Trouble


@dataclass(frozen=True)
class Upgraded:
    """What was done; `granted` are the permissions that this build brought."""

    backup: Path
    steps: int
    granted: tuple[str, ...]
    ledger_size: int


def upgrade(office: OfficeFolder) -> Upgraded:
    """Upgrade a closed office. Trouble with exit code 1 and the backup's name when the ledger has faults."""
    office.make()
    lock = FileLock(office.run_lock)
    if not lock.try_take():
        raise Trouble("restore.office_open", address=lock.read().get("address", "?"))
    try:
        with office_database(office) as addresses:
            file = back_up(office, default_file(office, "before-upgrade")).file
            os.environ.update(addresses.environment(with_owner=True), VAR=str(office.var))
            steps = _change_structure(addresses.owner)
            granted = bring_grants()
            return Upgraded(file, steps, granted, _verify(file))
    finally:
        lock.release()


def _change_structure(owner_url: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django

    django.setup()
    from django.db import connection

    from jiangang.config.supervision.migrating import connected_to, migrate, pending_steps

    with connected_to(owner_url):
        steps = pending_steps()
    migrate(owner_url, connection.settings_dict["USER"])
    return steps


def bring_grants() -> tuple[str, ...]:
    """Grant the permissions that this build brings, from today on; Django is set up by the caller."""
    from django.conf import settings

    from jiangang.kernel.founding import api as founding
    from jiangang.kernel.office import api as office

    at = office.clock()
    actor = founding.founder(office.local_day(at))
    return founding.bring_new_grants(data=settings.FIRST_OFFICE_DATA, actor=actor, at=at)


def _verify(file: Path) -> int:
    from jiangang.kernel.ledger import api as ledger

    report = ledger.verify()
    if not report.ok:
        raise Trouble("upgrade.ledger_faulty", exit_code=1, faults=report.faults_found, file=file)
    return report.size
