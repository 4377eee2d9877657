"""What the morning board shows: today's lanes and rules, what comes, what waits, who is recused. Reading
only.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from jiangang.integrity.interests import api as interests
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.port.targeting.coverage import decided_between
from jiangang.port.targeting.models import Decision, Override
from jiangang.port.targeting.queries import PolicyInForce, policy_in_force, visible_decisions
from jiangang.port.targeting.replaying import day_begins

OPEN = ("targeted", "awaiting_inspection")


@dataclass(frozen=True, slots=True)
class LaneShare:
    """How many of today's decisions took a lane, and the share that the policy expects."""

    lane: str
    count: int
    share: float
    expected: float | None


@dataclass(frozen=True, slots=True)
class RuleShare:
    """How many of today's consignments a rule touched, and the share that it is meant to touch."""

    rule: str
    purpose: str
    count: int
    share: float
    expected: float | None


@dataclass(frozen=True, slots=True)
class Today:
    """The decisions of a day, counted."""

    decided: int
    lanes: tuple[LaneShare, ...]
    rules: tuple[RuleShare, ...]
    held: int
    policy: PolicyInForce | None


def today(actor: Actor, day: date) -> Today:
    """The day's decisions that the reader may see, by lane and by rule, with what the policy expects."""
    policy = policy_in_force(day)
    rows = list(decided_between(actor, day, day).values_list("lane", "reasons"))
    lanes = Counter(lane for lane, _ in rows)
    touched = Counter(
        code for _, reasons in rows for code in {reason["rule"] for reason in reasons if reason["touches"]}
    )
    shares = _lanes(lanes, len(rows), policy), _rules(touched, len(rows), policy, actor)
    return Today(len(rows), *shares, held=lanes[Decision.Lane.HELD], policy=policy)


def touched_by(rows: QuerySet[Decision], rule: str) -> QuerySet[Decision]:
    """The decisions that a rule touched."""
    return rows.filter(reasons__contains=[{"rule": rule, "touches": True}])


def made_on(rows: QuerySet[Decision], day: str) -> QuerySet[Decision]:
    """The decisions made on one of the office's days, written 2026-03-02; none for what is no day."""
    try:
        first = date.fromisoformat(day)
    except ValueError:
        return rows.none()
    return rows.filter(
        decided_at__gte=day_begins(first), decided_at__lt=day_begins(first + timedelta(days=1))
    )


def coming(actor: Actor) -> QuerySet[Decision]:
    """Decided consignments that are still open, by the day on which they are expected."""
    rows = visible_decisions(actor).filter(consignment__state__in=OPEN)
    return rows.order_by(F("consignment__arrives_on").asc(nulls_last=True), "id")


def due(actor: Actor, now: datetime) -> QuerySet[Decision]:
    """Open decisions whose promised time is over and whose inspection nobody has begun."""
    begun = Q(consignment__inspections__started_at__isnull=False)
    rows = visible_decisions(actor).filter(promised_until__lt=now, consignment__state__in=OPEN)
    return rows.exclude(begun).order_by("promised_until", "id").distinct()


def pending(actor: Actor) -> QuerySet[Override]:
    """Overrides that wait for a second person, the oldest first."""
    seen = visible_decisions(actor).order_by().values("pk")
    rows = Override.objects.filter(answer__isnull=True, decision__in=seen)
    return rows.select_related("decision__consignment").order_by("id")


def recused(actor: Actor, day: date) -> list[tuple[str, int]]:
    """Names of those who have an interest in a firm of an open consignment, with how many firms."""
    rows = coming(actor).values_list("consignment__importer_id", "consignment__agent_id")
    firms = {firm for pair in rows for firm in pair if firm is not None}
    found: Counter[int] = Counter()
    for persons in interests.interested_people(firms, day).values():
        found.update(persons)
    names = people.names_of(set(found), actor.language)
    return sorted((names.get(person, str(person)), count) for person, count in found.items())


def _lanes(found: Counter[str], total: int, policy: PolicyInForce | None) -> tuple[LaneShare, ...]:
    expected = {lane.code: float(share) for lane, share in policy.text.expected.items()} if policy else {}
    return tuple(
        LaneShare(lane, found[lane], found[lane] / total if total else 0.0, expected.get(lane))
        for lane in Decision.Lane.values
    )


def _rules(
    found: Counter[str], total: int, policy: PolicyInForce | None, actor: Actor
) -> tuple[RuleShare, ...]:
    rules: dict[str, Any] = {rule.code: rule for rule in policy.text.rules} if policy else {}

    def purpose(code: str) -> str:
        rule = rules.get(code)
        return "" if rule is None else str(rule.purpose_en if actor.language == "en" else rule.purpose_zh)

    return tuple(
        RuleShare(
            code, purpose(code), count, count / total, float(rules[code].expected) if code in rules else None
        )
        for code, count in found.most_common()
    )
