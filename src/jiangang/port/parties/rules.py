"""Rules about grading a firm. Pure."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding
from jiangang.methods.rules import rule
from jiangang.port.parties.schemes import all_schemes

OFFICE_RULE = Citation("Office procedure for the standing of firms", verified=False)
FOREVER = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What somebody asks to be set."""

    scheme: str
    category: str
    valid_from: date
    valid_until: date | None
    reason: str


@rule(applies_from=FOREVER, citation=OFFICE_RULE)
def check_category(facts: StandingFacts) -> list[Finding]:
    """The category is one of a scheme that grades on the first day of the standing."""
    scheme = all_schemes().get(facts.scheme)
    if scheme is None:
        return [Finding("parties.finding.scheme_unknown", field="scheme", params={"scheme": facts.scheme})]
    found = []
    if scheme.find(facts.category) is None:
        choices = ", ".join(category.code for category in scheme.categories)
        params = {"category": facts.category, "scheme": facts.scheme, "choices": choices}
        found.append(Finding("parties.finding.category_unknown", field="category", params=params))
    if not scheme.in_force(facts.valid_from):
        params = {
            "scheme": facts.scheme,
            "day": facts.valid_from.isoformat(),
            "start": scheme.valid_from.isoformat(),
        }
        found.append(Finding("parties.finding.scheme_not_in_force", field="valid_from", params=params))
    return found


@rule(applies_from=FOREVER, citation=OFFICE_RULE)
def check_dates(facts: StandingFacts) -> list[Finding]:
    """The last day is not before the first."""
    if facts.valid_until is not None and facts.valid_until < facts.valid_from:
        params = {"start": facts.valid_from.isoformat(), "end": facts.valid_until.isoformat()}
        return [Finding("parties.finding.dates", field="valid_until", params=params)]
    return []


@rule(applies_from=FOREVER, citation=OFFICE_RULE)
def check_reason(facts: StandingFacts) -> list[Finding]:
    """A standing says why it is set."""
    return [] if facts.reason.strip() else [Finding("parties.finding.reason_missing", field="reason")]


RULES = (check_category, check_dates, check_reason)
