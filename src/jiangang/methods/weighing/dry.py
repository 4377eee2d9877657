"""Shortage in dry weight: what was billed and what came out, each less its own moisture.

Water that came or went on the voyage is no shortage: two wet masses are never compared when the contract is
in dry weight.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.weighing.steps import Sheet
from jiangang.methods.weighing.uncertainty import Spread
from jiangang.methods.weighing.verdicts import judge

ZERO = Fraction(0)


@method(
    "weighing.dry_shortage",
    source="dry weight = wet weight × (1 − moisture); shortage per mille of the dry weight billed",
    verified="Tianjin iron powder: 6,184 t at 7 % moisture, 177.293 t dry short = 30.8 ‰ of 5,751.12 t, "
    "US$14,892.61 at US$84.00 (press report: 天津 铁矿粉严重短重)",
)
def find_dry_shortage(
    billed: Decimal,
    billed_moisture: Decimal,
    *,
    outturn: Decimal | None = None,
    outturn_moisture: Decimal | None = None,
    outturn_dry: Decimal | None = None,
    tolerance: Decimal | None = None,
    error: Decimal | None = None,
    price: Decimal | None = None,
    currency: str = "",
) -> Answer:
    """The shortage of a cargo in dry weight, and per mille of what was billed.

    billed, outturn: wet masses in t; moistures: fractions; outturn_dry: instead of outturn and its moisture;
    tolerance: per mille of the contract; error: half-width in per mille of the weighing method; price: money
    per dry tonne, with its currency. Raises Refused for missing, contradicting or impossible values.
    """
    _check(billed, billed_moisture, outturn, outturn_moisture, outturn_dry)
    _check_rest(tolerance, error, price, currency)
    sheet = Sheet("", [])
    bill = Fraction(billed) * (1 - Fraction(billed_moisture))
    sheet.write("billed_dry", "{BL} × (1 − {m1})", bill, "t", BL=billed, m1=billed_moisture)
    if outturn_dry is None:
        out = Fraction(outturn or 0) * (1 - Fraction(outturn_moisture or 0))
        sheet.write("outturn_dry", "{outturn} × (1 − {m2})", out, "t", outturn=outturn, m2=outturn_moisture)
    else:
        out = Fraction(outturn_dry)
    short = bill - out
    rate = short / bill * 1000
    sheet.write("shortage", "{BL} − {outturn}", short, "t", BL=bill, outturn=out)
    sheet.write("shortage_per_mille", "{shortage} / {BL} × 1000", rate, "‰", shortage=short, BL=bill)
    found: dict[str, Any] = {"unit": "t", "billed_dry": bill, "outturn_dry": out, "shortage_dry": short}
    spread = None if error is None else _spread(rate, Fraction(error))
    found |= _judged(rate, tolerance, spread) | _loss(sheet, short, price, currency)
    found["steps"] = [step.as_dict() for step in sheet.steps]
    assumptions = [Said("methods.weighing.assumption.moisture_of_sample")]
    if price is not None:
        assumptions.append(Said("methods.weighing.assumption.loss_not_claimed"))
    sentence = _sentence(found, tolerance, spread)
    return Answer("weighing.dry_shortage", "1", found, tuple(assumptions), sentence)


def _judged(rate: Fraction, tolerance: Decimal | None, spread: Spread | None) -> dict[str, Any]:
    return {
        "shortage_per_mille": rate,
        "interval_per_mille": None if spread is None else [spread.low, spread.high],
        "tolerance_per_mille": tolerance,
        "within_method_error": None if spread is None else spread.low <= 0 <= spread.high,
        "verdict": judge(float(rate), None if tolerance is None else float(tolerance), spread),
    }


def _sentence(found: Mapping[str, Any], tolerance: Decimal | None, spread: Spread | None) -> Said:
    mass, rate = float(found["shortage_dry"]), float(found["shortage_per_mille"])
    said = {"bill": float(found["billed_dry"]), "outturn": float(found["outturn_dry"])}
    said |= {"mass": mass, "rate": rate, "more": -mass, "more_rate": -rate}
    if spread is not None:
        said |= {"rate_low": spread.low, "rate_high": spread.high}
    if tolerance is not None:
        said["tolerance"] = float(tolerance)
    return Said(f"methods.weighing.sentence.dry_masses.{found['verdict']}", said)


def _spread(rate: Fraction, error: Fraction) -> Spread:
    return Spread(float("nan"), float(rate - error), float(rate + error))


def _loss(sheet: Sheet, short: Fraction, price: Decimal | None, currency: str) -> dict[str, Any]:
    if price is None:
        return {}
    loss = max(short, ZERO) * Fraction(price)
    cents = Decimal(round(loss * 100)).scaleb(-2).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    sheet.write("loss", "{shortage} × {price}", loss, currency, shortage=short, price=price)
    return {"loss": {"amount": format(cents, "f"), "currency": currency, "per_dry_tonne": format(price, "f")}}


def _check(
    billed: Decimal,
    billed_moisture: Decimal,
    outturn: Decimal | None,
    outturn_moisture: Decimal | None,
    outturn_dry: Decimal | None,
) -> None:
    found = []
    if not billed > 0:
        found.append(_outside("bill", billed, 0, "…"))
    for name, moisture in (("bill-moisture", billed_moisture), ("outturn-moisture", outturn_moisture)):
        if moisture is not None and not 0 <= moisture < 1:
            params = {"field": name, "value": str(moisture), "fraction": f"{moisture / 100:f}"}
            found.append(Finding("methods.weighing.finding.moisture_fraction", field=name, params=params))
    for name, mass in (("outturn", outturn), ("outturn-dry", outturn_dry)):
        if mass is not None and mass < 0:
            found.append(_outside(name, mass, 0, "…"))
    if (outturn is None) == (outturn_dry is None) or (outturn is None) != (outturn_moisture is None):
        found.append(Finding("methods.weighing.finding.outturn_one_of", field="outturn"))
    if found:
        raise Refused(found)


def _check_rest(
    tolerance: Decimal | None, error: Decimal | None, price: Decimal | None, currency: str
) -> None:
    found = [
        _outside(name, value, 0, "…")
        for name, value in (("tolerance", tolerance), ("error", error), ("price", price))
        if value is not None and value < 0
    ]
    if price is not None and not currency:
        found.append(Finding("methods.weighing.finding.currency_missing", field="currency"))
    if found:
        raise Refused(found)


def _outside(name: str, value: object, low: object, high: object) -> Finding:
    params = {"field": name, "value": str(value), "low": low, "high": high}
    return Finding("methods.weighing.finding.outside", field=name, params=params)
