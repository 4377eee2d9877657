"""Rules about the goods of a notice: lines, commodity, masses, quantities, values, repetition. Pure.

Whether a code stands in its list is answered by the code lists (`kernel.codes`), not here.
"""

from collections.abc import Iterator
from decimal import Decimal

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.rules import rule
from jiangang.port.declarations.content import LineContent
from jiangang.port.declarations.rules.facts import ALWAYS, IN_FORCE_ORDER_16, OFFICE, ORDER_16, NoticeFacts

ZERO = Decimal(0)


def _lines(facts: NoticeFacts) -> Iterator[tuple[str, LineContent]]:
    for position, line in enumerate(facts.content.lines, start=1):
        yield f"lines.{position}.", line


def _found(
    code: str, field: str, line: LineContent, severity: Severity = Severity.ERROR, **params: str
) -> Finding:
    return Finding(f"declarations.finding.{code}", severity, field, params, row=line.row)


@rule(applies_from=ALWAYS, citation=OFFICE)
def check_lines(facts: NoticeFacts) -> list[Finding]:
    """A notice has at least one line, and no more than the office takes in one."""
    count, limit = len(facts.content.lines), facts.limits.lines
    if count == 0:
        return [Finding("declarations.finding.lines_missing", field="lines", row=facts.content.row)]
    if count > limit:
        params = {"count": count, "limit": limit}
        return [
            Finding(
                "declarations.finding.lines_too_many", field="lines", params=params, row=facts.content.row
            )
        ]
    return []


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_commodity(facts: NoticeFacts) -> list[Finding]:
    """Each line names its commodity by a code and its origin; a name of the goods should stand beside
    the code.
    """
    found = []
    for prefix, line in _lines(facts):
        if not line.hs_code:
            found.append(_found("hs_missing", f"{prefix}hs_code", line))
        if not line.origin:
            found.append(_found("origin_missing", f"{prefix}origin", line))
        if not line.description:
            found.append(_found("description_missing", f"{prefix}description", line, Severity.NOTE))
    return found


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_masses(facts: NoticeFacts) -> list[Finding]:
    """A net mass is not negative; a mass of zero is taken and noted."""
    found = []
    for prefix, line in _lines(facts):
        field = f"{prefix}net_mass"
        if line.net_mass is None:
            continue
        if line.net_mass < ZERO:
            found.append(_found("mass_negative", field, line, value=format(line.net_mass, "f")))
        elif line.net_mass == ZERO:
            found.append(_found("mass_zero", field, line, Severity.WARNING))
    return found


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_quantities(facts: NoticeFacts) -> list[Finding]:
    """A line states how much it is, by mass or by quantity with its unit; neither is negative."""
    found = []
    for prefix, line in _lines(facts):
        if line.net_mass is None and line.quantity is None:
            found.append(_found("amount_missing", f"{prefix}net_mass", line))
        if line.quantity is not None and line.quantity < ZERO:
            value = format(line.quantity, "f")
            found.append(_found("quantity_negative", f"{prefix}quantity", line, value=value))
        if line.quantity is not None and not line.unit:
            found.append(_found("unit_missing", f"{prefix}unit", line, Severity.WARNING))
        if line.packages is not None and line.packages < 0:
            found.append(_found("packages_negative", f"{prefix}packages", line, value=str(line.packages)))
    return found


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_values(facts: NoticeFacts) -> list[Finding]:
    """A value is not negative and names its currency; none and zero are noted."""
    found = []
    for prefix, line in _lines(facts):
        field = f"{prefix}value"
        if line.value is None:
            found.append(_found("value_missing", field, line, Severity.WARNING))
            continue
        if line.value < ZERO:
            found.append(_found("value_negative", field, line, value=format(line.value, "f")))
        elif line.value == ZERO:
            found.append(_found("value_zero", field, line, Severity.WARNING))
        if not line.currency:
            found.append(_found("currency_missing", f"{prefix}currency", line))
    return found


@rule(applies_from=ALWAYS, citation=OFFICE)
def check_same_content(facts: NoticeFacts) -> list[Finding]:
    """A notice that says the very same as another one is taken and noted: it may be a repetition."""
    if facts.same_content is None:
        return []
    code = "same_content" if facts.same_content else "same_content_elsewhere"
    params = {"number": facts.same_content} if facts.same_content else {}
    return [Finding(f"declarations.finding.{code}", Severity.WARNING, params=params, row=facts.content.row)]
