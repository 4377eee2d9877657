"""Databases for tests: one server per run, one migrated template, a clone for whoever commits.

Tests talk to the database as the application's role, which owns nothing, because that is what an office
does. Clones are thrown away whole; no table is ever flushed, for append-only tables refuse to be.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from jiangang.config.supervision import postgres, roles
from jiangang.config.supervision.folder import OfficeFolder

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "jiangang"
# Nothing in a test database outlives the run, so it need not reach the disk.
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
KEPT_TEMPLATES = 6


@dataclass(frozen=True)
class TestDatabases:
    """A server's superuser and the passwords of the two roles; makes, clones and drops databases."""

    __test__ = False
    superuser_url: str
    passwords: dict[str, str]

    def url(self, role: str, database: str) -> str:
        """The address of a database for one role."""
        parts = urlsplit(self.superuser_url)
        if role == postgres.SUPERUSER:
            return urlunsplit(parts._replace(path=f"/{database}"))
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(
            parts._replace(netloc=f"{role}:{self.passwords[role]}@{place}", path=f"/{database}")
        )

    def prepare(self, template: str) -> None:
        """Make the roles, and an empty template database when it is not there."""
        with self._superuser() as connection:
            for role in (postgres.OWNER, postgres.APP):
                roles.make_role(connection, role, self.passwords[role])
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
            if not known:
                roles.make_database(connection, template)
        with psycopg.connect(self.url(postgres.OWNER, template), autocommit=True) as connection:
            roles.grant_to_application(connection, postgres.APP)

    def clone(self, template: str) -> str:
        """A new database with everything that the template holds; returns its name."""
        name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
        with self._superuser() as connection:
            roles.make_database(connection, name, template)
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""
        with self._superuser() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(self.superuser_url, autocommit=True)


@contextmanager
def embedded_server(kept: Path | None) -> Iterator[TestDatabases]:
    """A throw-away server in a temporary folder; started from a kept template folder when there is one."""
    folder = Path(tempfile.mkdtemp(prefix=f"jiangang-tests-{os.getpid()}-"))
    try:
        if kept is not None and kept.exists():
            os.utime(kept)  # the ones not used for longest are forgotten first
            shutil.copytree(kept, folder / "var", copy_function=_copy_with_owner)
            _restore_owners(kept, folder / "var")
        office = OfficeFolder(folder / "var")
        server = postgres.Server(office, FAST_AND_FORGETFUL)
        server.start()
        try:
            yield TestDatabases(postgres.url(office, postgres.SUPERUSER, "postgres"), office.passwords)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server_from_environment() -> Iterator[TestDatabases]:
    """The server that TEST_DATABASE_URL names, as its superuser."""
    address = os.environ["TEST_DATABASE_URL"]
    yield TestDatabases(address, {role: secrets.token_hex(12) for role in (postgres.OWNER, postgres.APP)})


def template_key() -> str:
    """A name for the present structure of the database: it changes when a migration or its SQL does."""
    digest = hashlib.sha256(os.environ["DJANGO_SETTINGS_MODULE"].encode())
    patterns = (
        "**/migrations/*.py",
        "**/sql*.py",
        "**/*.sql",
        "config/settings.py",
        "config/supervision/*.py",
    )
    files = sorted({path for pattern in patterns for path in SOURCE.glob(pattern)})
    for path in (*files, REPOSITORY / "requirements.lock"):
        digest.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def kept_template() -> Path | None:
    """Where this structure's migrated server folder is kept between runs; in CI only within one run."""
    if "JIANGANG_TEST_TEMPLATES" in os.environ:
        return Path(os.environ["JIANGANG_TEST_TEMPLATES"]) / template_key()
    if os.environ.get("CI") == "true":
        return None
    folder = Path(tempfile.gettempdir()) / f"jiangang-test-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        return None
    return folder / template_key()


def build_kept_template(kept: Path, migrate_template: "Migrate") -> None:
    """Migrate a server in a folder of its own, stop it, and keep the folder under its key."""
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=kept.parent))
    office = OfficeFolder(draft / "var")
    server = postgres.Server(office, FAST_AND_FORGETFUL)
    server.start()
    try:
        databases = TestDatabases(postgres.url(office, postgres.SUPERUSER, "postgres"), office.passwords)
        migrate_template(databases)
    except BaseException:
        server.stop()
        shutil.rmtree(draft, ignore_errors=True)
        raise
    server.stop()
    with suppress(OSError):  # another run may have kept the same structure a moment earlier
        (draft / "var").rename(kept)
    shutil.rmtree(draft, ignore_errors=True)
    _forget_old_templates(kept.parent)


class Migrate:
    """Brings a template database up to date as the owner, in this process."""

    def __init__(self, template: str) -> None:
        self.template = template

    def __call__(self, databases: TestDatabases) -> None:
        from jiangang.config.supervision import migrating

        databases.prepare(self.template)
        migrating.migrate(databases.url(postgres.OWNER, self.template), postgres.APP)


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    """Point Django's default connection, in every thread, at another database or role."""
    from jiangang.config.supervision import migrating

    try:
        with migrating.connected_to(address):
            _forget_cached_rows()
            yield
    finally:
        _forget_cached_rows()


def _forget_cached_rows() -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    ContentType.objects.clear_cache()
    cache.clear()


def _copy_with_owner(source: str, target: str) -> str:
    return str(shutil.copy2(source, target))


def _restore_owners(source: Path, target: Path) -> None:
    """A copy made by root belongs to root; give each file the owner it had."""
    if os.geteuid() != 0:
        return
    for place, folders, files in os.walk(source):
        here = target / Path(place).relative_to(source)
        for name in (".", *folders, *files):
            status = (Path(place) / name).lstat()
            os.chown(here / name, status.st_uid, status.st_gid, follow_symlinks=False)


def _forget_old_templates(folder: Path) -> None:
    known = sorted(
        (entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.stat().st_mtime
    )
    for entry in known[:-KEPT_TEMPLATES]:
        if not entry.name.startswith("draft-"):
            shutil.rmtree(entry, ignore_errors=True)
