"""Volume of logs by the Chinese table of log volumes, GB/T 4814, from small-end diameter and length.

The two main formulas are easily exchanged, and one public page has them exchanged: the formula with 0.45 L is
that of the small logs, the one with the cubic term that of 14 cm and more. All arithmetic is in fractions, so
that no volume is rounded the wrong way; the table rounds a half up (12 cm × 1.0 m: 0.0125 is printed 0.013).
"""

from decimal import Decimal
from fractions import Fraction
from math import floor

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method
from jiangang.methods.weighing.steps import Sheet

SMALL_BELOW = 14
FOUR_DECIMALS_BELOW = 8
SHORTEST, TABLE_FROM, TABLE_TO, LONGEST = Fraction(1, 2), Fraction(2), Fraction(10), Fraction(20)
THINNEST, THICKEST = 4, 120
FORMULAS = {
    "small": "0.7854 × {L} × ({D} + 0.45 × {L} + 0.2)² / 10000",
    "large": (
        "0.7854 × {L} × ({D} + 0.5 × {L} + 0.005 × {L}² + 0.000125 × {L} × (14 − {L})² × ({D} − 10))² / 10000"
    ),
    "outside_table": "0.8 × {L} × ({D} + 0.5 × {L})² / 10000",
}


@method(
    "weighing.log_volume",
    source="GB/T 4814 原木材积表 (1984; the 2013 edition extends it to 0.5–20 m and 4–120 cm)",
    verified=(
        "published table GB 4814-84, lengths 1.0–1.9, 4.2–5.4 and 6.8 m: 358 of 362 values, the others being "
        "misprints of the pages (tests/data/log-volumes)",
        "worked: 10 × 2 → 0.0194, 20 × 2 → 0.0718, 40 × 14 → 2.474, 40 × 6 → 0.938, 16 × 3.3 → 0.0839",
    ),
)
def find_log_volume(diameter: Decimal, length: Decimal, *, count: int = 1) -> Answer:
    """Volume of a log in m³ by GB/T 4814, rounded as the table prints it: 4 decimals below 8 cm, else 3.

    diameter: at the small end under bark, cm, 4 to 120, as graded (检尺径); length: m, 0.5 to 20 (检尺长);
    count: logs of this size, whose total is that many times the rounded volume. Raises Refused outside.
    """
    found = _check(diameter, length, count)
    formula = name_formula(diameter, length)
    exact = _volume(formula, Fraction(diameter), Fraction(length))
    decimals = 4 if diameter < FOUR_DECIMALS_BELOW else 3
    volume = Decimal(floor(exact * 10**decimals + Fraction(1, 2))).scaleb(-decimals)
    sheet = Sheet("", [])
    sheet.write("log_volume", FORMULAS[formula], exact, "m³", L=length, D=diameter)
    values = {
        "volume_m3": volume,
        "volume_unrounded_m3": float(exact),
        "decimals": decimals,
        "formula": formula,
        "count": count,
        "total_m3": volume * count,
        "steps": [step.as_dict() for step in sheet.steps],
    }
    said = {
        "diameter": f"{diameter.normalize():f}",
        "length": f"{length.normalize():f}",
        "volume": f"{volume:f}",
        "count": count,
        "total": f"{volume * count:f}",
    }
    key = "methods.weighing.sentence.log" if count == 1 else "methods.weighing.sentence.logs"
    assumptions = (Said("methods.weighing.assumption.log_grading"),)
    return Answer("weighing.log_volume", "1", values, assumptions, Said(key, said), tuple(found))


def name_formula(diameter: Decimal, length: Decimal) -> str:
    """Which formula of the standard applies: `small`, `large`, or `outside_table` for other lengths."""
    if not TABLE_FROM <= Fraction(length) <= TABLE_TO:
        return "outside_table"
    return "small" if diameter < SMALL_BELOW else "large"


def _volume(formula: str, diameter: Fraction, length: Fraction) -> Fraction:
    if formula == "outside_table":
        return Fraction(8, 10) * length * (diameter + length / 2) ** 2 / 10_000
    if formula == "small":
        width = diameter + Fraction(45, 100) * length + Fraction(2, 10)
    else:
        growth = Fraction(125, 1_000_000) * length * (14 - length) ** 2 * (diameter - 10)
        width = diameter + length / 2 + Fraction(5, 1000) * length**2 + growth
    return Fraction(7854, 10_000) * length * width**2 / 10_000


def _check(diameter: Decimal, length: Decimal, count: int) -> list[Finding]:
    refused, noted = [], []
    for name, value, low, high in (
        ("diameter", diameter, THINNEST, THICKEST),
        ("length", length, float(SHORTEST), int(LONGEST)),
        ("count", Decimal(count), 1, 1_000_000),
    ):
        if not low <= value <= high:
            params = {"field": name, "value": str(value), "low": low, "high": high}
            refused.append(Finding("methods.weighing.finding.outside", field=name, params=params))
    if refused:
        raise Refused(refused)
    if diameter % (2 if diameter >= SMALL_BELOW else 1):
        params = {"diameter": str(diameter)}
        noted.append(Finding("methods.weighing.finding.log_not_graded", Severity.WARNING, "diameter", params))
    elif diameter < SMALL_BELOW and diameter % 2:
        noted.append(
            Finding(
                "methods.weighing.finding.log_odd_centimetre",
                Severity.NOTE,
                "diameter",
                {"diameter": str(diameter)},
            )
        )
    return noted
