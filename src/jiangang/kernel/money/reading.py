"""Reading exchange rates from a CSV file, with findings by row. Pure reading of text; nothing is stored here.

Columns: `base`, `quote`, `rate` (units of quote for one base), `on` (YYYY-MM-DD), `source`; `verified` (yes
or no) may be left out and means yes then.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from jiangang.methods.findings import Finding, Refused

NEEDED = ("base", "quote", "rate", "on", "source")
WORDS = {"": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
MAX_ROWS = 20_000
DECIMALS, DIGITS = 12, 24
"""As many as the table holds; more are refused, never rounded."""


@dataclass(frozen=True, slots=True)
class ReadRate:
    """One rate as read from a row; the heading is row 1."""

    row: int
    base: str
    quote: str
    rate: Decimal
    on: date
    source: str
    verified: bool


def read_rates(content: bytes) -> tuple[list[ReadRate], list[Finding]]:
    """The rates of a file, and findings by row; raises Refused when it cannot be read as a whole."""
    try:
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(Finding("money.finding.unreadable", params={"reason": str(error)})) from error
    headings = [heading.strip().lower() for heading in table[0]] if table else []
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        params = {"columns": ", ".join(missing), "found": ", ".join(headings)[:200]}
        raise Refused(Finding("money.finding.column_missing", params=params))
    if len(table) > MAX_ROWS + 1:
        raise Refused(Finding("money.finding.too_many_rows", params={"limit": MAX_ROWS}))
    rates: list[ReadRate] = []
    findings: list[Finding] = []
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            row = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
            read = _read(number, row, findings)
            rates += [read] if read else []
    if not rates and not findings:
        raise Refused(Finding("money.finding.no_rates"))
    return rates, findings


def _read(number: int, row: dict[str, str], findings: list[Finding]) -> ReadRate | None:
    before = len(findings)
    on, rate = _day(row.get("on", ""), number, findings), _number(row.get("rate", ""), number, findings)
    verified = WORDS.get(row.get("verified", "").lower())
    if verified is None:
        params = {"value": row["verified"]}
        findings.append(
            Finding("money.finding.verified_unclear", field="verified", row=number, params=params)
        )
    if len(findings) > before or on is None or rate is None or verified is None:
        return None
    base, quote = row.get("base", "").upper(), row.get("quote", "").upper()
    return ReadRate(number, base, quote, rate, on, row.get("source", ""), verified)


def _day(text: str, number: int, findings: list[Finding]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        findings.append(Finding("money.finding.day_wrong", field="on", row=number, params={"value": text}))
        return None


def _number(text: str, number: int, findings: list[Finding]) -> Decimal | None:
    try:
        rate = Decimal(text)
        whole = rate.adjusted() + 1
        fits = rate.is_finite() and -int(rate.as_tuple().exponent) <= DECIMALS and whole <= DIGITS - DECIMALS
    except InvalidOperation:
        fits = False
    if not fits:
        findings.append(Finding("money.finding.rate_wrong", field="rate", row=number, params={"value": text}))
        return None
    return rate
