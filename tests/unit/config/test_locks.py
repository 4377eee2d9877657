"""Locks between processes: held alone, shared, released by death."""

import os
import signal
import time

from jiangang.config.supervision.locks import FileLock


def test_one_holds_it_and_leaves_a_note(tmp_path):
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.try_take()
    first.write({"pid": 7})
    assert not second.try_take()
    assert second.read() == {"pid": 7}
    first.release()
    assert second.try_take()
    second.release()


def test_many_share_it_and_one_alone_waits(tmp_path):
    first, second, alone = (FileLock(tmp_path / "lock") for _ in range(3))
    assert first.try_take(shared=True)
    assert second.try_take(shared=True)
    assert not alone.try_take()
    first.release()
    second.release()
    assert alone.try_take()
    alone.release()


def test_death_releases_it(tmp_path):
    child = os.fork()
    if child == 0:
        lock = FileLock(tmp_path / "lock")
        lock.take()
        (tmp_path / "taken").touch()
        time.sleep(60)
        os._exit(0)
    while not (tmp_path / "taken").exists():
        time.sleep(0.01)
    mine = FileLock(tmp_path / "lock")
    assert not mine.try_take()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    mine.take()
    mine.release()
