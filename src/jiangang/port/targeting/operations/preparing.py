"""What a decision says, before anything is written: gates, streams, lane, chances, values of the time.

The order is that of the house: the random stream has been drawn; then what binds; then worth; then exploring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.targeting.batch import Columns, screen
from jiangang.methods.targeting.facts import ConsignmentFacts
from jiangang.methods.targeting.lots import RATES, STREAMS, lots_of
from jiangang.methods.targeting.policy import Lane, Policy, Verdict, interpret, verdict
from jiangang.methods.targeting.streams import Settled, inclusion, settle
from jiangang.methods.targeting.thresholds import choose_exactly, exploring_rate
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting.gathering import gather
from jiangang.port.targeting.models import Decision, Threshold
from jiangang.port.targeting.queries import PolicyInForce, get_policy_in_force, standing_thresholds
from jiangang.port.targeting.scorers import Scored, scores_of

FEW = 8
"""So many are asked one by one; more are asked as columns, with the same answers."""

EXACT_FROM = 200
"""From so many on a batch is filled exactly; fewer are held against the thresholds, as a single one is."""

PLACES = Decimal("0.00000001")
NO_CHANCE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A consignment as the policy sees it, before anything is drawn: no chance, no lock, nothing written."""

    row: declarations.ConsignmentRow
    facts: ConsignmentFacts
    verdict: Verdict
    scored: Scored | None
    threshold: Threshold | None


@dataclass(slots=True)
class Case:
    """One consignment while its decision is made; the last three are filled by the choice."""

    asked: Asked
    draw: Any
    lots: Mapping[str, Fraction]
    settled: Settled
    is_random: bool
    exploit: bool = False
    explore: bool = False
    explore_rate: Fraction = NO_CHANCE

    @property
    def is_taken(self) -> bool:
        """Whether random stream or policy inspect it, whatever its worth."""
        return self.is_random or self.settled.lane is Lane.RED


def ask_policy(
    rows: Sequence[declarations.ConsignmentRow], policy: PolicyInForce, first: frozenset[int], at: datetime
) -> list[Asked]:
    """What the policy says of consignments, with facts, scores and thresholds of the time, in their order."""
    day = office.local_day(at)
    facts = gather(rows, policy.text, day, first)
    thresholds = standing_thresholds(policy.policy_id, at)
    scored: Sequence[Scored | None] = scores_of(facts, at) or [None] * len(rows)
    said = _verdicts(policy.text, facts, day)
    return [
        Asked(row, known, verdict, score, thresholds.get(section_of(known)))
        for row, known, verdict, score in zip(rows, facts, said, scored, strict=True)
    ]


def decisions_from(
    asked: Sequence[Asked],
    policy: PolicyInForce,
    draws: Mapping[str, Any],
    *,
    share: Fraction,
    actor: Actor,
    at: datetime,
) -> list[Decision]:
    """The decisions, unwritten, in their order, once the draws are known."""
    day = office.local_day(at)
    cases = [_case(one, draws[one.row.number]) for one in asked]
    _choose(cases, day)
    promised_until = at + timedelta(hours=int(office.get_setting("decision_hours", day)))
    decisions = [_decision(case, policy.policy_id, policy.name, share) for case in cases]
    for decision in decisions:
        decision.promised_until, decision.decided_at, decision.decided_by = promised_until, at, actor.key
    return decisions


def prepare_decisions(
    rows: Sequence[declarations.ConsignmentRow],
    draws: Mapping[str, Any],
    first: frozenset[int],
    *,
    share: Fraction,
    actor: Actor,
    at: datetime,
) -> list[Decision]:
    """The decisions on consignments by the policy in force, unwritten, in their order.

    draws: number → draw of the random stream, which may be unwritten too; first: ids of those that are the
    first of their importer. For bulk loads that write the rows themselves.
    """
    policy = get_policy_in_force(office.local_day(at), at)
    asked = ask_policy(rows, policy, first, at)
    return decisions_from(asked, policy, draws, share=share, actor=actor, at=at)


def section_of(facts: ConsignmentFacts) -> str:
    """The section whose hours a consignment takes, where the office's facts say it."""
    return str(facts.values.get("section") or "")


def _verdicts(policy: Policy, facts: Sequence[ConsignmentFacts], day: date) -> list[Verdict]:
    if len(facts) <= FEW:
        return [interpret(policy, one, day) for one in facts]
    answers = screen(policy, Columns.of_facts(facts), day)
    return [
        verdict(policy, one, answers.asked(place), answers.closed(place)) for place, one in enumerate(facts)
    ]


def _case(asked: Asked, draw: Any) -> Case:
    lots = lots_of(draw.proof)
    taken = asked.verdict.is_admissible and assignment.is_taken(draw.result)
    return Case(asked, draw, lots, settle(asked.verdict, lots[RATES]), taken)


def _choose(cases: Sequence[Case], day: date) -> None:
    """Who is opened by worth or to explore; a closed gate keeps a consignment out of all of it."""
    open_cases = [
        case for case in cases if case.asked.verdict.is_admissible and case.asked.threshold is not None
    ]
    if len(open_cases) >= EXACT_FROM:
        exploring = Fraction(str(office.get_setting("exploring_share", day)))
        for threshold in {case.asked.threshold for case in open_cases}:
            _fill([case for case in open_cases if case.asked.threshold == threshold], exploring)
        return
    for case in open_cases:
        threshold = _threshold_of(case)
        promise = _promise_of(case.asked.scored, threshold)
        case.explore_rate = exploring_rate(Fraction(threshold.explore), promise)
        case.explore = case.lots[STREAMS] < case.explore_rate
        case.exploit = _is_worth(case.asked.scored, threshold)


def _threshold_of(case: Case) -> Threshold:
    """The thresholds of a case that has them."""
    if case.asked.threshold is None:
        raise ValueError(f"{case.asked.row.number} has no thresholds")
    return case.asked.threshold


def _is_worth(scored: Scored | None, threshold: Threshold) -> bool:
    """Whether the model by which the threshold was set finds it worth opening."""
    if scored is None or threshold.cut is None or threshold.model != scored.model:
        return False
    return _decimal(scored.worth) >= threshold.cut


def _promise_of(scored: Scored | None, threshold: Threshold) -> float:
    """What exploring promises, by the model that the thresholds were set by; 1 by any other."""
    return scored.promise if scored is not None and threshold.model == scored.model else 1.0


def _fill(cases: Sequence[Case], exploring: Fraction) -> None:
    chosen = choose_exactly(
        np.array([case.is_taken for case in cases]),
        np.array([case.asked.scored.worth if case.asked.scored else np.nan for case in cases]),
        np.array([float(case.lots[STREAMS]) for case in cases]),
        Fraction(_threshold_of(cases[0]).target),
        exploring,
        np.array([case.asked.scored.promise if case.asked.scored else 1.0 for case in cases]),
    )
    for place, case in enumerate(cases):
        case.exploit, case.explore = bool(chosen.exploit[place]), bool(chosen.explore[place])
        case.explore_rate = chosen.rates[place]


def _decision(case: Case, policy_id: int, version: str, share: Fraction) -> Decision:
    admissible, settled = case.asked.verdict.is_admissible, case.settled
    chances = _chances(case, share) if admissible else {}
    streams = _streams(case) if admissible else []
    lane = Lane.RED.code if streams else settled.lane.code
    scored = case.asked.scored
    return Decision(
        consignment_id=case.asked.row.id,
        draw=case.draw,
        policy_id=policy_id,
        policy_lane=settled.lane.code,
        lane=lane if admissible else Decision.Lane.HELD.value,
        is_random=case.is_random,
        propensity=str(share if admissible else NO_CHANCE),
        facts=case.asked.facts.as_dict(),
        reasons=[reason.as_dict(version) for reason in case.asked.verdict.reasons],
        is_admissible=admissible,
        gates=[gate.as_dict(version) for gate in case.asked.verdict.gates],
        streams=streams,
        chances={name: str(chance) for name, chance in chances.items() if chance},
        inclusion=str(inclusion(chances)),
        section=section_of(case.asked.facts),
        threshold=case.asked.threshold,
        model=scored.model if scored else "",
        score=_decimal(scored.score) if scored else None,
        worth=_decimal(scored.worth) if scored else None,
        features=dict(scored.features) if scored else {},
    )


def _chances(case: Case, share: Fraction) -> dict[str, Fraction]:
    return {
        "random": share,
        "mandatory": case.settled.mandatory,
        "rule": case.settled.rule,
        "exploit": Fraction(case.exploit),
        "explore": case.explore_rate,
    }


def _streams(case: Case) -> list[str]:
    taken = {
        "random": case.is_random,
        "mandatory": case.settled.is_mandatory,
        "rule": case.settled.is_chosen,
        "exploit": case.exploit,
        "explore": case.explore,
    }
    return [name for name, is_taken in taken.items() if is_taken]


def _decimal(number: float) -> Decimal:
    return Decimal(number).quantize(PLACES)
