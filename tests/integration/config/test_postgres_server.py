"""The office's own database server: made, started, stopped, killed, started again."""

import os
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from jiangang.config.supervision import account, sharing
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.postgres import APP, OWNER, SUPERUSER, Server, is_alive, url
from jiangang.config.supervision.roles import prepare_roles
from jiangang.config.supervision.trouble import Trouble


@contextmanager
def running(office: OfficeFolder) -> Iterator[Server]:
    server = Server(office)
    server.start()
    try:
        prepare_roles(office)
        yield server
    finally:
        server.stop()


@pytest.fixture
def office(tmp_path: Path) -> OfficeFolder:
    return OfficeFolder(tmp_path / "var")


def test_a_deep_folder_with_spaces_is_no_obstacle(tmp_path):
    deep = OfficeFolder(tmp_path / ("a long name " * 12) / "var")
    with running(deep), psycopg.connect(url(deep, APP)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (APP,)
    assert not is_alive(deep)


def test_nothing_in_the_folder_is_open_to_others(office):
    with running(office) as server:
        places = [office.var, *office.var.rglob("*"), server.runtime]
        open_ones = [path for path in places if stat.S_IMODE(path.lstat().st_mode) & 0o077]
        assert [path for path in open_ones if not path.is_socket()] == []


def test_the_server_listens_on_no_network_address(office):
    with running(office) as server:
        assert psutil.Process(server.child.pid).net_connections(kind="inet") == []


@pytest.mark.parametrize("role", [SUPERUSER, OWNER, APP])
def test_a_wrong_password_opens_nothing(office, role):
    with running(office), pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url(office, role).replace(office.passwords[role], "guess"))


def test_kill_minus_nine_loses_no_commit(office):
    server = Server(office)
    server.start()
    with psycopg.connect(url(office, SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (x int)")
        for number in range(200):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        for process in [*psutil.Process(server.child.pid).children(), server.child]:
            with suppress(psutil.NoSuchProcess):  # a helper of the server may end by itself meanwhile
                process.send_signal(signal.SIGKILL)
    server.child.wait()
    with running(office), psycopg.connect(url(office, SUPERUSER, "postgres")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (200,)


def test_a_stale_pid_file_with_a_living_strangers_number_is_forgotten(office):
    with running(office):
        note = (office.data / "postmaster.pid").read_text().split("\n")
    stale = office.data / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *note[1:]]))
    account.server_account(office.data).own(stale, 0o600)
    with running(office):
        assert is_alive(office)


def test_an_interrupted_making_is_begun_again(office):
    office.make()
    (office.postgres / "data.new").mkdir()
    (office.postgres / "data.new" / "half").write_text("written")
    with running(office):
        assert is_alive(office)


def test_passwords_of_another_office_are_told(office):
    with running(office):
        pass
    (office.postgres / "passwords.json").unlink()
    with pytest.raises(Trouble, match="passwords.json"):
        Server(OfficeFolder(office.var)).start()


def test_a_database_of_another_version_is_told(office):
    with running(office):
        pass
    (office.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Trouble, match="version 1"):
        Server(office).start()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="VAR="):
        OfficeFolder(tmp_path / "file" / "var").make()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_a_closed_home_of_root_stays_closed(tmp_path):
    home = tmp_path / "root"
    home.mkdir(mode=0o700)
    office = OfficeFolder(home / "var")
    with running(office) as server:
        assert psutil.Process(server.child.pid).uids().real != 0
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_commands_share_a_server_and_the_last_one_stops_it(office, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with sharing.office_database(office) as first:
        with sharing.office_database(office) as second:
            assert first == second
        with psycopg.connect(first.application) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not is_alive(office)


def test_the_server_dies_with_a_killed_parent(office):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        server = Server(office)
        server.start()
        os.write(writer, str(server.child.pid).encode())
        time.sleep(60)
        os._exit(1)
    pid = int(os.read(reader, 20))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 15
    while is_alive(office) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(office)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    os.close(reader)
    os.close(writer)
