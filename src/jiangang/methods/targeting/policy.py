"""A policy: gates, criteria, capacity, and what it says of one consignment. Reading it is in `reading`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.register import method
from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.criteria import (
    ALWAYS,
    LANES,
    Capacity,
    Gate,
    Lane,
    Nature,
    Release,
    TargetingRule,
    in_force,
)
from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts, LineFacts, Schema

__all__ = [
    "LANES", "Lane", "Policy", "Reason", "TargetingRule", "Verdict", "explain", "interpret", "verdict",
]  # fmt: skip

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy: `expected` is the share of consignments meant for each lane, None where it says
    nothing.

    schema: the facts that it may ask about; random_share: of the random stream, where the office's setting
    does not say; None where the text is silent.
    """

    code: str
    name_zh: str
    name_en: str
    default_lane: Lane
    expected: dict[Lane, Fraction]
    rules: tuple[TargetingRule, ...]
    gates: tuple[Gate, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    schema: Schema = field(default_factory=lambda: FACTS)
    random_share: Fraction | None = None

    def rules_on(self, on: date) -> tuple[TargetingRule, ...]:
        """The rules in force on a day as they are asked then, in the order of the text."""
        return tuple(rule.as_on(on) for rule in self.rules if rule.in_force(on))

    def gates_on(self, on: date) -> tuple[Gate, ...]:
        """The gates in force on a day with their permits in force, in the order of the text."""
        return tuple(gate.as_on(on) for gate in self.gates if gate.in_force(on))

    def capacity_on(self, section: str, on: date) -> Capacity | None:
        """A section's capacity on a day: the entry for the weekday, else the one for all days, else None."""
        here = [
            one
            for one in self.capacities
            if one.section == section and in_force(one.valid_from, one.valid_until, on)
        ]
        by_day = {one.day: one for one in here}
        return by_day.get(WEEKDAYS[on.weekday()]) or by_day.get("all")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule touched a consignment, or could not be asked: the values as they stood, on which line."""

    rule: TargetingRule
    answer: Answer
    line: int
    values: dict[str, Any]
    rate: Fraction = ALWAYS

    def as_dict(self, version: str) -> dict[str, Any]:
        """The reason as a decision stores it; `version` names the policy's version.

        What a rule of old does not have is left out, so that what was stored keeps its form.
        """
        rule = self.rule
        terms = rule.programme
        more = {
            "nature": "" if rule.nature is Nature.RULE else rule.nature.value,
            "rate": "" if self.rate == 1 else str(self.rate),
            "tests": list(rule.tests),
            "section": rule.section,
            "release": "" if rule.release is Release.WITHHELD else rule.release.value,
            "told_zh": rule.told_zh,
            "told_en": rule.told_en,
            "programme": terms.as_dict() if terms else {},
            "state": self.values.get(terms.fact.name) if terms else "",
        }
        return {
            "rule": rule.code,
            "version": version,
            "lane": rule.lane.code,
            "touches": rule.touches(self.answer),
            "answer": self.answer.name.lower(),
            "line": self.line,
            "values": self.values,
            "conditions": [one.as_dict() for one in rule.conditions],
            "purpose_zh": rule.purpose_zh,
            "purpose_en": rule.purpose_en,
            "citation": rule.citation.as_dict(),
            **{name: value for name, value in more.items() if value},
        }


@dataclass(frozen=True, slots=True)
class GateReason:
    """Why a gate is closed to a consignment, or could not be asked."""

    gate: Gate
    answer: Answer
    line: int
    values: dict[str, Any]

    def as_dict(self, version: str) -> dict[str, Any]:
        """The reason as a decision stores it; `version` names the policy's version."""
        return {
            "gate": self.gate.code,
            "version": version,
            "closes": self.gate.closes(self.answer),
            "answer": self.answer.name.lower(),
            "line": self.line,
            "values": self.values,
            "purpose_zh": self.gate.purpose_zh,
            "purpose_en": self.gate.purpose_en,
            "citation": self.gate.citation.as_dict(),
            "release": self.gate.release.value,
            "told_zh": self.gate.told_zh,
            "told_en": self.gate.told_en,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of one consignment.

    lane: that of the rules which always take what they touch; rates: for each lane the greatest rate of the
    rules that touch; gates: why it is not admissible, or could not be asked; is_mandatory: inspected whatever
    the capacity.
    """

    lane: Lane
    reasons: tuple[Reason, ...]
    gates: tuple[GateReason, ...] = ()
    rates: Mapping[Lane, Fraction] = field(default_factory=dict)
    is_mandatory: bool = False

    @property
    def is_admissible(self) -> bool:
        """Whether no gate is closed to it."""
        return not any(one.gate.closes(one.answer) for one in self.gates)

    def lane_at(self, uniform: Fraction) -> Lane:
        """The lane once the committed draw, from 0 to below 1, is known: the gravest with a rate above it."""
        return max([self.lane, *(lane for lane, rate in self.rates.items() if uniform < rate)])


@method(
    "targeting.policy",
    source="the office's policy text; Kleene, Introduction to Metamathematics (1952) §64 (three values)",
    verified="hypothesis: the same answers from columns (tests/unit/methods/targeting/test_same_answers.py)",
)
def interpret(policy: Policy, facts: ConsignmentFacts, on: date) -> Verdict:
    """Ask each rule in force on a day about one consignment: the gravest lane, and every reason for it."""
    asked = [(rule, rule.ask(facts)[0]) for rule in policy.rules_on(on)]
    closed = [(gate, gate.ask(facts)[0]) for gate in policy.gates_on(on)]
    return verdict(policy, facts, asked, closed)


def verdict(
    policy: Policy,
    facts: ConsignmentFacts,
    asked: Sequence[tuple[TargetingRule, Answer]],
    closed: Sequence[tuple[Gate, Answer]] = (),
) -> Verdict:
    """The verdict that follows from the answers of rules and gates, however they were calculated."""
    touching = [(rule, rule.rate_for(facts)) for rule, answer in asked if rule.touches(answer)]
    rates: dict[Lane, Fraction] = {}
    for rule, rate in touching:
        rates[rule.lane] = max(rate, rates.get(rule.lane, Fraction(0)))
    certain = [(rule, rate) for rule, rate in touching if rate == 1]
    return Verdict(
        lane=max([policy.default_lane, *(rule.lane for rule, _ in certain)]),
        reasons=tuple(explain(rule, facts) for rule, answer in asked if answer is not Answer.NO),
        gates=tuple(_closed(gate, facts) for gate, answer in closed if answer is not Answer.NO),
        rates=rates,
        is_mandatory=any(rule.nature.binds and rule.lane is Lane.RED for rule, _ in certain),
    )


def explain(rule: TargetingRule, facts: ConsignmentFacts) -> Reason:
    """The reason that a rule gives, with the values it saw on the line that decided."""
    answer, line = rule.ask(facts)
    values = _values(rule.conditions, facts, line)
    if rule.programme:
        values[rule.programme.fact.name] = _shown(facts.value(rule.programme.fact, line))
    return Reason(rule, answer, line.number, values, rule.rate_for(facts))


def _closed(gate: Gate, facts: ConsignmentFacts) -> GateReason:
    answer, line = gate.ask(facts)
    permitted = [one for permit in gate.permits for one in permit.conditions]
    return GateReason(gate, answer, line.number, _values([*gate.conditions, *permitted], facts, line))


def _values(conditions: Sequence[Condition], facts: ConsignmentFacts, line: LineFacts) -> dict[str, Any]:
    return {one.fact: _shown(facts.value(one.about, line)) for one in conditions}


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | str) else format(value, "f")
