"""Determination of origin: a case, an agreement's edition and its product rules in; every step out.

The order of the materials and of a rule's alternatives decides nothing. An unknown value gives a finding, and
`undetermined` wherever it could turn the outcome.
"""

from collections.abc import Iterable
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.origin.agreements import Edition
from jiangang.methods.origin.conditions import Condition, Either, parse_condition
from jiangang.methods.origin.criteria import Facts, Outcome, Step, apply_condition, join
from jiangang.methods.origin.doubts import list_doubts
from jiangang.methods.origin.goods import Case
from jiangang.methods.origin.product_rules import Found, RuleSet, find_rule
from jiangang.methods.origin.quantities import PERCENT_PLACES, rounded
from jiangang.methods.origin.requirements import (
    Met,
    Timely,
    weigh_issue,
    weigh_operations,
    weigh_transport,
)
from jiangang.methods.origin.standing import Counted
from jiangang.methods.register import method

NAME, VERSION = "origin.determination", "1"
ASSUMPTIONS = (
    Said("methods.origin.assumption.declared"),
    Said("methods.origin.assumption.values"),
    Said("methods.origin.assumption.left_out"),
    Said("methods.origin.assumption.rounding"),
)
CONFERS_ALONE = frozenset({"wo", "pe"})


@method(
    NAME,
    version=VERSION,
    source=(
        "RCEP chapter 3 and Annex 3A headnotes",
        "Frames of ACFTA and APTA as their data files say",
        "Regulations of the PRC on the Origin of Imported and Exported Goods, articles 3–9",
    ),
    verified=(
        "US International Trade Administration: bread from flour (CC), bread from mixes, wooden furniture "
        "(CTSH and RVC)",
        "Lantai Partners: RCEP cumulation, 37.5 % not originating, 64.28 % originating",
        "Japan's economic partnership agreements: silk yarn, de minimis by weight 7 %",
    ),
)
def determine_origin(case: Case, edition: Edition, rules: RuleSet | None = None) -> Answer:
    """Whether a good is originating under an agreement, and whether preference can be asked for it.

    case: the good with its bill of materials; edition: of the agreement, in force on the day of the case;
    rules: product-specific rules, None when none are loaded. Raises Refused when the case is not one of the
    agreement. The answer holds `originating` and `preference` (yes, no, or null for not determined), the
    rule, the criteria met, the marks for the form, every material's standing, every step's arithmetic.
    """
    _check_parties(case, edition, rules)
    facts = Facts.of(case, edition)
    found = _product_rule(case, edition, rules)
    steps = _criteria(facts, found)
    operations = _operations(case, edition, steps)
    originating = _originating(steps, operations)
    transport = weigh_transport(case, edition)
    timely = _timely(case, edition)
    findings = list_doubts(
        facts, steps, found, operations=operations, transport=transport, timely=timely, rules=rules
    )
    met = _criteria_met(steps)
    values = {
        "originating": _plain(originating),
        "preference": _preference(originating, transport, timely),
        "criteria_met": met,
        "marks": _marks(steps, facts, found),
        "agreement": edition.key,
        "agreement_name": edition.name,
        "edition_from": edition.applies_from.isoformat(),
        "export_country": case.exporting,
        "import_country": case.importing,
        "day": case.day.isoformat(),
        "hs": case.good.hs,
        "hs_edition": case.hs_edition,
        "rule": str(found.rule.condition) if found.rule else None,
        "rule_name": found.rule.name if found.rule else None,
        "currency": case.currency,
        "materials": [_material(each) for each in facts.counted],
        "steps": steps.as_dict(),
        "minimal_operations": {"more_than_minimal": operations.answer, "why": operations.why},
        "direct_transport": {"met": transport.answer, "why": transport.why},
        "issue": _issue(timely),
    }
    said = _said(case, edition, originating, met, steps)
    return Answer(NAME, VERSION, values, ASSUMPTIONS, said, tuple(findings))


def _check_parties(case: Case, edition: Edition, rules: RuleSet | None) -> None:
    findings = []
    for field, country in (("export_country", case.exporting), ("import_country", case.importing)):
        since = edition.parties.get(country)
        if since is None or since > case.day:
            params = {"country": country, "agreement": edition.key, "day": case.day.isoformat()}
            findings.append(Finding("methods.origin.finding.not_a_party", field=field, params=params))
    if case.exporting == case.importing:
        params = {"country": case.exporting}
        findings.append(Finding("methods.origin.finding.same_country", field="import_country", params=params))
    foreign = [each for each in case.materials if each.originating is False]
    if case.good.wholly_obtained and foreign:
        params = {"name": foreign[0].name}
        findings.append(
            Finding("methods.origin.finding.wholly_obtained_from_foreign", field="good", params=params)
        )
    if rules is not None and rules.agreement != edition.key:
        params = {"rules": rules.agreement, "agreement": edition.key}
        findings.append(
            Finding("methods.origin.finding.rules_of_other_agreement", field="rules", params=params)
        )
    if findings:
        raise Refused(findings)


def _product_rule(case: Case, edition: Edition, rules: RuleSet | None) -> Found:
    if case.good.no_product_rule and edition.product_rules != "only":
        stated = Finding(
            "methods.origin.finding.no_product_rule_stated",
            Severity.NOTE,
            "good.no_product_rule",
            {"hs": case.good.hs},
        )
        return Found(None, (stated,), settled_none=True)
    return find_rule(rules, code=case.good.hs, edition=case.hs_edition, on=case.day, chosen=case.good.rule)


def _criteria(facts: Facts, found: Found) -> Step:
    """All ways to origin that the agreement opens for the good, as alternatives."""
    universal = [apply_condition(parse_condition(each), facts) for each in facts.edition.universal]
    ways = [*universal, *_specific(facts, found)]
    return join(tuple(ways), either=True, test="origin")


def _specific(facts: Facts, found: Found) -> list[Step]:
    """The product's rule and the general rule, as the agreement orders them."""
    edition = facts.edition
    general = _applied(edition.general_of(facts.case.exporting), facts)
    if found.rule is not None:
        product = _applied(found.rule.condition, facts)
    elif not found.settled_none:
        product = [Step("rule not loaded", "not_loaded", Outcome.UNKNOWN)]
    elif edition.product_rules == "only":
        product = [Step("no rule", "not_loaded", Outcome.NOT_MET)]
    else:
        product = []
    return [*general, *product] if edition.product_rules == "alternative" else product or general


def _applied(condition: Condition | None, facts: Facts) -> list[Step]:
    return [apply_condition(each, facts) for each in _alternatives(condition)]


def _alternatives(condition: Condition | None) -> tuple[Condition, ...]:
    if condition is None:
        return ()
    return condition.parts if isinstance(condition, Either) else (condition,)


def _operations(case: Case, edition: Edition, steps: Step) -> Met:
    """More than minimal operations count only where foreign materials needed a criterion."""
    stated = weigh_operations(case, edition)
    alone = any(part.kind in CONFERS_ALONE and part.outcome is Outcome.MET for part in steps.parts)
    return Met(True, "not_needed") if alone else stated


def _originating(steps: Step, operations: Met) -> Outcome:
    """The criterion, and more than minimal operations."""
    return Outcome.of(operations.answer) if steps.outcome is Outcome.MET else steps.outcome


def _plain(outcome: Outcome) -> bool | None:
    return {Outcome.MET: True, Outcome.NOT_MET: False}.get(outcome)


def _preference(originating: Outcome, transport: Met, timely: Timely | None) -> bool | None:
    """Origin, direct transport and timely issue together; not known when one of them is."""
    late = timely is not None and timely.kind == "too_late"
    if originating is Outcome.NOT_MET or transport.answer is False or late:
        return False
    known = originating is Outcome.MET and transport.answer is True
    return True if known and timely is not None and timely.kind is not None else None


def _timely(case: Case, edition: Edition) -> Timely | None:
    if case.shipped is None or case.issued is None or edition.issue is None:
        return None
    return weigh_issue(case.shipped, case.issued, edition.issue)


def _issue(timely: Timely | None) -> dict[str, Any] | None:
    if timely is None:
        return None
    until = timely.valid_until.isoformat() if timely.valid_until else None
    return {"kind": timely.kind, "mark": timely.mark, "valid_until": until}


def _criteria_met(steps: Step) -> list[str]:
    return sorted({part.test for part in steps.parts if part.outcome is Outcome.MET})


def _marks(steps: Step, facts: Facts, found: Found) -> list[str]:
    """What the form writes for the criteria met, where the agreement's data say it."""
    marks, written = facts.edition.marks, set()
    of_rule = _alternatives(found.rule.condition) if found.rule else ()
    tests = {str(each) for each in of_rule}
    for part in steps.parts:
        of_product = part.test in tests
        for leaf in part.leaves_met():
            name = "cumulated_rvc" if leaf.kind == "rvc" and "cumulation" in leaf.used else leaf.kind
            plain = marks.get(name) or marks.get(leaf.kind, "")
            written.add(marks.get("product", plain) if of_product else plain)
            written |= {marks.get(each, "") for each in leaf.used}
    return sorted(written - {""})


def _material(counted: Counted) -> dict[str, Any]:
    material = counted.material
    value = None if counted.value is None else rounded(counted.value, PERCENT_PLACES)
    return {
        "name": material.name,
        "hs": material.hs or None,
        "origin": material.origin or None,
        "standing": counted.standing.value,
        "value": value,
    }


def _said(case: Case, edition: Edition, originating: Outcome, met: Iterable[str], steps: Step) -> Said:
    params = {
        "hs": case.good.hs,
        "hs_edition": case.hs_edition,
        "exporting": case.exporting,
        "agreement": edition.key.upper(),
        "since": edition.applies_from.isoformat(),
        "criteria": "; ".join(_reckoned(steps, set(met))) or "–",
    }
    key = {
        Outcome.MET: "methods.origin.sentence.originating",
        Outcome.NOT_MET: "methods.origin.sentence.not_originating",
        Outcome.UNKNOWN: "methods.origin.sentence.undetermined",
    }[originating]
    return Said(key, params)


def _reckoned(steps: Step, met: set[str]) -> list[str]:
    """The criteria with their arithmetic: those that are met, or all when none is."""
    chosen = [part for part in steps.parts if not met or part.test in met]
    return sorted(_with_arithmetic(part) for part in chosen)


def _with_arithmetic(step: Step) -> str:
    lines = [line for line in step.lines() if " % " in line]
    return f"{step.test} ({'; '.join(lines)})" if lines else step.test
