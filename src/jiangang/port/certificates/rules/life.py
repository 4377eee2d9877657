"""What must be true before a certificate is replaced, extended, marked, printed, or rests on an original.
Pure.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jiangang.methods.findings import Finding, Severity
from jiangang.port.certificates.facts import plain

MOST_COPIES = 99
OPENS_FOR = timedelta(hours=1)
"""How long a paper opens for who has put its printing, or the taking of its file, on record."""
ADDRESS_LINES = 5


@dataclass(frozen=True, slots=True)
class Lasting:
    """A certificate's validity and the wish to prolong it: its state, its last day (None for no end), the day
    of today, the new last day, and how many days its kind gives at most. first_until: its last day before any
    extension, where the kind counts all extensions together; None where each is counted for itself.
    """

    state: str
    valid_until: date | None
    today: date
    wanted: date
    longest_days: int | None
    first_until: date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """What a certificate would take of an original.

    covered, taken: what the original covers, and what other certificates in force hold of it; quantity: what
    is wanted; all in `unit`. goods_kg: the certificate's own net mass, None when unknown; others_kg: what it
    takes of its other originals. ended: how an original of our own ended, empty while it is in force.
    """

    issuer: str
    number: str
    issued_on: date
    evidence: str
    covered: Decimal
    covered_unit: str
    taken: Decimal
    quantity: Decimal
    unit: str
    today: date
    goods_kg: Decimal | None = None
    others_kg: Decimal = Decimal(0)
    ended: str = ""


def check_reason(reason: str) -> list[Finding]:
    """What ends, changes or sends back a paper says why, in words that others can read."""
    return [] if reason.strip() else [_finding("reason_missing", field="reason")]


def check_lasting(facts: Lasting) -> list[Finding]:
    """All that stands against an extension: no end to prolong, ended, expired, not later, too long."""
    if facts.state != "issued":
        return [_finding("not_in_force", state=facts.state)]
    if facts.valid_until is None:
        return [_finding("no_validity")]
    findings = []
    if facts.valid_until < facts.today:
        findings.append(_finding("expired_already", valid_until=facts.valid_until.isoformat()))
    if facts.wanted <= facts.valid_until:
        valid_until = facts.valid_until.isoformat()
        findings.append(_finding("not_later", field="valid_until", valid_until=valid_until))
    longest = facts.longest_days
    since = facts.first_until or facts.valid_until
    if longest is not None and facts.wanted > since + timedelta(days=longest):
        name = "extension_too_long" if since == facts.valid_until else "extended_enough"
        findings.append(_finding(name, field="valid_until", days=longest, since=since.isoformat()))
    return findings


def check_retrospective(departed_on: date, reason: str, *, today: date) -> list[Finding]:
    """A mark of retrospective issue needs a departure that lies before today, and a reason."""
    findings = check_reason(reason)
    if departed_on >= today:
        findings.append(_finding("not_departed", field="departed_on", departed_on=departed_on.isoformat()))
    return findings


def check_departure(
    departed_on: date | None, *, after_days: int | None, is_marked: bool, today: date
) -> list[Finding]:
    """A paper of a trade that asks for it is not signed unmarked when the goods have left too long ago.

    after_days: days after departure that still count as issue in time; None where departure does not matter.
    """
    if after_days is None or departed_on is None or is_marked:
        return []
    if today <= departed_on + timedelta(days=after_days):
        return []
    return [_finding("retrospective_unmarked", departed_on=departed_on.isoformat(), days=after_days)]


def check_use(use: Use) -> list[Finding]:
    """All that stands against resting on an original; amounts are compared exactly."""
    findings = [
        _finding("original_unnamed", field=name)
        for name, value in (("issuer", use.issuer), ("number", use.number), ("evidence", use.evidence))
        if not value.strip()
    ]
    if use.ended:
        findings.append(_finding("original_ended", field="number", number=use.number, state=use.ended))
    if use.issued_on > use.today:
        findings.append(_finding("original_later", field="issued_on", issued_on=use.issued_on.isoformat()))
    return findings + _amounts(use)


def _amounts(use: Use) -> list[Finding]:
    if use.quantity <= 0 or use.covered <= 0:
        return [_finding("quantity_not_positive", field="quantity")]
    if use.unit != use.covered_unit:
        return [_finding("unit_differs", field="unit", unit=use.unit, covered=use.covered_unit)]
    findings = []
    remaining = use.covered - use.taken
    if use.quantity > remaining:
        params = {"quantity": plain(use.quantity), "remaining": plain(remaining), "unit": use.unit}
        findings.append(_finding("above_balance", field="quantity", number=use.number, **params))
    if use.unit == "KGM" and use.goods_kg is not None and use.others_kg + use.quantity > use.goods_kg:
        params = {"quantity": plain(use.others_kg + use.quantity), "goods": plain(use.goods_kg)}
        findings.append(_finding("above_goods", field="quantity", **params))
    return findings


def check_printing(*, copies: int, printer: str, is_reprint: bool, reason: str) -> list[Finding]:
    """A printing counts between 1 and 99 sheets on a named printer; the second of a paper says why."""
    findings = []
    if not 1 <= copies <= MOST_COPIES:
        findings.append(_finding("copies_out_of_range", field="copies", most=MOST_COPIES))
    if not printer.strip():
        findings.append(_finding("printer_missing", field="printer"))
    if is_reprint and not reason.strip():
        findings.append(_finding("reprint_reason_missing", field="reason"))
    return findings


def check_details(
    *, imported_to: str, consignor_address: tuple[str, ...], consignee_address: tuple[str, ...]
) -> list[Finding]:
    """Details for foreign authorities: a country of two letters, addresses of one to five lines."""
    findings = []
    if not (len(imported_to) == 2 and imported_to.isascii() and imported_to.isalpha()):
        findings.append(_finding("country_malformed", field="imported_to", country=imported_to[:10]))
    for name, lines in (("consignor_address", consignor_address), ("consignee_address", consignee_address)):
        if not 1 <= len(lines) <= ADDRESS_LINES:
            findings.append(_finding("address_malformed", field=name, most=ADDRESS_LINES))
    return findings


def _finding(name: str, *, field: str = "", **params: object) -> Finding:
    return Finding(f"certificates.finding.{name}", Severity.ERROR, field, params)
