"""The frame of every act: permission, one transaction, actor and business time as arguments."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from jiangang.kernel.permissions.checking import check
from jiangang.kernel.permissions.registry import Permission

TRIES = 4
UNDONE_BY_THE_DATABASE = frozenset({"40P01", "40001"})
"""SQLSTATE of a deadlock and of a serialisation failure."""

P = ParamSpec("P")
R = TypeVar("R")


def operation(
    *, permission: Permission | None = None, open_because: str = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a keyword-only function with `actor` and `at` as an act of the house.

    The permission is checked before anything is read; the whole body is one transaction. An act open to
    everybody (signing in, a job's own upkeep) says why in `open_because` instead of naming a permission.
    """
    if (permission is None) == (not open_because):
        raise ValueError(
            "an operation names a permission, or the reason why it is open; not both, not neither"
        )

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if permission is not None:
                check(kwargs["actor"], permission)  # type: ignore[arg-type]  # keyword-only by the architecture test
            return _whole(lambda: function(*args, **kwargs))

        run.permission = permission  # type: ignore[attr-defined]  # read by the docs generator and the tests
        run.open_because = open_because  # type: ignore[attr-defined]
        run.is_operation = True  # type: ignore[attr-defined]
        return run

    return decorate


def _whole(act: Callable[[], R]) -> R:
    """Run an act as one transaction; when the database undid it to untie a knot of locks, run it again.

    Only the outermost act is repeated: an inner one was undone together with what surrounds it.
    """
    for _ in range(TRIES - 1):
        if connection.in_atomic_block:
            break
        try:
            with transaction.atomic():
                return act()
        except OperationalError as trouble:
            if getattr(trouble.__cause__, "sqlstate", "") not in UNDONE_BY_THE_DATABASE:
                raise
    with transaction.atomic():
        return act()
