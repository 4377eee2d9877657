"""What a determination could not know or check: every unknown value as a finding of its own."""

from fractions import Fraction

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.origin.content import base_name
from jiangang.methods.origin.criteria import Facts, Outcome, Step
from jiangang.methods.origin.product_rules import Found, RuleSet
from jiangang.methods.origin.quantities import written
from jiangang.methods.origin.requirements import Met, Timely
from jiangang.methods.origin.standing import Standing

NOT_CHECKED, WARNING, NOTE = Severity.NOT_CHECKED, Severity.WARNING, Severity.NOTE


def list_doubts(
    facts: Facts,
    steps: Step,
    found: Found,
    *,
    operations: Met,
    transport: Met,
    timely: Timely | None,
    rules: RuleSet | None,
) -> list[Finding]:
    """All findings of a determination, in a fixed order."""
    return [
        *found.findings,
        *_of_rules(rules, found),
        *_of_materials(facts),
        *_of_good(facts, steps),
        *_of_requirements(facts, operations, transport, timely),
        *_of_data(facts, steps),
    ]


def _of_rules(rules: RuleSet | None, found: Found) -> list[Finding]:
    if rules is None or found.rule is None:
        return []
    if rules.example:
        return [Finding("methods.origin.finding.example_rules", WARNING, "rules")]
    if not rules.citation.verified:
        params = {"source": rules.citation.source}
        return [Finding("methods.origin.finding.rules_unverified", WARNING, "rules", params, rules.citation)]
    return []


def _of_materials(facts: Facts) -> list[Finding]:
    findings = []
    for number, each in enumerate(facts.counted, 1):
        material, field = each.material, f"materials[{number}]"
        name = {"name": material.name}
        if each.standing is Standing.UNKNOWN:
            params = {**name, "country": material.origin}
            findings.append(
                Finding("methods.origin.finding.status_unknown", NOT_CHECKED, f"{field}.originating", params)
            )
        if material.originating and each.standing is Standing.FOREIGN and material.origin:
            params = {**name, "country": material.origin}
            findings.append(
                Finding("methods.origin.finding.not_cumulated", NOTE, f"{field}.originating", params)
            )
        if not material.origin:
            findings.append(
                Finding("methods.origin.finding.origin_undetermined", NOTE, f"{field}.origin", name)
            )
        if each.value is None:
            findings.append(
                Finding("methods.origin.finding.value_unknown", NOT_CHECKED, f"{field}.value", name)
            )
        if not each.is_originating and not material.hs:
            findings.append(Finding("methods.origin.finding.code_unknown", NOT_CHECKED, f"{field}.hs", name))
        if material.hs_edition != facts.case.hs_edition:
            params = {**name, "material": str(material.hs_edition), "goods": str(facts.case.hs_edition)}
            findings.append(
                Finding("methods.origin.finding.material_edition", NOT_CHECKED, f"{field}.hs_edition", params)
            )
    return findings


def _of_good(facts: Facts, steps: Step) -> list[Finding]:
    findings = []
    good, base = facts.case.good, facts.edition.base
    if not facts.case.materials and good.wholly_obtained is None:
        findings.append(Finding("methods.origin.finding.no_materials", NOT_CHECKED, "materials"))
    unknown = [step for step in steps.leaves() if step.outcome is Outcome.UNKNOWN]
    said = " ".join(line for step in unknown for line in step.lines())
    if good.value(base) is None and (f"{base_name(base)} ?" in said or "de minimis (" in said):
        findings.append(
            Finding("methods.origin.finding.good_value_unknown", NOT_CHECKED, f"good.{base}", {"base": base})
        )
    findings += [
        Finding(
            "methods.origin.finding.process_unknown", NOT_CHECKED, "good.processes", {"process": step.test}
        )
        for step in unknown
        if step.kind == "process"
    ]
    foreign = [each for each in facts.counted if not each.is_originating]
    weighed = good.weight is not None and all(each.material.weight is not None for each in foreign)
    if "kg" in said and not weighed:
        findings.append(Finding("methods.origin.finding.weight_unknown", NOT_CHECKED, "good.weight"))
    return findings + _of_sum(facts)


def _of_sum(facts: Facts) -> list[Finding]:
    """Materials that are worth more than the good."""
    value = facts.case.good.value(facts.edition.base)
    total = sum((each.value or Fraction(0) for each in facts.case.materials), Fraction(0))
    if value is None or total <= value:
        return []
    params = {"total": written(total), "value": written(value)}
    return [Finding("methods.origin.finding.materials_exceed_value", WARNING, "materials", params)]


def _of_requirements(facts: Facts, operations: Met, transport: Met, timely: Timely | None) -> list[Finding]:
    findings = []
    if operations.answer is None:
        findings.append(
            Finding("methods.origin.finding.operations_unknown", NOT_CHECKED, "good.other_operations")
        )
    elif operations.answer is False:
        params = {"operations": ", ".join(facts.case.good.operations or ())}
        findings.append(Finding("methods.origin.finding.minimal_only", WARNING, "good.operations", params))
    if transport.answer is not True:
        severity = WARNING if transport.answer is False else NOT_CHECKED
        findings.append(
            Finding(f"methods.origin.finding.transport_{transport.why}", severity, "transport.route")
        )
    return findings + _of_issue(timely)


def _of_issue(timely: Timely | None) -> list[Finding]:
    field = "certificate.issued"
    if timely is None:
        return [Finding("methods.origin.finding.issue_unknown", NOT_CHECKED, field)]
    findings = []
    if timely.kind is None:
        findings.append(Finding("methods.origin.finding.issue_no_term", NOT_CHECKED, field))
    if timely.kind == "too_late":
        findings.append(Finding("methods.origin.finding.issue_too_late", WARNING, field))
    if timely.holidays_unknown:
        findings.append(Finding("methods.origin.finding.holidays_unknown", NOT_CHECKED, field))
    return findings


def _of_data(facts: Facts, steps: Step) -> list[Finding]:
    """One finding for the parts of the agreement's data that nobody has compared with the original."""
    parts = ["parties", "rules"]
    leaves = list(steps.leaves())
    if any(leaf.kind == "rvc" for leaf in leaves):
        parts.append("value_content")
    if facts.cumulates:
        parts.append("cumulation")
    if any("de_minimis" in leaf.used for leaf in leaves):
        parts += ["de_minimis_value", "de_minimis_weight"]
    parts += ["minimal_operations", "direct_transport", "issue"]
    citations = facts.edition.citations
    open_parts = [name for name in parts if name in citations and not citations[name].verified]
    if not open_parts:
        return []
    params = {"agreement": facts.edition.key, "parts": ", ".join(open_parts)}
    return [Finding("methods.origin.finding.data_unverified", WARNING, "agreement", params)]
