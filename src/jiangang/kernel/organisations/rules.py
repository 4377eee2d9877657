"""Rules about the numbers and accounts of firms. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.identifiers import check_number

ADMINISTRATOR = "firm_administrator"
ADMINISTRATORS_NEEDED = 2


def check_identifier(scheme: str, value: str) -> list[Finding]:
    """Findings on a firm's number in its scheme: check digit, length, alphabet; `not checked` for a free
    scheme.
    """
    return check_number(scheme, value, field="identifier")


def check_administrators_left(*, leaving: str, staying: Sequence[str]) -> list[Finding]:
    """A firm keeps two administrators, so that either can help the other back in."""
    left = sum(post == ADMINISTRATOR for post in staying)
    if leaving == ADMINISTRATOR and left < ADMINISTRATORS_NEEDED:
        return [Finding("organisations.finding.administrators_left", Severity.ERROR, params={"left": left})]
    return []


@dataclass(frozen=True, slots=True)
class VouchingFacts:
    """What is known of the person who asks and of the one who would vouch."""

    person_id: int
    firm_id: int | None
    voucher_id: int | None
    voucher_firm_id: int | None
    voucher_posts: tuple[str, ...]


def check_recovery(facts: VouchingFacts, *, evidence: str, may_vouch: bool) -> list[Finding]:
    """Who may vouch: the firm's other administrator, or the counter with evidence; never the person
    themself.
    """
    if facts.voucher_id == facts.person_id:
        return [Finding("organisations.finding.vouch_for_oneself", Severity.ERROR)]
    same_firm = facts.firm_id is not None and facts.firm_id == facts.voucher_firm_id
    if ADMINISTRATOR in facts.voucher_posts and same_firm:
        return []
    if not may_vouch:
        return [Finding("organisations.finding.may_not_vouch", Severity.ERROR)]
    if not evidence.strip():
        return [Finding("organisations.finding.evidence_missing", Severity.ERROR, "evidence")]
    return []
