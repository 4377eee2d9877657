"""Separate hands, as pure rules on what has been signed so far (DESIGN law 8). The triggers check the
same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jiangang.methods.findings import Citation, Finding


@dataclass(frozen=True, slots=True)
class HandGiven:
    """One hand that somebody has lent: the person, the hand, and whether it is to the record's present
    state.
    """

    person_id: int | None
    hand: str
    name: str = ""
    to_this: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A pair of hands that stay apart on the day of the act."""

    hand_a: str
    hand_b: str
    citation: str


def check_separation(
    hand: str, person_id: int | None, given: Sequence[HandGiven], rules: Sequence[Apart]
) -> list[Finding]:
    """Findings for each earlier hand of this person on the case that forbids this one."""
    if person_id is None or not hand:
        return []
    own = sorted({past.hand for past in given if past.person_id == person_id and past.hand})
    return [
        Finding(
            "workflow.finding.hands_apart",
            params={"hand": hand, "earlier": earlier},
            citation=Citation(rule.citation, verified=False),
        )
        for earlier in own
        for rule in rules
        if {rule.hand_a, rule.hand_b} == {hand, earlier}
    ]


def hands_missing(hand: str, person_id: int | None, given: Sequence[HandGiven], needed: int) -> int:
    """How many more people must sign before (or with) this person's own hand, for a record's present
    state.
    """
    people = {past.person_id for past in given if past.hand == hand and past.to_this and past.person_id}
    if person_id is not None:
        people.add(person_id)
    return max(0, needed - len(people))


def check_count(
    hand: str, person_id: int | None, given: Sequence[HandGiven], needed: int, *, citation: str
) -> list[Finding]:
    """A finding when the act would stand on too few different people."""
    missing = hands_missing(hand, person_id, given, needed)
    if not missing:
        return []
    return [
        Finding(
            "workflow.finding.hands_missing",
            params={"hand": hand, "needed": needed, "missing": missing},
            citation=Citation(citation, verified=False),
        )
    ]
