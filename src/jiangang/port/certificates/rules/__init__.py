"""What must be true before the office certifies. Pure; a kind names those of these checks that it needs."""

from datetime import date

from jiangang.methods.findings import Citation, Finding
from jiangang.methods.rules import Rule, apply, rule
from jiangang.port.certificates.facts import CaseFacts
from jiangang.port.certificates.registry import Kind
from jiangang.port.certificates.rules import entered
from jiangang.port.certificates.rules.case import (
    COMMODITY_LAW,
    FIRST_DAY,
    PRACTICE,
    CertificateCase,
    told,
    told_of,
)

__all__ = ["CHECKS", "CertificateCase", "check_case"]


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第五条", verified=False))
def check_released(case: CertificateCase) -> list[Finding]:
    """The consignment is released; where it was inspected, it conformed."""
    facts = case.facts
    if facts.inspection is not None and not facts.inspection.conforming:
        return [told("not_conforming", inspection=facts.inspection.number)]
    if facts.released_on is None:
        return [told("not_released", consignment=facts.consignment)]
    return []


@rule(applies_from=FIRST_DAY, citation=Citation("Office practice", "fields of the kind"))
def check_required_fields(case: CertificateCase) -> list[Finding]:
    """Every field that the kind requires is filled."""
    findings = []
    for field in case.kind.fields:
        if not field.required:
            continue
        if field.is_entered:
            if not case.facts.entered.get(field.name):
                findings.append(told_of(case.kind, field.name, "entered_missing"))
        elif not getattr(case.facts, field.name):
            findings.append(told("field_missing", field=field.name, source=field.source))
    return findings


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第十一条", verified=False))
def check_lines_whole(case: CertificateCase) -> list[Finding]:
    """Each line names its goods, and its quantity and mass are above zero where given."""
    findings = []
    for line in case.facts.lines:
        place = f"lines.{line.number}"
        if not line.goods:
            findings.append(told("goods_unnamed", field=place, line=line.number))
        for value in (line.quantity, line.net_mass_kg):
            if value is not None and value <= 0:
                findings.append(told("amount_not_positive", field=place, line=line.number, value=str(value)))
    return findings


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第三十条", verified=False))
def check_clauses_supported(case: CertificateCase) -> list[Finding]:
    """Each clause that stands is supported by every record that the kind asks for."""
    held = {each.kind for each in case.facts.evidence}
    return [
        told("clause_unsupported", clause=clause.code, evidence=kind)
        for clause in case.kind.clauses
        if case.facts.holds(clause.when)
        for kind in clause.evidence
        if kind not in held
    ]


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_direction(case: CertificateCase) -> list[Finding]:
    """The goods go the way that the kind is for."""
    wanted = case.kind.direction
    if wanted not in ("import", "export") or case.facts.direction in ("", wanted):
        return []
    if wanted == "import":
        return [told("wanted_import", consignment=case.facts.consignment)]
    return [told("wanted_export", consignment=case.facts.consignment)]


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_accepted(case: CertificateCase) -> list[Finding]:
    """The notice is accepted."""
    if any(each.kind == "notice" for each in case.facts.evidence):
        return []
    return [told("not_accepted", consignment=case.facts.consignment)]


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第五条", verified=False))
def check_inspected(case: CertificateCase) -> list[Finding]:
    """An inspection of the goods is concluded; what came of it is another question."""
    return [] if case.facts.inspection else [told("not_inspected", consignment=case.facts.consignment)]


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_failed(case: CertificateCase) -> list[Finding]:
    """The inspection found that the goods do not conform."""
    found = case.facts.inspection
    if found is None:
        return [told("not_inspected", consignment=case.facts.consignment)]
    return [told("not_failed", inspection=found.number)] if found.conforming else []


@rule(applies_from=FIRST_DAY, citation=Citation("Office practice", "order of days"))
def check_order_of_days(case: CertificateCase) -> list[Finding]:
    """Inspection comes before release, and release not after the day of the draft."""
    facts = case.facts
    findings = []
    inspected = facts.inspection.concluded_on if facts.inspection else None
    if inspected and facts.released_on and facts.released_on < inspected:
        findings.append(told("released_before_inspection", inspected=inspected, released=facts.released_on))
    if facts.drafted_on and facts.released_on and facts.drafted_on < facts.released_on:
        findings.append(told("drafted_before_release", drafted=facts.drafted_on, released=facts.released_on))
    return findings


CHECKS: dict[str, Rule[CertificateCase]] = {
    "released": check_released,
    "required_fields": check_required_fields,
    "lines_whole": check_lines_whole,
    "clauses_supported": check_clauses_supported,
    "order_of_days": check_order_of_days,
    "direction": check_direction,
    "accepted": check_accepted,
    "inspected": check_inspected,
    "failed": check_failed,
    "entered_days": entered.check_entered_days,
    "treatment": entered.check_treatment,
    "weighed": entered.check_weighed,
    "loss": entered.check_loss,
    "measure": entered.check_measure,
    "origin_criterion": entered.check_origin_criterion,
    "risks_answered": entered.check_risks_answered,
    "no_risk": entered.check_no_risk,
}


def check_case(kind: Kind, facts: CaseFacts, *, on: date) -> list[Finding]:
    """All findings of the kind's preconditions on a day."""
    findings, _ = apply([CHECKS[name] for name in kind.preconditions], CertificateCase(kind, facts), on)
    return findings
