"""Reading back-tests and shadow periods; single consignments are scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.targeting.models import BackTest, Policy, ShadowAnswer, ShadowPeriod
from jiangang.port.targeting.replaying import standing_results


@dataclass(frozen=True, slots=True)
class BacktestRow:
    """A back-test as its page shows it."""

    backtest_id: int
    policy_id: int
    policy: str
    first_day: date
    last_day: date
    decisions: int
    inputs: dict[str, Any]
    input_digest: str
    result: dict[str, Any]
    result_digest: str
    run_at: datetime
    run_by: str


@dataclass(frozen=True, slots=True)
class ShadowRow:
    """One decision beside what a version in shadow would have decided, and what the check showed."""

    number: str
    lane: str
    shadow_lane: str
    rules: tuple[str, ...]
    result: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ShadowPage:
    """A shadow period: days, how many answers, `moved[now][shadow]`, found outcomes by lane in shadow."""

    policy_id: int
    policy: str
    first_day: date | None
    last_day: date | None
    started_by: str
    answers: int
    different: int
    moved: dict[str, dict[str, int]]
    found: dict[str, int]


def backtests_of(policy: Policy) -> list[BackTest]:
    """The back-tests of a version, the newest first."""
    return list(policy.backtests.order_by("-id"))


def get_backtest(backtest_id: int) -> BacktestRow:
    """A back-test; raises NotFound."""
    row = BackTest.objects.select_related("policy").filter(pk=backtest_id).first()
    if row is None:
        raise NotFound(Finding("targeting.finding.backtest_not_found"))
    return BacktestRow(
        backtest_id=row.pk,
        policy_id=row.policy_id,
        policy=str(row.policy),
        first_day=row.first_day,
        last_day=row.last_day,
        decisions=row.decisions,
        inputs=row.inputs,
        input_digest=row.input_digest,
        result=row.result,
        result_digest=row.result_digest,
        run_at=row.run_at,
        run_by=row.run_by,
    )


def get_shadow(policy: Policy) -> ShadowPage:
    """What came of a version's shadow period so far; without one, nothing has begun."""
    period = ShadowPeriod.objects.select_related("end").filter(policy=policy).first()
    lanes = ("green", "yellow", "red", "held")
    moved = {now: dict.fromkeys(lanes, 0) for now in lanes}
    found = dict.fromkeys(lanes, 0)
    rows: QuerySet[ShadowAnswer] = (
        ShadowAnswer.objects.filter(shadow=period) if period else (ShadowAnswer.objects.none())
    )
    for now, then, count in rows.values_list("decision__lane", "lane").annotate(n=Count("id")).order_by():
        moved[now][then] = count
    held = Q(decision__outcomes__result="found", decision__outcomes__replaced_by__isnull=True)
    for then, count in rows.filter(held).values_list("lane").annotate(n=Count("id")).order_by():
        found[then] = count
    ended = getattr(period, "end", None)
    return ShadowPage(
        policy_id=policy.pk,
        policy=str(policy),
        first_day=period.first_day if period else None,
        last_day=ended.last_day if ended else None,
        started_by=period.started_by if period else "",
        answers=sum(sum(row.values()) for row in moved.values()),
        different=sum(count for now, row in moved.items() for then, count in row.items() if now != then),
        moved=moved,
        found=found,
    )


def different_answers(policy: Policy, actor: Actor) -> QuerySet[ShadowAnswer]:
    """Answers that differ from the decision, of firms in which the reader has no interest, the newest
    first.
    """
    rows = ShadowAnswer.objects.select_related("decision__consignment").filter(
        shadow__policy=policy, is_different=True
    )
    hidden = hidden_firm_ids(actor)
    if hidden:
        rows = rows.exclude(
            Q(decision__consignment__importer_id__in=hidden)
            | Q(
                decision__consignment__agent_id__isnull=False,
                decision__consignment__agent_id__in=hidden,
            )
        )
    return rows.order_by("-id")


def shape_answers(answers: Sequence[ShadowAnswer]) -> list[ShadowRow]:
    """Answers of a page as the columns read them; one further query."""
    results = standing_results([answer.decision for answer in answers])
    return [
        ShadowRow(
            number=answer.decision.consignment.number,
            lane=answer.decision.lane,
            shadow_lane=answer.lane,
            rules=tuple(answer.rules),
            result=results.get(answer.decision_id, ""),
            decided_at=answer.decision.decided_at,
        )
        for answer in answers
    ]
