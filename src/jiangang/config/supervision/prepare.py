"""The process that makes an office ready before its doors open: structure, static files, demo, its day."""

import hashlib
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.sharing import Addresses
from jiangang.config.supervision.words import language, tell

REHEARSAL = "jiangang.rehearsal.api"
NO_OFFICE = 3  # exit code: there is no office, and no demo was wanted


def main() -> int:
    """Prepare the office that the environment describes; `--no-demo` loads nothing into an empty one."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    django.setup()
    translation.activate(language())
    addresses = Addresses.given(os.environ)
    if addresses is None:
        raise RuntimeError("the supervisor starts this process with DATABASE_URL")
    update_structure(addresses)
    bring_grants()
    collect_static_files()
    return prepare_office(demo="--no-demo" not in sys.argv)


def update_structure(addresses: Addresses) -> None:
    """Migrate as the owner; say how much there is to do, and when the guarantee is weaker."""
    from django.db import connection

    from jiangang.config.supervision.migrating import connected_to, migrate, owns_its_tables, pending_steps

    with connected_to(addresses.owner):
        steps = pending_steps()
    if steps:
        tell("run.migrating", count=steps)
    migrate(addresses.owner, connection.settings_dict["USER"])
    if owns_its_tables(addresses.application):
        tell("run.weaker")


def bring_grants() -> None:
    """An office of an earlier build is granted the permissions that this one brings, and is told which."""
    from jiangang.config.keeping.upgrade import bring_grants as bring

    granted = bring()
    if granted:
        tell("upgrade.granted", n=len(granted), permissions=", ".join(granted))


def collect_static_files() -> None:
    """Copy the static files under their far-future names, when any has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest.hexdigest())


def prepare_office(*, demo: bool) -> int:
    """Load the demo office into an empty database and play its day; later print that day from the records."""
    rehearsal: Any = import_module(REHEARSAL) if find_spec(REHEARSAL) else None
    if not has_office():
        if not demo:
            tell("run.no_office")
            return NO_OFFICE
        if rehearsal is None:
            tell("run.no_demo_yet")
            return 0
        tell("run.loading_demo")
        rehearsal.load_demo_office()
    from jiangang.config.supervision import witnesses

    office = OfficeFolder.from_environment()
    witnesses.prepare(office, int(os.environ.get("PORT") or 8000))
    if rehearsal is not None:
        if not rehearsal.has_played():
            with witnesses.awake(office):
                rehearsal.play_day()
        rehearsal.print_day()
        rehearsal.print_sign_ins()
    return 0


def has_office() -> bool:
    """Whether anybody works here yet."""
    from jiangang.kernel.people import api as people

    return people.anybody_works_here()


if __name__ == "__main__":
    raise SystemExit(main())
