"""What must be true of what the drafter entered: days in their order, treatments whole, weights surveyed,
losses stated, origin by a criterion of the form, a vessel's risks answered. Pure.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jiangang.methods.findings import Citation, Finding
from jiangang.methods.rules import rule
from jiangang.port.certificates.facts import code_of
from jiangang.port.certificates.rules.case import FIRST_DAY, PRACTICE, CertificateCase, told_of

NEEDED = {
    "fumigation": ("agent", "dose", "duration", "temperature"),
    "heat": ("temperature", "duration"),
    "cold": ("temperature", "duration"),
    "irradiation": ("dose",),
    "chemical": ("agent", "dose"),
}
"""What ISPM 28 and ISPM 15 ask to be said of each treatment."""
UNTIL, SINCE = "_until", "_from"


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_entered_days(case: CertificateCase) -> list[Finding]:
    """No day that says what was done lies after the draft, and no period ends before it begins."""
    kind, entered = case.kind, case.facts.entered
    findings = []
    for field in kind.entered:
        day = entered.get(field.name)
        if field.type != "date" or not day or field.name.startswith("planned_"):
            continue
        drafted = case.facts.drafted_on
        if drafted and day > drafted.isoformat():
            findings.append(told_of(kind, field.name, "entered_day_later", day=day, drafted=drafted))
        begun = entered.get(field.name.removesuffix(UNTIL) + SINCE, "")
        if field.name.endswith(UNTIL) and begun and day < begun:
            findings.append(told_of(kind, field.name, "entered_days_reversed", day=day, begun=begun))
    return findings


@rule(applies_from=FIRST_DAY, citation=Citation("ISPM 28; ISPM 15, Annex 1", verified=False))
def check_treatment(case: CertificateCase) -> list[Finding]:
    """A treatment that is stated says all that its method asks for; none is stated without its method."""
    kind, entered = case.kind, case.facts.entered
    method = code_of(entered.get("treatment_method", ""))
    if not method or method == "none":
        given = [name for name in ("agent", "dose", "temperature", "duration") if entered.get(name)]
        return [told_of(kind, name, "treatment_without_method") for name in given]
    wanted = (*NEEDED.get(method, ()), "treated_on" if kind.code.startswith("phyto") else "treated_until")
    return [told_of(kind, name, "treatment_incomplete") for name in wanted if not entered.get(name)]


@rule(
    applies_from=FIRST_DAY,
    citation=Citation("ECE/ENERGY/19 (1992), draught surveys; SN/T 3023 水尺计重", verified=False),
)
def check_weighed(case: CertificateCase) -> list[Finding]:
    """A weight is certified on two surveys; what is said to be short is compared with a bill of lading."""
    survey = case.facts.entered.get("draught_survey")
    if not survey:
        by_draught = code_of(case.facts.entered.get("weighing_method", "")) == "draught_survey"
        wanted = "draught_survey" if by_draught else "weighed_mass"
        return [] if case.facts.entered.get(wanted) else [told_of(case.kind, wanted, "weight_missing")]
    return [] if "cargo" in survey else [told_of(case.kind, "draught_survey", "survey_incomplete")]


@rule(
    applies_from=FIRST_DAY,
    citation=Citation("中华人民共和国进出口商品检验法", "第十三条", verified=False),
)
def check_loss(case: CertificateCase) -> list[Finding]:
    """A certificate for a claim states losses, each with an amount above nought."""
    rows = case.facts.entered.get("losses") or []
    return [
        told_of(case.kind, "losses", "loss_not_positive", row=number, value=row["amount"])
        for number, row in enumerate(rows, start=1)
        if Decimal(row["amount"] or 0) <= 0
    ]


@rule(applies_from=FIRST_DAY, citation=PRACTICE)
def check_measure(case: CertificateCase) -> list[Finding]:
    """The measure of the notice is the one that the decision on the case ordered, where there is one."""
    ordered, said = case.facts.measure, code_of(case.facts.entered.get("measure", ""))
    if not ordered or not said or ordered == said:
        return []
    return [told_of(case.kind, "measure", "measure_differs", ordered=ordered, said=said)]


@rule(
    applies_from=FIRST_DAY,
    citation=Citation("中华人民共和国进出口货物原产地条例", "第三条", verified=False),
)
def check_origin_criterion(case: CertificateCase) -> list[Finding]:
    """Each line has a criterion of the form, and the regional content that the criterion asks for."""
    known = {each.code: each for each in case.kind.criteria}
    lines = {str(line.number) for line in case.facts.lines}
    rows = case.facts.entered.get("origin_lines") or []
    findings = []
    for place, row in enumerate(rows, start=1):
        if row["line"] not in lines:
            findings.append(told_of(case.kind, "origin_lines", "line_unknown", row=place, line=row["line"]))
        criterion = known.get(code_of(row["criterion"]))
        findings += _content(case, criterion.least, row, place) if criterion else []
    named = {row["line"] for row in rows}
    findings += [
        told_of(case.kind, "origin_lines", "criterion_missing", line=line)
        for line in sorted(lines - named, key=int)
    ]
    return findings


def _content(case: CertificateCase, least: str, row: Mapping[str, Any], place: int) -> list[Finding]:
    if not least:
        return []
    if not row["content"]:
        return [told_of(case.kind, "origin_lines", "content_missing", row=place, least=least)]
    if Decimal(row["content"]) < Decimal(least):
        params = {"content": row["content"], "least": least}
        return [told_of(case.kind, "origin_lines", "content_below", row=place, **params)]
    return []


SANITATION = Citation("International Health Regulations (2005), Article 39 and Annex 3", verified=False)


@rule(applies_from=FIRST_DAY, citation=SANITATION)
def check_risks_answered(case: CertificateCase) -> list[Finding]:
    """A control certificate: evidence of a risk was found, and measures were applied where it was found."""
    areas = case.facts.entered.get("areas") or []
    found = [(place, row) for place, row in enumerate(areas, start=1) if row["evidence"]]
    if not found:
        return [told_of(case.kind, "areas", "no_evidence_of_risk")]
    return [
        told_of(case.kind, "areas", "measure_missing", row=place)
        for place, row in found
        if not row["measures"]
    ]


@rule(applies_from=FIRST_DAY, citation=SANITATION)
def check_no_risk(case: CertificateCase) -> list[Finding]:
    """An exemption certificate: no area shows evidence of a risk, and no measure was needed."""
    areas = case.facts.entered.get("areas") or []
    return [
        told_of(case.kind, "areas", "evidence_of_risk", row=place)
        for place, row in enumerate(areas, start=1)
        if row["evidence"] or row["measures"]
    ]
