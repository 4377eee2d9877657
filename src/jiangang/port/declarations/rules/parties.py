"""Rules about who is named in a notice. Pure."""

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.rules import rule
from jiangang.port.declarations.rules.facts import (
    ALWAYS,
    IN_FORCE_ORDER_16,
    OFFICE,
    ORDER_16,
    NoticeFacts,
    PartyFacts,
)

AGENT_LAW = Citation("中华人民共和国进出口商品检验法", article="第二十一条", verified=False)
NUMBER_STANDARD = Citation(
    "GB 32100-2015", article="统一社会信用代码", applies="2015-10-01 –", verified=False
)


@rule(applies_from=ALWAYS, citation=OFFICE)
def check_direction(facts: NoticeFacts) -> list[Finding]:
    """A notice says whether the goods come in or go out."""
    said = facts.content.direction
    if said in ("import", "export"):
        return []
    code = "direction_unknown" if said else "direction_missing"
    return [_found(code, facts, field="direction", value=said)]


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_importer(facts: NoticeFacts) -> list[Finding]:
    """The importer (of exports, the exporter at home) is named by a number; one that is no good number
    is noted.
    """
    if not facts.importer.number:
        return [_found("importer_missing", facts, field="importer_number")]
    found = _number(facts, facts.importer, "importer_number")
    return found + (_number(facts, facts.agent, "agent_number") if facts.agent.number else [])


@rule(applies_from=IN_FORCE_ORDER_16, citation=AGENT_LAW)
def check_own_firm(facts: NoticeFacts) -> list[Finding]:
    """People of the trade file for their own firm, or as its agent."""
    if facts.own_firm is False:
        return [_found("not_own_firm", facts, field="agent_number")]
    return []


@rule(applies_from=IN_FORCE_ORDER_16, citation=AGENT_LAW)
def note_mandate(facts: NoticeFacts) -> list[Finding]:
    """An agent files under a power of attorney, of which the system holds no register: that is said."""
    if not facts.for_another:
        return []
    return [_found("mandate_not_checked", facts, Severity.NOTE, field="agent_number")]


@rule(applies_from=IN_FORCE_ORDER_16, citation=ORDER_16)
def check_seller(facts: NoticeFacts) -> list[Finding]:
    """The foreign party should be named; the notice is taken without it."""
    if facts.content.exporter_name:
        return []
    return [_found("seller_missing", facts, Severity.WARNING, field="exporter_name")]


def _number(facts: NoticeFacts, party: PartyFacts, field: str) -> list[Finding]:
    if not party.number_fault:
        return []
    found = _found(
        "number_no_uscc", facts, Severity.WARNING, field=field, value=party.number, fault=party.number_fault
    )
    return [Finding(found.code, found.severity, found.field, found.params, NUMBER_STANDARD, found.row)]


def _found(
    code: str, facts: NoticeFacts, severity: Severity = Severity.ERROR, *, field: str, **params: str
) -> Finding:
    return Finding(f"declarations.finding.{code}", severity, field, params, row=facts.content.row)
