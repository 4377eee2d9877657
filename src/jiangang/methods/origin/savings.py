"""Tariff saving, line by line: the duty at the applied rate less the duty at the preferential rate.

Each amount keeps its status: *potential* while only the certificate is issued, *claimed* once the importer
has used it. They are two kinds of money and are never added, nor is an estimate at a flat rate added to
either: that has a method and a name of its own, `origin.flat_rate_estimate`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.origin.destinations import (
    CIF,
    Destination,
    Rate,
    coins,
    find_rate,
    shipped_destinations,
)
from jiangang.methods.origin.duties import Dutiable, percent_of_value, reckon_duty
from jiangang.methods.origin.quantities import equals, rounded, written
from jiangang.methods.origin.saving_lines import CLAIMED, POTENTIAL, SavingLine
from jiangang.methods.register import method

NAME, VERSION = "origin.saving", "1"
ESTIMATE_NAME = "origin.flat_rate_estimate"


@dataclass(frozen=True, slots=True)
class Saved:
    """The saving of one line. why: `margin`, or why it is 0 (`no_margin`, `no_preference`, `withdrawn`,
    `quota_exhausted`); lower_bound: freight or insurance is not known, so the saving is at least this.
    """

    line: SavingLine
    currency: str
    customs_value: Fraction
    applied: Fraction
    preferential: Fraction
    saving: Fraction
    why: str
    lower_bound: bool
    arithmetic: str


@method(
    NAME,
    version=VERSION,
    source=(
        "Saving = Σ max(0, duty at the applied MFN rate − duty at the preferential rate), on the customs "
        "value of the destination, at the rate of exchange of the day",
        "WTO Customs Valuation Agreement, article 8.2 (CIF or FOB as each member provides)",
    ),
    verified=(
        "First certificate under ECFA in Guangdong: US$ 43,000 at 5 % and 2.5 %",
        "Lines of the published tariff of Japan worked by hand: ad valorem, specific, compound, higher of "
        "two",
    ),
)
def compute_savings(
    lines: Sequence[SavingLine],
    *,
    rates: Iterable[Rate] = (),
    destinations: Mapping[str, Destination] | None = None,
    refused: Sequence[Finding] = (),
    report_currency: str = "",
) -> Answer:
    """The saving of each line, and the totals by status and currency.

    lines: as read; rates: of exchange, by day; destinations: more or other ones than those shipped; refused:
    findings of rows that could not be read, passed on; report_currency: totals are also given in it, at the
    rates of each line's day. A line that cannot be reckoned exactly is refused with its row, never guessed.
    Raises Refused when no line could be reckoned.
    """
    known = {**shipped_destinations(), **(destinations or {})}
    table = tuple(rates)
    saved: list[Saved] = []
    findings = [*refused]
    for line in lines:
        try:
            saved.append(_save(line, known, table))
        except Refused as refusal:
            findings += [replace(each, row=line.row) for each in refusal.findings]
    if not saved:
        raise Refused(findings or [Finding("methods.origin.finding.no_lines", field="lines")])
    rows = sorted({each.row for each in findings if each.row is not None})
    values: dict[str, Any] = {
        "totals": _totals(saved),
        "lines": [_shown(each) for each in saved],
        "refused_rows": rows,
    }
    if report_currency:
        reported, more = _reported(saved, report_currency, table)
        values["reported"] = reported
        findings += more
    findings += _doubts(saved, known)
    said = Said("methods.origin.sentence.saving", _sentence(saved, rows))
    assumptions = (
        Said("methods.origin.assumption.saving_rates"),
        Said("methods.origin.assumption.saving_status"),
        Said("methods.origin.assumption.saving_rounding"),
    )
    return Answer(NAME, VERSION, values, assumptions, said, tuple(findings))


@method(
    ESTIMATE_NAME,
    source="Practice of press figures (reference notes, domain.md §9.7): certified value × a flat percentage",
    verified="Putian: US$ 164 million at 5 % gives 8.2 million beside the published 8.1958 million",
)
def estimate_at_flat_rate(value: Fraction, percent: Fraction, currency: str) -> Answer:
    """An estimate of duty saved at one flat percentage of the certified value.

    value: certified, in `currency`; percent: above 0, up to 100. The answer's status is `estimate`; it is no
    saving and is never added to one. Raises Refused for a percentage above 100.
    """
    if not 0 < percent <= 100:
        params = {"percent": written(percent)}
        raise Refused(Finding("methods.origin.finding.percent_wrong", field="percent", params=params))
    estimate = coins(value * percent / 100, currency)
    values = {
        "status": "estimate",
        "estimate": estimate,
        "currency": currency,
        "value": coins(value, currency),
        "percent": rounded(percent, 4),
        "arithmetic": f"{written(value)} × {written(percent)} % {equals(value * percent / 100)}",
    }
    params = {
        "value": f"{coins(value, currency):,}",
        "percent": written(percent),
        "estimate": f"{estimate:,}",
        "currency": currency,
    }
    assumption = Said("methods.origin.assumption.flat_rate")
    said = Said("methods.origin.sentence.flat_rate", params)
    return Answer(ESTIMATE_NAME, "1", values, (assumption,), said)


def _save(line: SavingLine, known: Mapping[str, Destination], rates: tuple[Rate, ...]) -> Saved:
    place = known.get(line.destination)
    if place is None:
        params = {"country": line.destination}
        raise Refused(
            Finding("methods.origin.finding.destination_unknown", field="destination", params=params)
        )
    own, lower_bound, said = _customs_value(line, place)
    rate = line.rate if line.rate is not None and line.currency != place.currency else None
    if rate is None:
        rate = find_rate(rates, line.currency, place.currency, line.day)
    value = own * rate
    goods = Dutiable(value, place.currency, line.quantities)
    applied = reckon_duty(line.applied, goods)
    preferential = applied if line.preferential is None else reckon_duty(line.preferential, goods)
    why = _why(line, applied - preferential)
    saving = applied - preferential if why == "margin" else Fraction(0)
    exchanged = "" if rate == 1 else f" × {written(rate)} {equals(value)} {place.currency}"
    reckoned = (
        f"{said}{exchanged}; {line.applied}: {written(applied)}; "
        f"{line.preferential or '–'}: {written(preferential)}; {written(saving)} {place.currency}"
    )
    return Saved(line, place.currency, value, applied, preferential, saving, why, lower_bound, reckoned)


def _customs_value(line: SavingLine, place: Destination) -> tuple[Fraction, bool, str]:
    """The value on the destination's basis, in the line's currency; whether it is a lower bound; and how."""
    given = f"{written(line.value)} {line.currency} {line.basis}"
    if line.basis == place.basis:
        return line.value, False, given
    parts = {"freight": line.freight, "insurance": line.insurance}
    missing = [name for name, part in parts.items() if part is None]
    known = sum((part for part in parts.values() if part is not None), Fraction(0))
    sign = "+" if place.basis == CIF else "−"
    said = given + "".join(f" {sign} {written(part)}" for part in parts.values() if part)
    if place.basis == CIF:
        if missing and not _grows_with_value(line):
            raise Refused(_missing("bound_not_possible", missing, place))
        return line.value + known, bool(missing), f"{said} {equals(line.value + known)} CIF"
    if missing:
        raise Refused(_missing("freight_missing", missing, place))
    if known > line.value:
        raise Refused(_missing("freight_exceeds_value", ["freight"], place))
    return line.value - known, False, f"{said} {equals(line.value - known)} FOB"


def _grows_with_value(line: SavingLine) -> bool:
    """Whether a higher value can only raise the saving: both duties depend on the value alone."""
    if line.preferential is None:
        return True
    high, low = percent_of_value(line.applied), percent_of_value(line.preferential)
    return high is not None and low is not None


def _missing(name: str, missing: list[str], place: Destination) -> Finding:
    params = {"parts": ", ".join(missing), "country": place.country, "basis": place.basis}
    return Finding(f"methods.origin.finding.{name}", field=missing[0], params=params)


def _why(line: SavingLine, margin: Fraction) -> str:
    if line.state == "withdrawn":
        return "withdrawn"
    if line.quota == "exhausted":
        return "quota_exhausted"
    if line.preferential is None:
        return "no_preference"
    return "margin" if margin > 0 else "no_margin"


def _totals(saved: Iterable[Saved]) -> list[dict[str, Any]]:
    sums: Counter[tuple[str, str]] = Counter()
    exact: dict[tuple[str, str], Fraction] = {}
    bounds: Counter[tuple[str, str]] = Counter()
    for each in saved:
        key = (each.line.status, each.currency)
        sums[key] += 1
        bounds[key] += each.lower_bound
        exact[key] = exact.get(key, Fraction(0)) + each.saving
    return [
        {
            "status": status,
            "currency": currency,
            "saving": coins(exact[status, currency], currency),
            "lines": sums[status, currency],
            "lower_bound_lines": bounds[status, currency],
        }
        for status, currency in sorted(sums)
    ]


def _reported(
    saved: Iterable[Saved], currency: str, rates: tuple[Rate, ...]
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Totals by status in one currency; a line without a rate of its day is left out and named."""
    exact: dict[str, Fraction] = {}
    counts: Counter[str] = Counter()
    findings = []
    for each in saved:
        try:
            rate = find_rate(rates, each.currency, currency, each.line.day)
        except Refused as refusal:
            findings += [
                replace(found, row=each.line.row, severity=Severity.NOT_CHECKED) for found in refusal.findings
            ]
            continue
        counts[each.line.status] += 1
        exact[each.line.status] = exact.get(each.line.status, Fraction(0)) + each.saving * rate
    shown = [
        {
            "status": status,
            "currency": currency,
            "saving": coins(exact[status], currency),
            "lines": counts[status],
        }
        for status in sorted(exact)
    ]
    return shown, findings


def _shown(saved: Saved) -> dict[str, Any]:
    line = saved.line
    return {
        "row": line.row,
        "certificate": line.certificate or None,
        "hs": line.hs,
        "destination": line.destination,
        "date": line.day.isoformat(),
        "status": line.status,
        "mfn": str(line.applied),
        "preferential": str(line.preferential) if line.preferential else None,
        "tariff_date": line.tariff_day.isoformat() if line.tariff_day else None,
        "currency": saved.currency,
        "customs_value": coins(saved.customs_value, saved.currency),
        "mfn_duty": coins(saved.applied, saved.currency),
        "preferential_duty": coins(saved.preferential, saved.currency),
        "saving": coins(saved.saving, saved.currency),
        "why": saved.why,
        "lower_bound": saved.lower_bound,
        "arithmetic": saved.arithmetic,
    }


def _doubts(saved: Sequence[Saved], known: Mapping[str, Destination]) -> list[Finding]:
    findings = []
    counted = (
        ("state_unknown", "certificate_state", sum(not each.line.state for each in saved)),
        ("tariff_undated", "tariff_date", sum(each.line.tariff_day is None for each in saved)),
        ("lower_bound", "freight", sum(each.lower_bound for each in saved)),
    )
    for name, field, count in counted:
        if count:
            code = f"methods.origin.finding.{name}"
            findings.append(Finding(code, Severity.NOT_CHECKED, field, {"count": count}))
    places = sorted({each.line.destination for each in saved})
    unverified = [place for place in places if not known[place].citation.verified]
    if unverified:
        params = {"countries": ", ".join(unverified)}
        findings.append(
            Finding("methods.origin.finding.basis_unverified", Severity.WARNING, "destination", params)
        )
    return findings


def _sentence(saved: Sequence[Saved], refused: Sequence[int]) -> dict[str, Any]:
    totals = _totals(saved)
    said = {
        status: "; ".join(
            f"{'≥ ' if each['lower_bound_lines'] else ''}{each['currency']} {each['saving']:,}"
            for each in totals
            if each["status"] == status
        )
        or "–"
        for status in (POTENTIAL, CLAIMED)
    }
    return {**said, "count": len(saved), "refused": len(refused)}
