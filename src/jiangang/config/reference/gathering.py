"""What the system consists of: modules, models, routes with their access, grants of a first office."""

import pkgutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from jiangang.config.wiring import CLOSED_PAGES, THIRD_PARTY_PAGES
from jiangang.kernel.permissions.pages import Access, access_of

ROOT = "jiangang."


@dataclass(frozen=True)
class Route:
    """One address: its pattern, the name by which the resolver knows it, its view and who may open it."""

    pattern: str
    name: str
    view: Any
    access: Access | None
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name, or the pattern of a route without one."""
        return self.name or f"/{self.pattern}"

    @property
    def is_machine(self) -> bool:
        """Whether the route belongs to the machine API, which authenticates by itself."""
        return self.pattern.startswith("api/")

    @property
    def closed_because(self) -> str:
        """Why a library's page is shut for everybody; empty for every other page."""
        return CLOSED_PAGES.get(self.name, "")

    def open_to(self, permissions: frozenset[str] | None) -> bool:
        """Whether somebody with these permissions may open it; None is somebody who has not signed in."""
        if self.access is None:
            return False
        if not self.access.signed_in:
            return True
        if permissions is None:
            return False
        return self.access.permission is None or self.access.permission in permissions


@lru_cache(maxsize=1)
def room_modules() -> tuple[ModuleType, ...]:
    """Every module of the installed rooms, imported; migrations and management commands excepted."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith(ROOT) or config.name == "jiangang.config" or config.module is None:
            continue
        found.append(config.module)
        for info in pkgutil.walk_packages(config.module.__path__, f"{config.name}."):
            if not {"migrations", "management"} & set(info.name.split(".")):
                found.append(import_module(info.name))
    return tuple(sorted(found, key=lambda module: module.__name__))


def room_of(module: str) -> str:
    """The label of the room that a module stands in, such as `declarations`."""
    best = ""
    label = module.split(".")[1] if "." in module else module
    for config in apps.get_app_configs():
        if f"{module}.".startswith(f"{config.name}.") and len(config.name) > len(best):
            best, label = config.name, config.label
    return label


def operations() -> list[tuple[str, Any]]:
    """Every act of the house, as (dotted name, function), by name."""
    room_modules()
    found = {}
    for module in room_modules():
        for value in vars(module).values():
            if getattr(value, "is_operation", False) and value.__module__ == module.__name__:
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return sorted(found.items())


def models() -> list[type[Model]]:
    """Every model of the house, by label."""
    ours = [model for model in apps.get_models() if model.__module__.startswith(ROOT)]
    return sorted(ours, key=lambda model: model._meta.label)


def routes() -> list[Route]:
    """Every address that the server answers to, by pattern."""
    found = list(_walk(get_resolver().url_patterns, "", "", {}))
    return sorted(found, key=lambda route: (route.pattern, route.name))


def _walk(patterns: list[Any], before: str, spaces: str, arguments: dict[str, str]) -> Iterator[Route]:
    for each in patterns:
        pattern = before + str(each.pattern).removeprefix("^")
        both = {**arguments, **_named_arguments(each.pattern)}
        if isinstance(each, URLResolver):
            space = f"{spaces}{each.namespace}:" if each.namespace else spaces
            yield from _walk(each.url_patterns, pattern, space, both)
        elif isinstance(each, URLPattern):
            name = f"{spaces}{each.name}" if each.name else spaces
            yield Route(pattern, name, each.callback, declared_access(each.callback, name), both)


def _named_arguments(pattern: Any) -> dict[str, str]:
    regular = getattr(pattern, "_regex", None)
    if regular is not None:
        return dict.fromkeys(pattern.regex.groupindex, "StringConverter")
    return {name: type(kind).__name__ for name, kind in pattern.converters.items()}


def declared_access(view: Any, name: str) -> Access | None:
    """Who may open a view, as the middleware reads it; None when nobody said."""
    return (
        access_of(view)
        or THIRD_PARTY_PAGES.get(name)
        or THIRD_PARTY_PAGES.get(f"{name.partition(':')[0]}:*" if ":" in name else "")
    )


def posts() -> list[dict[str, Any]]:
    """The kinds of post of a first office, in the order of the file."""
    with (settings.FIRST_OFFICE_DATA / "posts.toml").open("rb") as stream:
        found: list[dict[str, Any]] = tomllib.load(stream)["post"]
    return found


def grants() -> dict[str, tuple[str, ...]]:
    """Permission → kinds of post that hold it in a first office."""
    with (settings.FIRST_OFFICE_DATA / "grants.toml").open("rb") as stream:
        blocks = tomllib.load(stream)
    return {code: tuple(held) for block in blocks.values() for code, held in sorted(block.items())}


def permissions_of_post(post: str) -> frozenset[str]:
    """What a kind of post may do in a first office."""
    return frozenset(code for code, held in grants().items() if post in held)
