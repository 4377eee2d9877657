"""Rooms that keep rules of their own in the database say here how verification compares them with code."""

from collections.abc import Callable, Iterable

from jiangang.kernel.ledger.faults import Fault

Examiner = Callable[[], Iterable[Fault]]

_EXAMINERS: list[Examiner] = []


def register_examiner(examiner: Examiner) -> None:
    """Let every verification ask `examiner` for faults; once, however often it is registered."""
    if examiner not in _EXAMINERS:
        _EXAMINERS.append(examiner)


def examined() -> Iterable[Fault]:
    """The faults that all examiners find now."""
    for examiner in _EXAMINERS:
        yield from examiner()
