"""What waits for whom: each room lists its counts in a `worklist.py`, the home pages show them.

A room's `worklist.py` exposes `ITEMS`, a tuple of `WorkItem`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from jiangang.kernel.permissions import Actor


class Group(StrEnum):
    """待办 在办 已办 督办."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    URGED = "urged"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One count on a home page: for holders of `permission`, with the list that it opens."""

    group: Group
    label: str
    permission: str
    url_name: str
    count: Callable[[Actor, datetime], int]
    query: str = ""
    trade: bool = False


def all_items() -> tuple[WorkItem, ...]:
    """The items of every installed room, in the order of the rooms."""
    found: list[WorkItem] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.worklist"
        if config.name.startswith("jiangang.") and config.name != "jiangang.kernel" and find_spec(name):
            found.extend(import_module(name).ITEMS)
    return tuple(found)
