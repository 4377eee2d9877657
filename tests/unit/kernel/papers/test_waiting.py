"""Waiting with and without an event loop in this thread."""

import asyncio
import threading

import pytest

from jiangang.kernel.papers.waiting import waited


async def named() -> str:
    return threading.current_thread().name


async def refused() -> str:
    raise ValueError("no stamp")


async def asked() -> str:
    return waited(named())


async def asked_in_vain() -> str:
    return waited(refused())


def test_without_a_loop_the_work_is_done_here() -> None:
    assert waited(named()) == threading.current_thread().name


def test_beside_a_running_loop_the_work_has_a_thread_of_its_own() -> None:
    assert asyncio.run(asked()).startswith("waiting")


def test_what_goes_wrong_is_said() -> None:
    with pytest.raises(ValueError, match="no stamp"):
        waited(refused())
    with pytest.raises(ValueError, match="no stamp"):
        asyncio.run(asked_in_vain())
