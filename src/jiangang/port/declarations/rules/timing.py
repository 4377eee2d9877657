"""Rules about the days that a notice states. Pure."""

from datetime import timedelta

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.rules import rule
from jiangang.port.declarations.rules.facts import ALWAYS, OFFICE, NoticeFacts


@rule(applies_from=ALWAYS, citation=OFFICE)
def check_stated_day(facts: NoticeFacts) -> list[Finding]:
    """The day of the notice is not in the future (an error), nor long past (noted)."""
    day = facts.content.stated_on
    if day is None:
        return []
    params = {"day": day.isoformat(), "on": facts.on.isoformat()}
    row = facts.content.row
    if day > facts.on:
        return [Finding("declarations.finding.day_in_future", Severity.ERROR, "stated_on", params, row=row)]
    if facts.on - day > timedelta(days=facts.limits.stated_days_back):
        return [Finding("declarations.finding.day_too_old", Severity.WARNING, "stated_on", params, row=row)]
    return []


@rule(applies_from=ALWAYS, citation=OFFICE)
def check_arrival(facts: NoticeFacts) -> list[Finding]:
    """The day of arrival lies within the months around the notice; one further off is noted."""
    day = facts.content.arrives_on
    if day is None or abs(day - facts.on) <= timedelta(days=facts.limits.arrives_days_ahead):
        return []
    params = {"day": day.isoformat(), "on": facts.on.isoformat()}
    return [
        Finding(
            "declarations.finding.arrival_far", Severity.WARNING, "arrives_on", params, row=facts.content.row
        )
    ]
