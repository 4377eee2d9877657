"""Lines of a tariff saving as a file states them: what was certified, its value, its duties, its status."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.origin.classification import plain_code
from jiangang.methods.origin.destinations import CIF, FOB
from jiangang.methods.origin.duties import UNITS, Duty, parse_duty
from jiangang.methods.origin.japanese_tariff import (
    Tariff,
    find_applied_rate,
    find_preferential_rate,
)
from jiangang.methods.origin.reading import Reader
from jiangang.methods.register import method

POTENTIAL, CLAIMED, ESTIMATE = "potential", "claimed", "estimate"
STATES = ("valid", "withdrawn")
QUOTAS = ("open", "exhausted")


@dataclass(frozen=True, slots=True)
class SavingLine:
    """One line. day: of importation, or of issue while the saving is only potential; value with its basis,
    freight and insurance in `currency`; preferential: None when the tariff has no preference for the code;
    rate: of `rate_day`, where the line brings its own.
    """

    row: int
    certificate: str
    hs: str
    destination: str
    day: date
    status: str
    applied: Duty
    preferential: Duty | None
    value: Fraction
    currency: str
    basis: str
    freight: Fraction | None
    insurance: Fraction | None
    quantities: Mapping[str, Fraction]
    state: str
    quota: str
    rate: Fraction | None
    rate_day: date | None
    tariff_day: date | None


def read_saving_line(
    row: int, table: Mapping[str, Any], tariff: Tariff | None = None, preference: str = ""
) -> SavingLine:
    """A line from a row of a CSV or a table of TOML or JSON; raises Refused with every fault of the row.

    tariff, preference: where the line names no duties, they are looked up there under its code.
    """
    reader = Reader(table, row=row)
    status = reader.text("status").lower()
    if status == ESTIMATE:
        reader.fault("methods.origin.finding.estimate_not_here", "status")
    elif status and status not in (POTENTIAL, CLAIMED):
        known = f"{POTENTIAL}, {CLAIMED}"
        reader.fault("methods.origin.finding.not_one_of", "status", given=status, known=known)
    code = reader.text("hs")
    hs = plain_code(code) or (code if len(code) == 9 and code.isdigit() else "")
    if code and not hs:
        reader.fault("methods.origin.finding.not_hs", "hs", given=code)
    applied, preferential = _duties(reader, hs, row, tariff, preference)
    found = SavingLine(
        row=row,
        certificate=reader.text("certificate", ""),
        hs=hs,
        destination=reader.text("destination").upper(),
        day=reader.day("date", needed=True) or date.min,
        status=status,
        applied=applied or parse_duty("free"),
        preferential=preferential,
        value=reader.needed_number("value"),
        currency=reader.text("currency").upper(),
        basis=reader.choice("basis", (CIF, FOB)),
        freight=reader.number("freight"),
        insurance=reader.number("insurance"),
        quantities=_quantities(reader),
        state=reader.choice("certificate_state", STATES, ""),
        quota=reader.choice("quota", QUOTAS, ""),
        rate=reader.number("rate"),
        rate_day=reader.day("rate_date"),
        tariff_day=reader.day("tariff_date"),
    )
    _check_rate(reader, found)
    reader.text("note", "")
    reader.refuse_unknown()
    reader.refuse_faults()
    return found


def _duties(
    reader: Reader, hs: str, row: int, tariff: Tariff | None, preference: str
) -> tuple[Duty | None, Duty | None]:
    written = reader.text("mfn", ""), reader.text("preferential", "")
    if tariff is not None and not any(written):
        return _looked_up(reader, hs, row, tariff, preference)
    found = []
    for name, text in zip(("mfn", "preferential"), written, strict=True):
        if not text:
            reader.fault("methods.origin.finding.missing", name)
        try:
            found.append(None if text in ("", "none") else parse_duty(text))
        except ValueError as error:
            reader.fault("methods.origin.finding.duty_unreadable", name, duty=text, reason=str(error))
            found.append(None)
    if written[0] == "none":
        reader.fault("methods.origin.finding.duty_unreadable", "mfn", duty="none", reason="none")
    return found[0], found[1]


def _looked_up(
    reader: Reader, hs: str, row: int, tariff: Tariff, preference: str
) -> tuple[Duty | None, Duty | None]:
    try:
        line = tariff.get(hs)
    except Refused as refusal:
        reader.findings += [_at(row, each) for each in refusal.findings]
        return None, None
    applied, unread = find_applied_rate(line)
    preferential, more = find_preferential_rate(line, preference)
    reader.findings += [_at(row, each) for each in (*unread, *more)]
    return applied, preferential


def _at(row: int, finding: Finding) -> Finding:
    """A finding about the tariff, at the row of the line that asked; the tariff's row goes into its field."""
    field = f"{finding.field} (tariff row {finding.row})" if finding.row else finding.field
    return Finding(finding.code, field=field, params=finding.params, citation=finding.citation, row=row)


def _quantities(reader: Reader) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for quantity, unit in (("quantity", "unit"), ("quantity_2", "unit_2")):
        amount, name = reader.number(quantity), reader.text(unit, "").lower()
        if amount is None and not name:
            continue
        if amount is None or not name:
            reader.fault("methods.origin.finding.missing", quantity if amount is None else unit)
        elif name not in UNITS:
            known = ", ".join(UNITS)
            reader.fault("methods.origin.finding.not_one_of", unit, given=name, known=known)
        elif any(UNITS[each][0] == UNITS[name][0] for each in found):
            reader.fault("methods.origin.finding.quantity_twice", unit, unit=name)
        else:
            found[name] = amount
    return found


def _check_rate(reader: Reader, line: SavingLine) -> None:
    if line.rate is None:
        return
    if not line.rate:
        reader.fault("methods.origin.finding.zero", "rate")
    if line.rate_day is None:
        reader.fault("methods.origin.finding.missing", "rate_date")
    elif line.rate_day != line.day:
        params = {"rate_day": line.rate_day.isoformat(), "day": line.day.isoformat()}
        reader.fault("methods.origin.finding.rate_of_other_day", "rate_date", **params)


@method(
    "origin.saving_lines", source="File format of this project", verified="Every example in the repository"
)
def read_saving_lines(
    rows: Iterable[tuple[int, Mapping[str, Any]]], tariff: Tariff | None = None, preference: str = ""
) -> tuple[list[SavingLine], list[Finding]]:
    """Every line that can be read, and the findings of every row that cannot, with its number."""
    lines: list[SavingLine] = []
    findings: list[Finding] = []
    for number, row in rows:
        try:
            lines.append(read_saving_line(number, row, tariff, preference))
        except Refused as refusal:
            findings += refusal.findings
    return lines, findings
