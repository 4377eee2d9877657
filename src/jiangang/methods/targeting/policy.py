"""A policy as its text says it: rules of conditions that lead to a lane. Reading the text is in `reading`."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import Citation
from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.facts import ConsignmentFacts, Level, LineFacts


class Lane(IntEnum):
    """How a consignment goes on, the gravest last: document release, document check, physical inspection."""

    GREEN = 0
    YELLOW = 1
    RED = 2

    @property
    def code(self) -> str:
        """The lane's name in text, database and JSON."""
        return self.name.lower()


LANES = {lane.code: lane for lane in Lane}


@dataclass(frozen=True, slots=True)
class TargetingRule:
    """One rule: all conditions hold on one and the same line.

    expected: the share of consignments that it is meant to touch; applies_when_unknown: whether an unknown
    answer counts as a yes; else it is noted as not checked.
    """

    code: str
    lane: Lane
    conditions: tuple[Condition, ...]
    purpose_zh: str
    purpose_en: str
    expected: Fraction
    citation: Citation
    applies_when_unknown: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force on a day (first and last day included)."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)

    def touches(self, answer: Answer) -> bool:
        """Whether this answer sends a consignment into the rule's lane."""
        return answer is Answer.YES or (answer is Answer.UNKNOWN and self.applies_when_unknown)

    def ask_line(self, facts: ConsignmentFacts, line: LineFacts) -> Answer:
        """The answer for one line: the least of the conditions' answers."""
        return min(one.holds(facts.value(one.fact, line)) for one in self.conditions)

    def ask(self, facts: ConsignmentFacts) -> tuple[Answer, LineFacts]:
        """The answer for a consignment, the greatest of its lines', and the first line that gives it."""
        lines = facts.asked_lines
        answers = [self.ask_line(facts, line) for line in lines]
        best = max(answers)
        return best, lines[answers.index(best)]

    @property
    def asks_lines(self) -> bool:
        """Whether any condition is about a line of goods."""
        return any(one.about.level is Level.LINE for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy: `expected` is the share of consignments meant for each lane, None where it says
    nothing.
    """

    code: str
    name_zh: str
    name_en: str
    default_lane: Lane
    expected: dict[Lane, Fraction]
    rules: tuple[TargetingRule, ...]

    def rules_on(self, on: date) -> tuple[TargetingRule, ...]:
        """The rules in force on a day, in the order of the text."""
        return tuple(rule for rule in self.rules if rule.in_force(on))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule touched a consignment, or could not be asked: the values as they stood, on which line."""

    rule: TargetingRule
    answer: Answer
    line: int
    values: dict[str, Any]

    def as_dict(self, version: str) -> dict[str, Any]:
        """The reason as a decision stores it; `version` names the policy's version."""
        return {
            "rule": self.rule.code,
            "version": version,
            "lane": self.rule.lane.code,
            "touches": self.rule.touches(self.answer),
            "answer": self.answer.name.lower(),
            "line": self.line,
            "values": self.values,
            "conditions": [one.as_dict() for one in self.rule.conditions],
            "purpose_zh": self.rule.purpose_zh,
            "purpose_en": self.rule.purpose_en,
            "citation": self.rule.citation.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of one consignment."""

    lane: Lane
    reasons: tuple[Reason, ...]


def interpret(policy: Policy, facts: ConsignmentFacts, on: date) -> Verdict:
    """Ask each rule in force on a day about one consignment: the gravest lane, and every reason for it."""
    asked = [(rule, rule.ask(facts)[0]) for rule in policy.rules_on(on)]
    return verdict(policy, facts, asked)


def verdict(policy: Policy, facts: ConsignmentFacts, asked: list[tuple[TargetingRule, Answer]]) -> Verdict:
    """The verdict that follows from the rules' answers, however they were calculated."""
    touching = [rule.lane for rule, answer in asked if rule.touches(answer)]
    reasons = tuple(explain(rule, facts) for rule, answer in asked if answer is not Answer.NO)
    return Verdict(max([policy.default_lane, *touching]), reasons)


def explain(rule: TargetingRule, facts: ConsignmentFacts) -> Reason:
    """The reason that a rule gives, with the values it saw on the line that decided."""
    answer, line = rule.ask(facts)
    values = {one.fact: _shown(facts.value(one.fact, line)) for one in rule.conditions}
    return Reason(rule, answer, line.number, values)


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | str) else format(value, "f")
