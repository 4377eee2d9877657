"""Enterprise standing and the reduction it earns: a programme's terms, and its course as a state machine.

One standing belongs to one entity (an importer, or an importer and a commodity: the programme's `entity`).
It earns the reduced rate by a number of clean checks in a row, loses it by a failure, can be locked by a
person, and owes a check that was ordered and not done until one is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jiangang.methods.register import method
from jiangang.methods.targeting.facts import Fact


class State(StrEnum):
    """How a standing reads in the programme's fact."""

    QUALIFYING = "qualifying"
    REDUCED = "reduced"
    LOCKED = "locked"
    OWED = "owed"


class Happening(StrEnum):
    """What can happen to a standing. `overridden` is an ordered check that somebody let go."""

    CLEAN = "clean"
    FAILURE = "failure"
    OVERRIDDEN = "overridden"
    LOCK = "lock"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Programme:
    """The terms of an earned reduction.

    fact: which fact holds the standing; entity: the facts that together name who earns it; qualify: clean
    checks in a row; normal, reduced: shares checked before and after.
    """

    fact: Fact
    entity: tuple[str, ...]
    qualify: int
    normal: Fraction
    reduced: Fraction

    def as_dict(self) -> dict[str, Any]:
        """The terms as plain JSON values."""
        return {"qualify": self.qualify, "normal": str(self.normal), "reduced": str(self.reduced)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entity stands: clean checks in a row, locked or not, and how many missed checks it owes."""

    clean: int = 0
    is_locked: bool = False
    owed: int = 0

    def state(self, programme: Programme) -> State:
        """How the standing reads; an owed check comes before a lock, a lock before what was earned."""
        if self.owed:
            return State.OWED
        if self.is_locked:
            return State.LOCKED
        return State.REDUCED if self.clean >= programme.qualify else State.QUALIFYING

    def rate(self, programme: Programme) -> Fraction:
        """The share of the entity's consignments that is checked."""
        rates = {State.OWED: Fraction(1), State.REDUCED: programme.reduced}
        return rates.get(self.state(programme), programme.normal)

    def missing(self, programme: Programme) -> int:
        """How many more clean checks earn the reduced rate."""
        return max(programme.qualify - self.clean, 0)


@method(
    "targeting.standing",
    source=(
        "skip-lot sampling with reversion: ISO 2859-3:2005 §5 (qualification, reversion)",
        "office order: lock, override and the queue of missed checks",
    ),
)
def advance(standing: Standing, happening: Happening) -> Standing:
    """The standing after one happening.

    clean: one more in a row, and one owed check is done; failure: back to nothing, one owed check is done;
    overridden: the check is owed, nothing is earned; lock and unlock: only what they say. While locked, clean
    checks earn nothing: who is unlocked begins again from none. Source: a state machine of this house.
    """
    if happening is Happening.LOCK:
        return replace(standing, is_locked=True, clean=0)
    if happening is Happening.UNLOCK:
        return replace(standing, is_locked=False)
    if happening is Happening.OVERRIDDEN:
        return replace(standing, owed=standing.owed + 1)
    owed = max(standing.owed - 1, 0)
    if happening is Happening.FAILURE:
        return replace(standing, clean=0, owed=owed)
    return replace(standing, clean=0 if standing.is_locked else standing.clean + 1, owed=owed)


@method("targeting.standing_after", source="the transitions of targeting.standing, one after another")
def replay(happenings: Iterable[Happening], begin: Standing | None = None) -> Standing:
    """The standing after many happenings in their order, from `begin` or from nothing.

    A record of happenings is enough to recompute a standing at any time.
    """
    standing = begin or Standing()
    for happening in happenings:
        standing = advance(standing, happening)
    return standing
