"""Default deny: an actor may do what a post grants, unless a refuser objects to the subject."""

from collections.abc import Iterable
from typing import Protocol

from jiangang.kernel.permissions.actor import Actor
from jiangang.kernel.permissions.registry import Permission
from jiangang.methods.findings import Finding, Forbidden, Severity


class Refuser(Protocol):
    """Something below the departments that may keep an actor from a subject (recusal is the first)."""

    def refuse(self, actor: Actor, permission: str, subject: object) -> Finding | None:
        """The reason why `actor` may not act on `subject`, or None."""

    def hidden_firm_ids(self, actor: Actor) -> frozenset[int]:
        """Firms whose records scoped queries must not show to `actor`."""


REFUSERS: list[Refuser] = []
"""Filled by `config/wiring.py`, asked in this order."""


def check(actor: Actor, permission: Permission, subject: object = None) -> None:
    """Raise `Forbidden` unless `actor` holds `permission` and no refuser objects to `subject`."""
    if permission not in actor.permissions:
        raise Forbidden(
            [Finding("permissions.finding.not_held", Severity.ERROR, params={"permission": str(permission)})]
        )
    check_subject(actor, permission, subject)


def check_subject(actor: Actor, permission: str, subject: object) -> None:
    """Raise `Forbidden` with the reason of the first refuser that objects to `subject`."""
    if subject is None:
        return
    for refuser in REFUSERS:
        finding = refuser.refuse(actor, permission, subject)
        if finding is not None:
            raise Forbidden([finding])


def allows(actor: Actor, permission: Permission, subject: object = None) -> bool:
    """Whether `check` would pass."""
    try:
        check(actor, permission, subject)
    except Forbidden:
        return False
    return True


def hidden_firm_ids(actor: Actor) -> frozenset[int]:
    """Firms that scoped queries leave out for `actor`, over all refusers."""
    return frozenset().union(*(refuser.hidden_firm_ids(actor) for refuser in REFUSERS))


def firm_ids_of(subject: object) -> frozenset[int]:
    """Firms that a record concerns: its `firm_ids` (attribute or method); empty when it concerns none."""
    found = getattr(subject, "firm_ids", ())
    ids: Iterable[int | None] = found() if callable(found) else found
    return frozenset(firm_id for firm_id in ids if firm_id is not None)
