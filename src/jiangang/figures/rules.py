"""Rules about asking for a figure. Pure."""

from datetime import date

from jiangang.methods.findings import Finding, Severity


def check_period(first: date, last: date) -> list[Finding]:
    """A period begins no later than it ends."""
    if last < first:
        params = {"first": first.isoformat(), "last": last.isoformat()}
        return [Finding("figures.finding.period_crossed", Severity.ERROR, "last", params)]
    return []
