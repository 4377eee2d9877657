"""When the office may release, and what a refusal needs. Pure."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.rules import rule
from jiangang.port.disposition.measures import all_measures

FIRST_DAY = date(2000, 1, 1)
OUTCOMES = ("release", "refuse")
COMMODITY_LAW = Citation("中华人民共和国进出口商品检验法", "第五条", verified=False)
PRACTICE = Citation("Office practice", "decision notice")


@dataclass(frozen=True, slots=True)
class DispositionFacts:
    """What the rules look at.

    state: of the consignment; lane_inspects: whether its lane asks for an inspection (None: no lane known);
    conforming: the inspection's result, None without one; day: of the decision; is_held: a gate of the
    policy is closed to it.
    """

    state: str
    lane_inspects: bool | None
    inspection_concluded: bool
    conforming: bool | None
    outcome: str
    measure: str
    reason: str
    day: date
    is_held: bool = False


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_ripe(facts: DispositionFacts) -> list[Finding]:
    """The case is ripe: an inspection that stands with all its hands, or a lane that asks for none."""
    if facts.state == "inspected":
        return [] if facts.inspection_concluded else [_finding("inspection_open")]
    if facts.state == "targeted":
        return [_finding("inspection_wanted")] if facts.lane_inspects is not False else []
    return [_finding("not_ripe", state=facts.state)]


@rule(applies_from=FIRST_DAY, citation=COMMODITY_LAW)
def check_release(facts: DispositionFacts) -> list[Finding]:
    """What failed its inspection is not released."""
    if facts.outcome == "release" and facts.conforming is False:
        return [_finding("release_of_failed", field="outcome")]
    return []


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_held(facts: DispositionFacts) -> list[Finding]:
    """What is not admissible by the policy's gates is released only with a reason in writing."""
    if facts.outcome == "release" and facts.is_held and not facts.reason.strip():
        return [_finding("release_of_held", field="reason")]
    return []


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_refusal(facts: DispositionFacts) -> list[Finding]:
    """A refusal names a measure in force and says why; a release names none."""
    if facts.outcome not in OUTCOMES:
        return [_finding("outcome_unknown", field="outcome", outcome=facts.outcome)]
    if facts.outcome == "release":
        return [_finding("measure_with_release", field="measure")] if facts.measure else []
    findings = []
    measure = all_measures().get(facts.measure)
    if measure is None or not measure.in_force(facts.day):
        findings.append(_finding("measure_missing", field="measure"))
    if not facts.reason.strip():
        findings.append(_finding("reason_missing", field="reason"))
    return findings


DECISION_RULES = (check_ripe, check_release, check_held, check_refusal)


def decision_rules_on(day: date) -> tuple[str, ...]:
    """The rules that a decision of a day is asked of, `name@version`, in their order."""
    return tuple(each.versioned_name for each in DECISION_RULES if each.in_force(day))


def _finding(name: str, *, field: str = "", **params: object) -> Finding:
    return Finding(f"disposition.finding.{name}", Severity.ERROR, field, params)
