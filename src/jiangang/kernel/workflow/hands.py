"""Asking about hands before an act: who may not lend one, and how many are still missing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import models

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import lazy_text
from jiangang.kernel.workflow import queries, rules
from jiangang.methods.findings import Finding
from jiangang.ui.wording import active_language, catalogue


def check_hands(case: str, hand: str, *, actor: Actor, at: datetime) -> list[Finding]:
    """Findings that keep this actor from lending the hand to the case, for use before the button is shown.

    hand: the code that transitions name in `hands` (accept, inspect, release …). Empty list: nothing is
    against it.
    """
    if not hand or not case or actor.person_id is None:
        return []
    given = queries.hands_given(case)
    return worded(rules.check_separation(hand, actor.person_id, given, queries.separations(hand, at)))


def hands_missing(case: str, hand: str, at: datetime, *, record: models.Model | None = None) -> int:
    """How many more people must lend this hand before the act can stand; the one who acts last counts as one.

    With a record only hands given to its present state count, as in the act itself.
    """
    needed, _ = queries.hands_needed(hand, at)
    return rules.hands_missing(hand, None, queries.hands_given(case, record), needed)


def check_act(record: models.Model, hand: str, *, case: str, actor: Actor, at: datetime) -> list[Finding]:
    """All that is against this actor's act of this hand on the record: separation, and too few hands."""
    if not hand:
        return []
    given = queries.hands_given(case, record)
    found = rules.check_separation(hand, actor.person_id, given, queries.separations(hand, at))
    needed, citation = queries.hands_needed(hand, at)
    found += rules.check_count(hand, actor.person_id, given, needed, citation=citation)
    return worded(found)


def worded(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with the names of hands in words, in whichever language they are shown."""
    return [replace(each, params={**each.params, **_words(each)}) for each in findings]


def _words(finding: Finding) -> dict[str, str]:
    return {
        name: hand_words(str(finding.params[name])) for name in ("hand", "earlier") if name in finding.params
    }


def hand_words(hand: str) -> str:
    """The words for a hand; its code when an office's own profile names one that the texts do not know."""
    key = f"workflow.hand.{hand}"
    return lazy_text(key) if catalogue().has(active_language(), key) else hand
