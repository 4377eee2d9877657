"""Who may be drawn: the pool and everybody left out of it, each with the reasons. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from jiangang.methods.chance import Pool
from jiangang.methods.findings import Citation, Finding

RANDOM_ASSIGNMENT = Citation(
    "国务院办公厅关于推广随机抽查规范事中事后监管的通知",
    "国办发〔2015〕58号",
    "随机抽取检查对象、随机选派执法检查人员，抽查情况及查处结果及时向社会公开 (double random, publish)",
    verified=False,
)

RECUSED = "recused"
SEPARATE_HANDS = "separate_hands"
WORKLOAD = "workload"
LEAVING = "leaving"
REASONS = (RECUSED, SEPARATE_HANDS, WORKLOAD, LEAVING)
"""Codes of the reasons for leaving somebody out, with words in the texts."""


@dataclass(frozen=True, slots=True)
class PoolFacts:
    """Who is on duty with the qualification (person id → code), and what keeps whom away.

    recused: an interest in a firm of the case; separated: an earlier hand on the case that the legal profile
    keeps apart; load: cases drawn for each person on the day; cap: the most cases of a day, 0 for no cap;
    leaving: people whom a repeated draw replaces.
    """

    on_duty: Mapping[int, str]
    recused: Collection[int] = ()
    separated: Collection[int] = ()
    load: Mapping[int, int] = field(default_factory=dict)
    cap: int = 0
    leaving: Collection[int] = ()

    def reasons(self, person_id: int) -> tuple[str, ...]:
        """Everything that keeps this person out of the pool."""
        found = (
            (RECUSED, person_id in self.recused),
            (SEPARATE_HANDS, person_id in self.separated),
            (WORKLOAD, bool(self.cap) and self.load.get(person_id, 0) >= self.cap),
            (LEAVING, person_id in self.leaving),
        )
        return tuple(code for code, holds in found if holds)


def make_pool(facts: PoolFacts) -> Pool:
    """The pool by people's codes; whoever is left out stands there with all the reasons."""
    reasons = {code: facts.reasons(person_id) for person_id, code in facts.on_duty.items()}
    eligible = [code for code, found in reasons.items() if not found]
    return Pool.of(eligible, {code: found for code, found in reasons.items() if found})


def check_pool(pool: Pool, count: int) -> list[Finding]:
    """Enough people to draw from, or a finding that counts who is missing and why."""
    if 1 <= count <= len(pool.eligible):
        return []
    excluded = [reason for _, reasons in pool.excluded for reason in reasons]
    params = {"count": count, "eligible": len(pool.eligible)}
    params |= {reason: excluded.count(reason) for reason in REASONS}
    return [
        Finding("assignment.finding.pool_too_small", field="count", params=params, citation=RANDOM_ASSIGNMENT)
    ]


@dataclass(frozen=True, slots=True)
class RedrawFacts:
    """What is known when a draw is to be repeated: people by code, actors by key."""

    drawn: Sequence[str]
    leaving: Sequence[str]
    reason: str
    is_replaced: bool
    is_requested: bool


def check_redraw_request(facts: RedrawFacts) -> list[Finding]:
    """A repeated draw names who leaves, says why, and repeats a draw that still stands."""
    found = []
    if facts.is_replaced:
        found.append(Finding("assignment.finding.draw_replaced", field="draw"))
    elif facts.is_requested:
        found.append(Finding("assignment.finding.redraw_requested_already", field="draw"))
    if not facts.reason.strip():
        found.append(Finding("assignment.finding.reason_missing", field="reason"))
    strangers = sorted(set(facts.leaving) - set(facts.drawn))
    if not facts.leaving:
        found.append(Finding("assignment.finding.nobody_leaves", field="leaving"))
    elif strangers:
        params = {"codes": ", ".join(strangers)}
        found.append(Finding("assignment.finding.leaving_not_drawn", field="leaving", params=params))
    return found


def check_second_hand(requested_by: str, approved_by: str) -> list[Finding]:
    """Who asked for a repeated draw does not approve it."""
    return [Finding("assignment.finding.same_hand")] if requested_by == approved_by else []
