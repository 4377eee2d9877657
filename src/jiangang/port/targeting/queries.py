"""Reading policies and decisions; what the desk shows is scoped to the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import unified_diff
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.methods.targeting.criteria import TargetingRule
from jiangang.methods.targeting.facts import FACTS
from jiangang.methods.targeting.policy import Policy as PolicyText
from jiangang.methods.targeting.reading import get_policy
from jiangang.port.targeting.alerting import policy_with_alerts
from jiangang.port.targeting.lanes import lanes_now
from jiangang.port.targeting.meaning import fact_words
from jiangang.port.targeting.models import (
    Alert,
    AuditSample,
    Decision,
    Outcome,
    OverrideAnswer,
    Policy,
    PolicyActivation,
    Threshold,
    TimeoutRelease,
)
from jiangang.port.targeting.rules.alerts import read_alert


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The version that decides on a day; `name` is `code/version`, `text` its meaning with the alerts in
    force.
    """

    policy_id: int
    name: str
    text: PolicyText
    row: Policy


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A version of a policy as lists show it."""

    policy_id: int
    code: str
    version: int
    digest: str
    reason: str
    proposed_at: datetime
    proposed_by: str
    valid_from: date | None
    valid_until: date | None
    activated_by: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as lists and the decision page show it; `result` is the standing outcome, if any."""

    decision_id: int
    consignment_id: int
    number: str
    lane: str
    policy_lane: str
    policy_id: int
    policy: str
    is_random: bool
    propensity: str
    draw_id: int
    reasons: tuple[dict[str, Any], ...]
    facts: dict[str, Any]
    decided_at: datetime
    decided_by: str
    result: str
    lane_now: str
    is_admissible: bool
    gates: tuple[dict[str, Any], ...]
    streams: tuple[str, ...]
    chances: dict[str, str]
    inclusion: str
    threshold: dict[str, Any] | None
    model: str
    score: str | None
    worth: str | None
    features: dict[str, str]
    promised_until: datetime | None
    is_timed_out: bool

    @property
    def closed(self) -> tuple[dict[str, Any], ...]:
        """The gates that are closed to it."""
        return tuple(gate for gate in self.gates if gate["closes"])

    @property
    def touching(self) -> tuple[dict[str, Any], ...]:
        """The reasons that lead to a lane."""
        return tuple(reason for reason in self.reasons if reason["touches"])

    @property
    def noted(self) -> tuple[dict[str, Any], ...]:
        """The rules that could not be asked because a fact is unknown."""
        return tuple(reason for reason in self.reasons if not reason["touches"])


def policy_in_force(on: date, at: datetime | None = None) -> PolicyInForce | None:
    """The version that decides on a day with the alerts in force, or None.

    at: of that day, where alerts that started later in the day are not to count.
    """
    activation = _activations_on(on).select_related("policy").first()
    if activation is None:
        return None
    policy = activation.policy
    return PolicyInForce(policy.pk, str(policy), policy_with_alerts(policy.text, on, at), policy)


def get_policy_in_force(on: date, at: datetime | None = None) -> PolicyInForce:
    """The version that decides on a day with the alerts in force; raises Refused."""
    found = policy_in_force(on, at)
    if found is None:
        raise Refused(Finding("targeting.finding.no_policy", params={"day": on}))
    return found


def alert_rule(alert: Alert, on: date) -> TargetingRule | None:
    """What an alert asks, under the facts of the policy in force on a day; None where they do not fit."""
    policy = policy_in_force(on)
    return read_alert(alert.text, policy.text.schema if policy else FACTS)[0]


def facts_to_ask(on: date, language: str) -> list[tuple[str, str]]:
    """The facts that an alert may ask about: the office's, and those of the policy in force; name and
    words.
    """
    policy = policy_in_force(on)
    schema = policy.text.schema if policy else FACTS
    return [(name, fact_words(fact, language)) for name, fact in schema.items()]


def decided_between(first: date, until: date) -> bool:
    """Whether any activation covers one of the days from `first` to the day before `until`."""
    covering = Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    return first < until and PolicyActivation.objects.filter(covering, valid_from__lt=until).exists()


def get_policy_row(policy_id: int) -> Policy:
    """The version; raises NotFound."""
    found = Policy.objects.filter(pk=policy_id).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.policy_not_found"))
    return found


@lru_cache(maxsize=16)
def read_once(text: str) -> PolicyText:
    """A stored policy's meaning; texts never change, so each is read once per process."""
    return get_policy(text)


def list_policies(on: date) -> list[PolicyRow]:
    """Every version of every policy, the latest first, with its latest activation."""
    current = policy_in_force(on)
    rows = Policy.objects.prefetch_related("activations").order_by("code", "-version")
    return [_policy_row(row, current.policy_id if current else None) for row in rows]


def shape_policy(policy: Policy, on: date) -> PolicyRow:
    """One version as lists show it."""
    current = policy_in_force(on)
    return _policy_row(policy, current.policy_id if current else None)


def difference(policy: Policy) -> list[str]:
    """The lines by which a version differs from the one before (unified diff); empty for a first version."""
    before = Policy.objects.filter(code=policy.code, version=policy.version - 1).first()
    if before is None:
        return []
    return text_difference(before, policy.text, str(policy))


def text_difference(before: Policy, written: str, name: str = "") -> list[str]:
    """How a text differs from a version, as the lines of a unified difference."""
    old, new = before.text.splitlines(), written.splitlines()
    return list(unified_diff(old, new, fromfile=str(before), tofile=name, lineterm=""))


def to_compare(policy: Policy, on: date) -> list[tuple[str, Policy]]:
    """What a version is compared with: the one in force (`in_force`) and the one `before`, each once."""
    before = Policy.objects.filter(code=policy.code, version=policy.version - 1).first()
    return _each_once(_row_in_force(on), before, policy.pk)


def to_compare_text(code: str, on: date) -> list[tuple[str, Policy]]:
    """What a text that is not kept yet is compared with: the version in force and the latest of its code."""
    return _each_once(_row_in_force(on), Policy.objects.filter(code=code).order_by("-version").first(), 0)


def _each_once(current: Policy | None, before: Policy | None, own_id: int) -> list[tuple[str, Policy]]:
    found = [("in_force", current)] if current is not None and current.pk != own_id else []
    if before is not None and before.pk != own_id and (current is None or before.pk != current.pk):
        found.append(("before", before))
    return found


def _row_in_force(on: date) -> Policy | None:
    activation = _activations_on(on).select_related("policy").first()
    return activation.policy if activation else None


def decisions_of(consignment_ids: Iterable[int]) -> dict[int, Decision]:
    """The decisions of consignments, by consignment id; undecided ones are left out."""
    rows = Decision.objects.select_related("policy", "draw").filter(consignment_id__in=list(consignment_ids))
    return {row.consignment_id: row for row in rows}


def shape_new(decision: Decision, *, is_new: bool) -> DecisionRow:
    """A decision as lists show it; of one made a moment ago nothing has followed that would have to be
    read.
    """
    if not is_new:
        return shape_decisions([decision])[0]
    return _decision_row(decision, "", decision.lane, False)


def standing_thresholds(policy_id: int, at: datetime) -> dict[str, Threshold]:
    """The latest thresholds of a version, computed before a moment, by section."""
    rows = Threshold.objects.filter(policy_id=policy_id, computed_at__lte=at)
    latest = rows.order_by("section", "-computed_at", "-id").distinct("section")
    return {row.section: row for row in latest}


def latest_audited_day() -> date | None:
    """The last day of the latest audit sample, if any was drawn."""
    return AuditSample.objects.order_by("-last_day").values_list("last_day", flat=True).first()


def visible_decisions(actor: Actor) -> QuerySet[Decision]:
    """Decisions that the actor may see: none of firms in which they have an interest, the newest first."""
    rows = Decision.objects.select_related("consignment", "policy", "threshold").order_by(
        "-decided_at", "-id"
    )
    hidden = hidden_firm_ids(actor)
    if hidden:
        concerned = Q(consignment__importer_id__in=hidden) | Q(
            consignment__agent_id__isnull=False, consignment__agent_id__in=hidden
        )
        rows = rows.exclude(concerned)
    return rows


def get_visible(number: str, actor: Actor) -> DecisionRow:
    """The decision on a consignment's number as the actor may see it; raises NotFound."""
    found = visible_decisions(actor).filter(consignment__number=number).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": number}))
    return shape_decisions([found])[0]


def find_decision(consignment_number: str) -> DecisionRow | None:
    """The decision on a consignment, or None. Not scoped: the caller checks."""
    rows = Decision.objects.select_related("consignment", "policy", "threshold")
    found = rows.filter(consignment__number=consignment_number).first()
    return shape_decisions([found])[0] if found else None


def shape_decisions(decisions: Sequence[Decision]) -> list[DecisionRow]:
    """Decisions of a page as the columns read them; three further queries."""
    results = dict(
        Outcome.objects.filter(
            decision__in=[row.pk for row in decisions], replaced_by__isnull=True
        ).values_list("decision_id", "result")
    )
    now = lanes_now([row.pk for row in decisions])
    timed_out = released_overdue([row.pk for row in decisions])
    return [
        _decision_row(row, results.get(row.pk, ""), now.get(row.pk, row.lane), row.pk in timed_out)
        for row in decisions
    ]


def released_overdue(decision_ids: Iterable[int]) -> frozenset[int]:
    """Those that were let go because the promised time was over."""
    rows = TimeoutRelease.objects.filter(decision_id__in=list(decision_ids))
    return frozenset(rows.values_list("decision_id", flat=True))


def later_releases(decision_ids: Iterable[int]) -> dict[int, datetime]:
    """When overrides and time-outs have released what the decision had not, by decision."""
    wanted = list(decision_ids)
    answers = OverrideAnswer.objects.filter(
        is_granted=True, override__to_lane="green", override__decision_id__in=wanted
    )
    timeouts = TimeoutRelease.objects.filter(decision_id__in=wanted)
    return dict(answers.values_list("override__decision_id", "answered_at")) | dict(
        timeouts.values_list("decision_id", "released_at")
    )


def _activations_on(on: date) -> QuerySet[PolicyActivation]:
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return PolicyActivation.objects.filter(running, valid_from__lte=on).order_by("-valid_from", "-id")


def _policy_row(policy: Policy, current_id: int | None) -> PolicyRow:
    latest = max(policy.activations.all(), key=lambda row: row.pk, default=None)
    return PolicyRow(
        policy_id=policy.pk,
        code=policy.code,
        version=policy.version,
        digest=policy.digest,
        reason=policy.reason,
        proposed_at=policy.proposed_at,
        proposed_by=policy.proposed_by,
        valid_from=latest.valid_from if latest else None,
        valid_until=latest.valid_until if latest else None,
        activated_by=latest.activated_by if latest else "",
        is_in_force=policy.pk == current_id,
    )


def _threshold(row: Threshold | None) -> dict[str, Any] | None:
    if row is None:
        return None
    cut = None if row.cut is None else format(row.cut, "f")
    return {
        "computed_at": row.computed_at,
        "target": row.target,
        "cut": cut,
        "explore": row.explore,
        "model": row.model or None,
    }


def _decision_row(decision: Decision, result: str, lane_now: str, is_timed_out: bool) -> DecisionRow:
    return DecisionRow(
        decision_id=decision.pk,
        consignment_id=decision.consignment_id,
        number=decision.consignment.number,
        lane=decision.lane,
        policy_lane=decision.policy_lane,
        policy_id=decision.policy_id,
        policy=str(decision.policy),
        is_random=decision.is_random,
        propensity=decision.propensity,
        draw_id=decision.draw_id,
        reasons=tuple(decision.reasons),
        facts=decision.facts,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        result=result,
        lane_now=lane_now,
        is_admissible=decision.is_admissible,
        gates=tuple(decision.gates),
        streams=tuple(decision.streams),
        chances=decision.chances,
        inclusion=decision.inclusion,
        threshold=_threshold(decision.threshold),
        model=decision.model,
        score=None if decision.score is None else format(decision.score, "f"),
        worth=None if decision.worth is None else format(decision.worth, "f"),
        features=decision.features,
        promised_until=decision.promised_until,
        is_timed_out=is_timed_out,
    )
