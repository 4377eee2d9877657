"""Every permission is described and held by somebody; every grant names a known permission and post."""

import re
from collections.abc import Mapping

from jiangang.config.reference.gathering import grants, operations, posts, room_modules, room_of, routes
from jiangang.kernel.permissions import Permission
from jiangang.kernel.workflow.synchronising import all_workflows
from jiangang.ui.wording import catalogue
from tests.architecture.source import modules, nothing


def grant_faults(declared: set[str], granted: Mapping[str, tuple[str, ...]], kinds: set[str]) -> list[str]:
    """What does not fit between permissions, grants and posts."""
    found = [f"{code} is held by no post" for code in sorted(declared) if not granted.get(code)]
    found += [f"{code} is granted and declared nowhere" for code in sorted(set(granted) - declared)]
    found += [
        f"{code} is granted to {post}, which is no post"
        for code, held in granted.items()
        for post in held
        if post not in kinds
    ]
    return found


def test_permissions_grants_and_posts_fit() -> None:
    room_modules()
    kinds = {post["code"] for post in posts()}
    nothing(grant_faults(set(Permission.all()), grants(), kinds))


def test_every_permission_is_described_in_both_languages() -> None:
    room_modules()
    keys = [permission.text_key for permission in Permission.all()]
    languages = ("en", "zh-hans")
    missing = [f"{one}: {key}" for one in languages for key in keys if not catalogue().has(one, key)]
    nothing(missing)


def test_a_permission_is_declared_by_its_room() -> None:
    found = {
        value: room_of(module.__name__)
        for module in room_modules()
        if module.__name__.endswith(".permissions")
        for value in vars(module).values()
        if isinstance(value, Permission)
    }
    assert set(found) == set(Permission.all())
    nothing(code for code, room in found.items() if code.partition(".")[0] != room)


def test_every_permission_is_used() -> None:
    by_pages = {route.access.permission for route in routes() if route.access}
    by_acts = {operation.permission for _, operation in operations()}
    by_tables = {each.permission for workflow in all_workflows() for each in workflow.transitions}
    nothing(sorted(set(Permission.all()) - by_pages - by_acts - by_tables - checked_by_hand()))


def checked_by_hand() -> set[str]:
    """Permissions whose constant is named in another module of their room."""
    found = set()
    for module in room_modules():
        room, _, last = module.__name__.rpartition(".")
        if last != "permissions":
            continue
        others = [
            each.text
            for each in modules()
            if each.name.startswith(f"{room}.") and each.name != module.__name__
        ]
        words = set(re.findall(r"\w+", "\n".join(others)))
        found |= {
            value for name, value in vars(module).items() if name in words and isinstance(value, Permission)
        }
    return found


def test_a_grant_that_does_not_fit_is_found() -> None:
    faults = grant_faults({"a.b.c", "a.b.d"}, {"a.b.c": ("clerk",), "a.b.e": ("ghost",)}, {"clerk"})
    assert faults == [
        "a.b.d is held by no post",
        "a.b.e is granted and declared nowhere",
        "a.b.e is granted to ghost, which is no post",
    ]
