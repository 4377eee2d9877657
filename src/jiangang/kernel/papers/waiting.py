"""Waiting for work that is written for an event loop, from code that has none."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def waited(work: Coroutine[Any, Any, Result]) -> Result:
    """What the work returns. In a thread of its own where an event loop is already running in this one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1, "waiting") as threads:
        return threads.submit(asyncio.run, work).result()
