"""`jiangang run` as people and machines treat it: Ctrl-C, kill -9, started twice, beside another one."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.postgres import APP, OWNER, is_alive, url
from tests.support.office import RunningOffice, all_gone, free_port

pytestmark = pytest.mark.slow

OPEN = "The office is open"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the tests of this module use one after another, as an office is opened every morning."""
    return tmp_path_factory.mktemp("office") / "var"


@contextmanager
def opened(var: Path) -> Iterator[RunningOffice]:
    found_office(var)
    office = RunningOffice(var, free_port())
    try:
        office.wait_until(OPEN)
        yield office
    finally:
        family = office.family() if office.process.poll() is None else []
        office.close()
        assert all_gone(family) == []


def found_office(var: Path) -> None:
    """Make an office in the folder once, by the command that a real one uses."""
    import subprocess
    import sys

    from tests.support.office import environment

    if (var / "postgres" / "data").exists():
        return
    words = "office init --name-zh 试验局 --name-en Trial --code 320580 --time-zone Asia/Shanghai"
    words += " --legal-profile chinese --admin-name 王一 --admin-username wang --password-file -"
    done = subprocess.run(
        [sys.executable, "-m", "jiangang.config.cli", *words.split()],
        input="Correct-horse-9\n",
        text=True,
        capture_output=True,
        env=environment(var, 8000),
    )
    assert done.returncode == 0, done.stderr


def test_ctrl_c_ends_everything(var):
    with opened(var) as office:
        family = office.family()
        assert len(family) > 5
        assert office.answers()
        assert office.close() == 0
        assert all_gone(family, 1) == []
        assert "Nothing is left running" in office.said
    assert not is_alive(OfficeFolder(var))


def test_kill_minus_nine_leaves_no_orphan_and_loses_no_commit(var):
    with opened(var) as office:
        with psycopg.connect(url(OfficeFolder(var), OWNER), autocommit=True) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS kept_note (x int)")
            owner.execute("TRUNCATE kept_note")
        with psycopg.connect(url(OfficeFolder(var), APP), autocommit=True) as application:
            for number in range(100):
                application.execute("INSERT INTO kept_note VALUES (%s)", [number])
            family = office.family()
            office.process.send_signal(signal.SIGKILL)
        office.process.wait()
        assert all_gone(family) == []
    with opened(var), psycopg.connect(url(OfficeFolder(var), APP)) as application:
        assert application.execute("SELECT count(*) FROM kept_note").fetchone() == (100,)
    with opened(var), psycopg.connect(url(OfficeFolder(var), OWNER), autocommit=True) as owner:
        owner.execute("DROP TABLE kept_note")


def test_a_second_start_names_the_address_and_harms_nothing(var):
    with opened(var) as office:
        second = RunningOffice(var, free_port())
        assert second.process.wait(30) == 0
        assert f"http://127.0.0.1:{office.port}" in second.said
        assert "Traceback" not in second.said
        assert office.answers()


def test_a_taken_port_is_told(var, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        office = RunningOffice(tmp_path / "var", taken.getsockname()[1])
        assert office.process.wait(30) == 2
    assert "is taken by another program" in office.said
    assert not is_alive(OfficeFolder(tmp_path / "var"))


def test_a_second_office_stands_beside_the_first(var, tmp_path):
    with opened(var) as first, opened(tmp_path / "var2") as second:
        assert first.answers()
        assert second.answers()


def test_a_killed_server_and_a_killed_database_come_back(var):
    with opened(var) as office:
        web = next(one for one in office.family() if "jiangang.config.supervision.serve" in one.cmdline())
        web.kill()
        office.wait_until("The web server ended by itself")
        assert wait_for_answer(office)
        database = next(one for one in office.family() if one.name() == "postgres")
        database.kill()
        office.wait_until("The database ended by itself")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                psycopg.connect(url(OfficeFolder(var), APP)).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.2)
        assert wait_for_answer(office)


def test_an_empty_office_without_demo_is_told(tmp_path):
    office = RunningOffice(tmp_path / "var", free_port())
    assert office.process.wait(60) == 2
    assert "jiangang office init" in office.said
    assert not is_alive(OfficeFolder(tmp_path / "var"))


def test_a_demo_office_has_two_witnesses_that_end_with_it(tmp_path):
    office = RunningOffice(tmp_path / "demo", free_port(), options=())
    try:
        office.wait_until(OPEN)
        family = office.family()
        witnesses = [one for one in family if "jiangang.witness" in one.cmdline()]
        assert len(witnesses) == 2
        assert office.ask("/register/keys").count(b"witness demo-witness-") == 2
        witnesses[0].kill()
        office.wait_until("The witness ended by itself")
        deadline = time.monotonic() + 90
        while office.ask("/register/checkpoint").count("— demo-witness-".encode()) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        family = office.family()
        office.process.send_signal(signal.SIGKILL)
        office.process.wait()
        assert all_gone(family) == []
    finally:
        office.close()


def wait_for_answer(office: RunningOffice) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if office.answers():
            return True
        time.sleep(0.2)
    return False
