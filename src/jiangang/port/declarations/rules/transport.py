"""Rules about the journey: countries, vessel, containers. Pure."""

from dataclasses import replace

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.identifiers import check_number
from jiangang.methods.rules import rule
from jiangang.port.declarations.rules.facts import ALWAYS, IN_FORCE_ORDER_16, OFFICE, ORDER_16, NoticeFacts

IMO_SCHEME = Citation(
    "IMO resolution A.1117(30)", article="IMO ship identification number scheme", verified=False
)
CONTAINER_STANDARD = Citation("ISO 6346", article="check digit", verified=False)


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_origin_of_journey(facts: NoticeFacts) -> list[Finding]:
    """The country of departure should be named for imports."""
    content = facts.content
    if content.direction != "import" or content.departure_country:
        return []
    return [
        Finding(
            "declarations.finding.departure_missing", Severity.WARNING, "departure_country", row=content.row
        )
    ]


@rule(applies_from=ALWAYS, citation=IMO_SCHEME)
def check_vessel(facts: NoticeFacts) -> list[Finding]:
    """An IMO number passes its check digit; one that does not is taken and noted."""
    number = facts.content.vessel_imo
    return _checked("imo", number, "vessel_imo", facts.content.row) if number else []


@rule(applies_from=ALWAYS, citation=CONTAINER_STANDARD)
def check_containers(facts: NoticeFacts) -> list[Finding]:
    """Container numbers pass their check digit (else noted), and there are no more than the office takes
    in one.
    """
    numbers, row = facts.content.container_numbers, facts.content.row
    found = [each for number in numbers for each in _checked("iso6346", number, "container_numbers", row)]
    if len(numbers) > facts.limits.containers:
        params = {"count": len(numbers), "limit": facts.limits.containers}
        code = "declarations.finding.containers_too_many"
        found.append(Finding(code, Severity.ERROR, "container_numbers", params, OFFICE, row))
    return found


def _checked(scheme: str, number: str, field: str, row: int | None) -> list[Finding]:
    return [
        replace(each, row=row)
        for each in check_number(scheme, number, field=field, severity=Severity.WARNING)
    ]
