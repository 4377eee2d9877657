"""What makes the result of an inspection whole. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.rules import rule
from jiangang.port.inspection.checklists import SEVERITIES, Checklist
from jiangang.port.inspection.content import FoundContent, ResultContent

FIRST_DAY = date(2000, 1, 1)
OUTCOMES = ("conforming", "nonconforming", "not_applicable")
PRACTICE = Citation("Office practice", "record of inspection on site")
ISPM_31 = Citation("ISPM 31 (FAO/IPPC)", "5: sampling unit and sample size", verified=False)


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What the rules look at: the checklist, how many units were to be opened, and what was recorded."""

    checklist: Checklist
    units_planned: int
    content: ResultContent


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_answers(facts: ResultFacts) -> list[Finding]:
    """Every point of the checklist has one known outcome, and one that fails says why."""
    findings = []
    answers, notes = facts.content.answers, facts.content.notes
    for item in facts.checklist.items:
        outcome = answers.get(item, "")
        if outcome not in OUTCOMES:
            findings.append(_finding("point_open", field=f"answer_{item}", item=item))
        elif outcome == "nonconforming" and not notes.get(item, "").strip() and not facts.content.found:
            findings.append(_finding("point_unexplained", field=f"note_{item}", item=item))
    for item in answers:
        if item not in facts.checklist.items:
            findings.append(_finding("point_unknown", field="answers", item=item))
    return findings


@rule(applies_from=FIRST_DAY, citation=ISPM_31)
def check_units(facts: ResultFacts) -> list[Finding]:
    """At least one unit was opened; fewer than planned needs a word why and stays in the sample as missed."""
    opened = facts.content.units_opened
    if opened <= 0:
        return [_finding("no_unit_opened", field="units_opened")]
    if opened < facts.units_planned:
        numbers = {"opened": opened, "planned": facts.units_planned}
        if not facts.content.remarks.strip():
            return [_finding("units_short", field="remarks", **numbers)]
        return [Finding("inspection.finding.units_missed", Severity.NOTE, "units_opened", numbers)]
    return []


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_found(facts: ResultFacts) -> list[Finding]:
    """Each thing found has a known category and severity and words; it was seen in no more units than were
    opened.
    """
    findings = []
    for row, each in enumerate(facts.content.found, start=1):
        findings += _check_one(facts, row, each)
    return findings


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_conclusion(facts: ResultFacts) -> list[Finding]:
    """The conclusion agrees with the points and with what was found."""
    content = facts.content
    grave = [each for each in content.found if each.severity in SEVERITIES[1:]]
    failing = [item for item, outcome in content.answers.items() if outcome == "nonconforming"]
    if content.conforming and (grave or failing):
        return [_finding("conforming_contradicted", field="conforming", count=len(grave) + len(failing))]
    if not content.conforming and not content.found and not failing:
        return [_finding("nonconforming_without_cause", field="conforming")]
    return []


RESULT_RULES = (check_answers, check_units, check_found, check_conclusion)


def check_assigned(person_id: int | None, inspectors: Sequence[int]) -> list[Finding]:
    """Only a drawn inspector acts on the inspection."""
    return [] if person_id in inspectors else [_finding("not_assigned")]


def check_other_hand(person_id: int | None, recorded_by: int) -> list[Finding]:
    """Whoever recorded the result does not confirm it."""
    return [_finding("own_result")] if person_id == recorded_by else []


def _check_one(facts: ResultFacts, row: int, each: FoundContent) -> list[Finding]:
    findings = []
    if each.category not in facts.checklist.categories:
        findings.append(_finding("category_unknown", field="found", row=row, category=each.category))
    if each.severity not in SEVERITIES:
        findings.append(_finding("severity_unknown", field="found", row=row, severity=each.severity))
    if not each.description.strip():
        findings.append(_finding("found_without_words", field="found", row=row))
    affected = each.units_affected
    if affected is not None and not 0 < affected <= facts.content.units_opened:
        numbers = {"affected": affected, "opened": facts.content.units_opened}
        findings.append(_finding("units_affected_wrong", field="found", row=row, **numbers))
    return findings


def _finding(name: str, *, field: str = "", row: int | None = None, **params: object) -> Finding:
    return Finding(f"inspection.finding.{name}", Severity.ERROR, field, params, row=row)
