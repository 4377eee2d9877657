"""What must be true before the office certifies. Pure; a kind names those of these checks that it needs."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.rules import Rule, apply, rule
from jiangang.port.certificates.facts import CaseFacts
from jiangang.port.certificates.registry import Kind

COMMODITY_LAW = "中华人民共和国进出口商品检验法"
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class CertificateCase:
    """What the rules look at: the kind that is wanted and the facts of the case."""

    kind: Kind
    facts: CaseFacts


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第五条", verified=False))
def check_released(case: CertificateCase) -> list[Finding]:
    """The consignment is released; where it was inspected, it conformed."""
    facts = case.facts
    if facts.inspection is not None and not facts.inspection.conforming:
        return [_finding("not_conforming", inspection=facts.inspection.number)]
    if facts.released_on is None:
        return [_finding("not_released", consignment=facts.consignment)]
    return []


@rule(applies_from=FIRST_DAY, citation=Citation("Office practice", "fields of the kind"))
def check_required_fields(case: CertificateCase) -> list[Finding]:
    """Every field that the kind requires is filled."""
    findings = []
    for field in case.kind.fields:
        value = getattr(case.facts, field.name)
        if field.required and (
            value is None or value == "" or value == () or value is False or not _filled(value)
        ):
            findings.append(_finding("field_missing", field=field.name, source=field.source))
    return findings


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第十一条", verified=False))
def check_lines_whole(case: CertificateCase) -> list[Finding]:
    """Each line names its goods, and its quantity and mass are above zero where given."""
    findings = []
    for line in case.facts.lines:
        place = f"lines.{line.number}"
        if not line.goods:
            findings.append(_finding("goods_unnamed", field=place, line=line.number))
        for value in (line.quantity, line.net_mass_kg):
            if value is not None and value <= 0:
                findings.append(
                    _finding("amount_not_positive", field=place, line=line.number, value=str(value))
                )
    return findings


@rule(applies_from=FIRST_DAY, citation=Citation(COMMODITY_LAW, "第三十条", verified=False))
def check_clauses_supported(case: CertificateCase) -> list[Finding]:
    """Each clause that stands is supported by every record that the kind asks for."""
    held = {each.kind for each in case.facts.evidence}
    return [
        _finding("clause_unsupported", clause=clause.code, evidence=kind)
        for clause in case.kind.clauses
        if case.facts.holds(clause.when)
        for kind in clause.evidence
        if kind not in held
    ]


@rule(applies_from=FIRST_DAY, citation=Citation("Office practice", "order of days"))
def check_order_of_days(case: CertificateCase) -> list[Finding]:
    """Inspection comes before release, and release not after the day of the draft."""
    facts = case.facts
    findings = []
    inspected = facts.inspection.concluded_on if facts.inspection else None
    if inspected and facts.released_on and facts.released_on < inspected:
        findings.append(
            _finding("released_before_inspection", inspected=inspected, released=facts.released_on)
        )
    if facts.drafted_on and facts.released_on and facts.drafted_on < facts.released_on:
        findings.append(
            _finding("drafted_before_release", drafted=facts.drafted_on, released=facts.released_on)
        )
    return findings


CHECKS: dict[str, Rule[CertificateCase]] = {
    "released": check_released,
    "required_fields": check_required_fields,
    "lines_whole": check_lines_whole,
    "clauses_supported": check_clauses_supported,
    "order_of_days": check_order_of_days,
}


def check_case(kind: Kind, facts: CaseFacts, *, on: date) -> list[Finding]:
    """All findings of the kind's preconditions on a day."""
    findings, _ = apply([CHECKS[name] for name in kind.preconditions], CertificateCase(kind, facts), on)
    return findings


def check_withdrawal_reason(reason: str) -> list[Finding]:
    """A withdrawal says why, in words that the public page can print."""
    return [] if reason.strip() else [_finding("reason_missing", field="reason")]


def _filled(value: object) -> bool:
    return bool(value)


def _finding(name: str, *, field: str = "", **params: object) -> Finding:
    named = {"field": field, **params} if field else params
    return Finding(f"certificates.finding.{name}", Severity.ERROR, field, named)
