"""Every public calculation is registered with its source, and what it claims to be tried against exists."""

import inspect
from collections.abc import Iterable
from types import ModuleType

from jiangang.config.reference.methods_page import method_modules
from jiangang.methods.register import Method, all_methods
from tests.architecture.source import nothing

ROOMS = (
    "sampling",
    "weighing",
    "origin",
    "vectors",
    "ranking",
    "statements",
    "chance",
    "log",
    "identifiers",
    "targeting",
    "papers.sps",
)


def unregistered(packages: Iterable[ModuleType], registered: Iterable[Method]) -> list[str]:
    """Functions that a package offers in `__all__` without saying where they come from."""
    known = {id(each.function) for each in registered}
    found = []
    for package in packages:
        for name in getattr(package, "__all__", ()):
            value = getattr(package, name)
            if inspect.isfunction(value) and id(value) not in known:
                found.append(f"{package.__name__}.{name} has no @method with its source")
    return found


def packages() -> list[ModuleType]:
    """The rooms of the methods that exist."""
    wanted = {f"jiangang.methods.{room}" for room in ROOMS}
    return [module for module in method_modules() if module.__name__ in wanted]


def test_every_offered_function_names_its_source() -> None:
    nothing(unregistered(packages(), all_methods()))


def test_a_function_without_source_is_found() -> None:
    package = ModuleType("made")

    def guess() -> None: ...

    package.guess, package.__all__ = guess, ["guess"]  # type: ignore[attr-defined]
    assert unregistered([package], []) == ["made.guess has no @method with its source"]
