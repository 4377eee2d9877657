"""Set-up of every test. What the fixtures promise:

`db`                  an ordinary test: rolled back at its end, as the application's database role
`committed_db`        a fresh database of the test's own, cloned from the migrated template, which may commit
`owner_connection`, `superuser_connection`   plain psycopg connections to that same database
`office_server`       a running server on `committed_db`, for browsers; `page` a browser's page
`shared_data`         a file of the real data that is not in this repository; skips with a plain word
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jiangang.config.supervision import postgres
from tests.support import database, network
from tests.support.database import TestDatabases

pytest_plugins = ("tests.support.browser", "tests.support.demo")

TEMPLATE = "jiangang_template"
PURE = ("tests/unit/methods",)
SHARED_DATA_MARK = "shared data"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give Django a folder and settings of the tests' own, before pytest-django starts it.

    A run of nothing but the pure methods starts no Django at all.
    """
    _choose_examples()
    if _only_pure_tests(config):
        return
    os.environ["VAR"] = tempfile.mkdtemp(prefix="jiangang-tests-var-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STRICT_TEXTS = True
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder made above."""
    import shutil

    if os.environ.get("VAR", "").startswith(str(Path(tempfile.gettempdir()) / "jiangang-tests-var-")):
        shutil.rmtree(os.environ["VAR"], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would flush tables, and mark the users of a browser."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        mark = item.get_closest_marker("django_db")
        flushes = mark is not None and mark.kwargs.get("transaction")
        if flushes or fixtures & {"transactional_db", "live_server", "django_db_reset_sequences"}:
            raise pytest.UsageError(
                f"{item.nodeid} would flush tables, and append-only tables refuse it: "
                "use the fixture committed_db (or office_server)."
            )
        if "committed_db" in fixtures and ("db" in fixtures or mark is not None):
            raise pytest.UsageError(f"{item.nodeid} asks for both db and committed_db: choose one.")
        if "page" in fixtures or "browser" in fixtures:
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many tests were skipped for lack of shared data; CI shows this line."""
    skipped = terminalreporter.stats.get("skipped", [])
    without = [one for one in skipped if SHARED_DATA_MARK in str(one.longrepr)]
    write = terminalreporter.write_line
    write(f"Skipped for lack of shared data: {len(without)} of {len(skipped)} skipped.")
    blind = [one for one in skipped if "Chromium is not installed" in str(one.longrepr)]
    if blind:
        terminalreporter.write_line(
            f"!!! {len(blind)} BROWSER TESTS WERE NOT RUN: no Chromium here !!!", red=True
        )


def _choose_examples() -> None:
    """Property tests have no deadline, for the machine may be shared; in CI their examples are always the
    same.
    """
    from hypothesis import settings

    settings.register_profile("here", deadline=None, derandomize=os.environ.get("CI") == "true")
    settings.load_profile("here")


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """No test reaches another machine."""
    with network.only_loopback():
        yield


@pytest.fixture(autouse=True)
def forgotten_settings() -> None:
    """Each test reads the office's settings for itself; what another test rolled back is not remembered."""
    if "django" in sys.modules and os.environ.get("DJANGO_SETTINGS_MODULE"):
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[TestDatabases]:
    """A database server with a migrated template, for the whole run."""
    if "django" not in sys.modules or not os.environ.get("DJANGO_SETTINGS_MODULE"):
        pytest.fail("tests of the pure methods have no database")
    blocker = request.getfixturevalue("django_db_blocker")
    request.getfixturevalue("django_test_environment")
    migrate = database.Migrate(TEMPLATE)
    with ExitStack() as stack:
        stack.enter_context(blocker.unblock())
        if "TEST_DATABASE_URL" in os.environ:
            server = stack.enter_context(database.server_from_environment())
            template = f"{TEMPLATE}_{os.getpid()}"
            database.Migrate(template)(server)
            stack.callback(server.drop, template)
            yield server
            return
        kept = database.kept_template()
        if kept is not None and not kept.exists():
            database.build_kept_template(kept, migrate)
        server = stack.enter_context(database.embedded_server(kept))
        migrate(server)
        yield server


@pytest.fixture(scope="session")
def template_name() -> str:
    """The name of the migrated template database."""
    return f"{TEMPLATE}_{os.getpid()}" if "TEST_DATABASE_URL" in os.environ else TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(databases: TestDatabases, template_name: str, django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's own: one clone for all rolled-back tests, as the application's role."""
    name = databases.clone(template_name)
    with django_db_blocker.unblock(), database.connected_to(databases.url(postgres.APP, name)):
        django_db_blocker.block()
        yield
        django_db_blocker.restore()
    databases.drop(name)


@dataclass(frozen=True)
class CommittedDatabase:
    """A test's own database: its name and how each role, or another process, reaches it."""

    name: str
    databases: TestDatabases

    def url(self, role: str) -> str:
        """The address for `jiangang_app`, `jiangang_owner` or `jiangang_super`."""
        return self.databases.url(role, self.name)

    def environment(self) -> dict[str, str]:
        """Environment variables for a child process that is to work on this database."""
        return {
            **os.environ,
            "DATABASE_URL": self.url(postgres.APP),
            "DATABASE_OWNER_URL": self.url(postgres.OWNER),
        }


@pytest.fixture
def committed_db(
    databases: TestDatabases, template_name: str, django_db_blocker: Any, settings: Any, tmp_path: Path
) -> Iterator[CommittedDatabase]:
    """A fresh database that this test may commit to, also from threads and child processes, and a folder for
    the register that it publishes.
    """
    settings.REGISTER_DIR = tmp_path / "register"
    name = databases.clone(template_name)
    try:
        with django_db_blocker.unblock(), database.connected_to(databases.url(postgres.APP, name)):
            yield CommittedDatabase(name, databases)
    finally:
        databases.drop(name)


@pytest.fixture
def owner_connection(committed_db: CommittedDatabase) -> Iterator[psycopg.Connection]:
    """The owner of the test's database: migrates, and may change structure."""
    with psycopg.connect(committed_db.url(postgres.OWNER), autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser_connection(committed_db: CommittedDatabase) -> Iterator[psycopg.Connection]:
    """The superuser on the test's database: the thief with the keys, who must still be noticed."""
    with psycopg.connect(committed_db.url(postgres.SUPERUSER), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A function that gives the path of a real data file or folder, or skips the test."""
    root = Path(os.environ.get("SHARED_DATA") or database.REPOSITORY.parent / "shared" / "data")

    def find(name: str) -> Path:
        path = root / name
        if not path.exists():
            pytest.skip(f"{SHARED_DATA_MARK}: {name} is not on this machine")
        return path

    return find


def _only_pure_tests(config: pytest.Config) -> bool:
    asked = [str(word).partition("::")[0] for word in config.getoption("file_or_dir") or ()]
    pure = [database.REPOSITORY / folder for folder in PURE]
    return bool(asked) and all(
        any(Path(word).resolve().is_relative_to(folder) for folder in pure) for word in asked
    )
