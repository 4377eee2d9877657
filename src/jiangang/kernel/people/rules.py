"""Rules about people and posts. Pure."""

from datetime import date

from jiangang.methods.findings import Finding, Severity


def check_new_person(*, code: str, name_zh: str) -> list[Finding]:
    """Findings on a new person: a code and a name are needed."""
    found = []
    if not code.strip():
        found.append(Finding("people.finding.code_missing", Severity.ERROR, "code"))
    if not name_zh.strip():
        found.append(Finding("people.finding.name_missing", Severity.ERROR, "name_zh"))
    return found


def check_posting(*, is_trade: bool, valid_from: date, valid_until: date | None) -> list[Finding]:
    """Findings on a post in the office: not a post of the trade, dates in order."""
    found = []
    if is_trade:
        found.append(Finding("people.finding.post_of_the_trade", Severity.ERROR, "post_kind"))
    if valid_until is not None and valid_until < valid_from:
        found.append(Finding("people.finding.dates_crossed", Severity.ERROR, "valid_until"))
    return found
