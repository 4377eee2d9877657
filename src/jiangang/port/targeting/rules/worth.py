"""What a finding is worth: the office's own weights by commodity, 1 where it names none. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.facts import ConsignmentFacts

USUAL = 1.0


def read_values(text: str) -> dict[str, float]:
    """The setting `finding_values`: `prefix=weight` of commodity codes, apart by commas; empty for none.

    Raises Refused for what is no such list, or a weight that is not above 0.
    """
    found: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        prefix, _, weight = (each.strip() for each in part.partition("="))
        try:
            value = Decimal(weight)
        except InvalidOperation:
            value = Decimal(0)
        if not prefix.isdigit() or not value.is_finite() or value <= 0:
            raise Refused(Finding("targeting.finding.values_wrong", params={"part": part}))
        found[prefix] = float(value)
    return found


def finding_value(facts: ConsignmentFacts, values: Mapping[str, float]) -> float:
    """The greatest weight of a consignment's lines, each by the longest prefix that is named."""
    if not values:
        return USUAL
    return max(_of_code(str(line.values.get("hs") or ""), values) for line in facts.asked_lines)


def _of_code(code: str, values: Mapping[str, float]) -> float:
    for length in range(len(code), 0, -1):
        if code[:length] in values:
            return values[code[:length]]
    return USUAL
