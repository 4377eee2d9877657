"""The groups of the home pages, from the rooms' work lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.kernel.worklist import Group, WorkItem, all_items


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One count with its list."""

    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with the sum of its counts."""

    key: str
    title: str
    total: int
    items: tuple[ShownItem, ...]


def desk_groups(actor: Actor, now: datetime) -> list[ShownGroup]:
    """待办, 在办, 已办, 督办 of somebody of the office."""
    return _groups(actor, now, trade=False)


def portal_groups(actor: Actor, now: datetime) -> list[ShownGroup]:
    """The groups that a firm sees; those without anything in them ever are left out."""
    return [group for group in _groups(actor, now, trade=True) if group.items]


def _groups(actor: Actor, now: datetime, *, trade: bool) -> list[ShownGroup]:
    items = [
        item
        for item in all_items()
        if item.trade is trade and item.permission in actor.permissions and _exists(item.url_name)
    ]
    return [_group(group, (item for item in items if item.group is group), actor, now) for group in Group]


def _group(group: Group, items: Iterable[WorkItem], actor: Actor, now: datetime) -> ShownGroup:
    counted = [
        ShownItem(text(item.label), reverse(item.url_name) + item.query, item.count(actor, now))
        for item in items
    ]
    shown = tuple(sorted(counted, key=lambda item: item.count == 0))  # what is there comes first
    return ShownGroup(group.value, text(f"web.desk.{group.value}"), sum(item.count for item in shown), shown)


def _exists(url_name: str) -> bool:
    try:
        reverse(url_name)
    except NoReverseMatch:
        return False
    return True
