"""Rules about a plan to found an office. Pure."""

from jiangang.kernel.founding.plan import OfficePlan
from jiangang.methods.findings import Finding, Severity

CODE_DIGITS = 6


def check_plan(plan: OfficePlan) -> list[Finding]:
    """Findings on a plan: six-digit code, names, parents before children, the administrator's unit."""
    found = []
    code = str(plan.settings.get("code", ""))
    if len(code) != CODE_DIGITS or not code.isdigit():
        found.append(Finding("founding.finding.code_digits", Severity.ERROR, "code", {"code": code}))
    for key in ("name_en", "name_zh"):
        if not str(plan.settings.get(key, "")).strip():
            found.append(Finding("founding.finding.name_missing", Severity.ERROR, key))
    known: set[str] = set()
    for unit in plan.units:
        if unit.parent and unit.parent not in known:
            params = {"unit": unit.code, "parent": unit.parent}
            found.append(Finding("founding.finding.parent_unknown", Severity.ERROR, "units", params))
        known.add(unit.code)
    if plan.administrator_unit not in known:
        params = {"unit": plan.administrator_unit}
        found.append(Finding("founding.finding.unit_unknown", Severity.ERROR, "administrator_unit", params))
    return found
