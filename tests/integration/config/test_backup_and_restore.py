"""An office goes into a file and comes back elsewhere: the same records, the same ledger, or nothing."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from jiangang.config.founding_command import DATA
from jiangang.config.keeping.backup import back_up
from jiangang.config.keeping.restore import restore
from jiangang.config.supervision import roles
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.postgres import APP, OWNER, SUPERUSER
from jiangang.config.supervision.trouble import Trouble
from tests.support.database import connected_to

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def founded(committed_db, settings, tmp_path):
    """An office with a ledger and an open register, in the test's own database; its key lies in `here`."""
    from jiangang.kernel.founding import api as founding

    settings.KEYS_DIR = OfficeFolder(tmp_path / "here").var / "keys"
    plan = founding.OfficePlan(
        opens_on=AT.date(),
        settings={"name_zh": "试验局", "name_en": "Trial", "code": "320580"},
        units=(founding.UnitPlan("320580", "bureau", "Trial", "试验局"),),
        administrator=founding.Administrator("wang", "王一", "wang", "Correct-horse-9"),
        administrator_unit="320580",
    )
    founding.found_office(plan=plan, data=DATA, actor=founding.founder(AT.date()), at=AT)
    return committed_db


@pytest.fixture
def elsewhere(databases):
    """An empty database, as another machine has it: its name."""
    name = f"test_empty_{secrets.token_hex(4)}"
    with psycopg.connect(databases.superuser_url, autocommit=True) as connection:
        roles.make_database(connection, name)
    yield name
    databases.drop(name)


@pytest.fixture
def working_on(databases, monkeypatch):
    """Let the commands work on a database by its name."""

    def choose(name: str) -> None:
        monkeypatch.setenv("DATABASE_URL", databases.url(APP, name))
        monkeypatch.setenv("DATABASE_OWNER_URL", databases.url(OWNER, name))

    monkeypatch.setenv("VAR", "unused")
    return choose


@pytest.fixture
def file(founded, working_on, tmp_path) -> Path:
    """A backup of the founded office, with one document and one key."""
    office = OfficeFolder(tmp_path / "here")
    for name, text in (("documents/ab/cd/abcd", "a document"), ("keys/key", "a key")):
        path = office.var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    working_on(founded.name)
    done = back_up(office, tmp_path / "office.tar")
    assert done.documents == 1
    assert done.ledger_size > 0
    return done.file


def count(databases, name: str, table: str) -> int:
    with psycopg.connect(databases.url(SUPERUSER, name)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_office_comes_back_whole(file, founded, elsewhere, working_on, databases, tmp_path):
    working_on(elsewhere)
    there = OfficeFolder(tmp_path / "there")
    done = restore(there, file)
    assert (there.var / "documents/ab/cd/abcd").read_text() == "a document"
    assert (there.var / "keys/key").read_text() == "a key"
    assert done.ledger_size == count(databases, founded.name, "ledger_entry")
    for table in ("people_user", "people_grant", "ledger_entry", "office_officesetting"):
        assert count(databases, elsewhere, table) == count(databases, founded.name, table)
    with psycopg.connect(databases.url(APP, elsewhere), autocommit=True) as application:
        assert application.execute("SELECT count(*) FROM people_user").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM ledger_entry")


def test_an_older_server_takes_the_dump_as_statements(
    file, founded, elsewhere, working_on, databases, tmp_path, monkeypatch
):
    monkeypatch.setattr("jiangang.config.keeping.loading.run_client", None)
    monkeypatch.setattr("jiangang.config.keeping.loading.KNOWS_ALL_SETTINGS", 99)
    monkeypatch.setattr("jiangang.config.supervision.binaries.Binaries.major", 99)
    working_on(elsewhere)
    done = restore(OfficeFolder(tmp_path / "there"), file)
    for table in ("people_user", "people_grant", "ledger_entry", "office_officesetting"):
        assert count(databases, elsewhere, table) == count(databases, founded.name, table)
    assert done.ledger_size > 0


def test_what_an_older_server_refuses_is_left_out(elsewhere, databases):
    from jiangang.config.keeping.loading import _run

    script = [b"\\restrict xyz\n", b"SET transaction_timeout = 0;\n", b"CREATE TABLE t (a text);\n"]
    script += [b"COPY public.t (a) FROM stdin;\n", b"SET transaction_timeout\n", b"\\.\n"]
    with psycopg.connect(databases.url(OWNER, elsewhere)) as connection:
        _run(connection, iter(script))
        assert connection.execute("SELECT a FROM t").fetchall() == [("SET transaction_timeout",)]


def test_an_office_that_is_not_empty_is_left_alone(file, founded, tmp_path):
    with pytest.raises(Trouble, match="is not empty"):
        restore(OfficeFolder(tmp_path / "there"), file)
    assert not (tmp_path / "there" / "keys").exists()


def test_a_broken_file_leaves_nothing(file, elsewhere, working_on, databases, tmp_path):
    working_on(elsewhere)
    content = bytearray(file.read_bytes())
    content[5000] ^= 1
    file.write_bytes(content)
    there = OfficeFolder(tmp_path / "there")
    with pytest.raises(Trouble, match="no whole backup"):
        restore(there, file)
    assert not (there.var / "documents").exists()
    assert count(databases, elsewhere, "pg_tables WHERE schemaname = 'public'") == 0


def test_a_failure_in_the_middle_leaves_nothing(
    file, elsewhere, working_on, databases, tmp_path, monkeypatch
):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    working_on(elsewhere)
    there = OfficeFolder(tmp_path / "there")
    monkeypatch.setattr("jiangang.config.keeping.restore._bring_up_to_date", fail)
    with pytest.raises(OSError, match="No space"):
        restore(there, file)
    assert not (there.var / "documents").exists()
    assert count(databases, elsewhere, "pg_tables WHERE schemaname = 'public'") == 0
    monkeypatch.undo()


def test_another_ledger_is_told_with_one(file, elsewhere, working_on, tmp_path, monkeypatch):
    working_on(elsewhere)
    monkeypatch.setattr("jiangang.config.keeping.restore.ledger_state", lambda connection: (1, "00"))
    with pytest.raises(Trouble, match="differs") as trouble:
        restore(OfficeFolder(tmp_path / "there"), file)
    assert trouble.value.exit_code == 1


def test_an_open_office_is_not_restored_into(file, tmp_path):
    from jiangang.config.supervision.locks import FileLock

    there = OfficeFolder(tmp_path / "there")
    there.make()
    lock = FileLock(there.run_lock)
    lock.take()
    lock.write({"address": "http://127.0.0.1:1"})
    with pytest.raises(Trouble, match="open at http://127.0.0.1:1"):
        restore(there, file)
    lock.release()


def test_the_register_comes_back_marked_and_its_files_with_it(
    founded, elsewhere, working_on, databases, tmp_path, settings
):
    from jiangang.kernel.register import api

    office = OfficeFolder(tmp_path / "here")
    settings.REGISTER_DIR = office.var / "register"
    settings.REGISTER_PUBLISHES_AT_ONCE = False
    assert api.publish(at=AT).state == "released"
    working_on(founded.name)
    file = back_up(office, tmp_path / "office.tar").file
    working_on(elsewhere)
    there = OfficeFolder(tmp_path / "there")
    with connected_to(databases.url(APP, elsewhere)):
        restore(there, file)
        settings.KEYS_DIR, settings.REGISTER_DIR = there.var / "keys", there.var / "register"
        origin = api.current_origin()
        published = {p.relative_to(office.var) for p in (office.var / "register").rglob("*") if p.is_file()}
        assert len(published) == 3
        assert all((there.var / path).read_bytes() == (office.var / path).read_bytes() for path in published)
        assert api.state(0).restored
        assert api.publish(at=AT).state == "current"
        assert not api.state(0).restored
        assert api.fsck().faults == []
        assert api.rebuild(origin) == 3
        assert all((there.var / path).read_bytes() == (office.var / path).read_bytes() for path in published)
