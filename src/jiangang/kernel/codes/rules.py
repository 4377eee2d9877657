"""What a look-up means for a field: findings, never a silent default. Pure; the answer is given."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangang.methods.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What is known of one code in one field, as the rule sees it."""

    scheme: str
    value: str
    on: date
    state: str  # known, unknown, not_checked
    well_formed: bool
    edition: str = ""
    withdrawn: bool = False


def findings_of(
    facts: CodeFacts, *, field: str, row: int | None = None, strict: bool = False
) -> list[Finding]:
    """Findings for one code: malformed, outside the edition, withdrawn, not checked; none when it is known.

    A code outside the loaded edition is a warning and may be accepted; `strict` makes it an error.
    """
    params: dict[str, Any] = {
        "scheme": facts.scheme,
        "value": facts.value,
        "on": facts.on.isoformat(),
        "edition": facts.edition,
    }
    unaccepted = Severity.ERROR if strict else Severity.WARNING

    def found(code: str, severity: Severity) -> list[Finding]:
        return [Finding(f"codes.finding.{code}", severity, field=field, params=params, row=row)]

    if facts.state == "known":
        return found("withdrawn", Severity.WARNING) if facts.withdrawn else []
    if not facts.well_formed:
        return found("malformed", unaccepted)
    if facts.state == "unknown":
        return found("outside_edition", unaccepted)
    return found("not_in_seed" if facts.edition else "not_loaded", Severity.NOT_CHECKED)
