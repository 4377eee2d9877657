"""Fumigation: the product of concentration and time from readings, beside a dated schedule.

CT = ∫ C dt by the trapezoid rule between the readings, in g·h/m³, exact in fractions. Nothing is added before
the first reading or after the last. Gas that leaks or is taken up falls along a curve that hangs below the
straight line, so the trapezoid overstates; the exponential rule beside it assumes a constant rate of loss.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method
from jiangang.methods.vectors.schedules import Band, Schedule, check_dated

NAME, VERSION = "vectors.treatment", "1"
NEAR = Fraction(1, 2)  # hours by which a required reading may be early or late
SOURCE = (
    "CT product by the trapezoid rule between readings; the term as in ISPM 43 (IPPC, 2019), not at hand",
    "The schedule named; its source and whether it was compared with the original stand in the answer",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: hours since dosing, concentration in g/m³, sampling point; row: its line in a file."""

    hours: Fraction
    concentration: Fraction
    point: str = ""
    row: int | None = None


@method(
    "vectors.ct_product",
    source=SOURCE[0],
    verified="scipy.integrate.trapezoid; the closed integral of a straight and an exponential decline",
)
def integrate_readings(readings: Sequence[Reading]) -> tuple[Fraction, float]:
    """CT of one sampling point in g·h/m³: by the trapezoid rule, and by exponential decline between readings.

    readings: at least two, hours strictly rising once sorted, concentrations 0 or more. Raises Refused, with
    all findings, otherwise.
    """
    ordered = sorted(readings, key=lambda each: each.hours)
    _check_readings(ordered)
    straight, curved = Fraction(0), 0.0
    for one, two in zip(ordered, ordered[1:], strict=False):
        width = two.hours - one.hours
        straight += width * (one.concentration + two.concentration) / 2
        curved += float(width) * _logarithmic_mean(float(one.concentration), float(two.concentration))
    return straight, curved


@method(
    NAME, version=VERSION, source=SOURCE, verified="Hand-made treatments at and one step below each demand"
)
def judge_treatment(
    readings: Sequence[Reading],
    schedule: Schedule,
    temperature: Fraction,
    *,
    dose: Fraction | None = None,
    on: date | None = None,
) -> Answer:
    """Whether a fumigation meets a schedule: CT, concentration, time, temperature and dose.

    readings: of one or more sampling points, the lowest of which decides; schedule: a dated schedule;
    temperature: lowest during the treatment, °C; dose: g/m³, needed where the schedule is by dose; on: day of
    the treatment, to check that the schedule was in force. The value `complies` is the answer; each shortfall
    is a finding. Raises Refused for readings that cannot be integrated and for a schedule not in force.
    """
    dated = check_dated(schedule, on)
    rows = _points(readings)
    band = schedule.find_band(temperature)
    short = _shortfalls(rows, schedule, band, temperature, dose)
    lowest = min(rows, key=lambda each: each["ct"])
    complies = not any(each.severity is Severity.WARNING for each in short)
    demands = ("ct", "concentration", "hours", "dose")
    values = {
        "complies": complies,
        "schedule": schedule.code,
        "schedule_verified": schedule.verified,
        "gas": schedule.gas.en,
        "ct": lowest["ct"],
        "ct_exponential": lowest["ct_exponential"],
        "hours": min(each["until"] for each in rows),
        "temperature": temperature,
        "dose": dose,
        **{f"{name}_required": getattr(band, name, None) for name in demands},
        "unit": "g·h/m³",
        "rows": rows,
    }
    assumptions = (
        Said("methods.vectors.assumption.trapezoid"),
        Said("methods.vectors.assumption.readings_only", {"from": float(lowest["from"])}),
        Said("methods.vectors.assumption.schedule_source", {"source": schedule.source}),
    )
    said = _sentence(schedule, values, lowest)
    return Answer(NAME, VERSION, values, assumptions, said, (*short, *dated))


def _sentence(schedule: Schedule, values: dict[str, Any], lowest: dict[str, Any]) -> Said:
    verdict = (
        "fails" if not values["complies"] else "complies" if schedule.verified else "complies_unverified"
    )
    params = {
        "schedule": schedule.name,
        "gas": schedule.gas,
        "ct": float(lowest["ct"]),
        "from": float(lowest["from"]),
        "hours": float(lowest["until"]),
        "temperature": float(values["temperature"]),
        "points": len(values["rows"]),
    }
    return Said(f"methods.vectors.sentence.treatment_{verdict}", params)


def _points(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    by_point: dict[str, list[Reading]] = defaultdict(list)
    for each in readings:
        by_point[each.point].append(each)
    if not by_point:
        raise Refused(Finding("methods.vectors.finding.readings_few", params={"point": "–", "count": 0}))
    rows = []
    for name, own in by_point.items():
        straight, curved = integrate_readings(own)
        ordered = sorted(own, key=lambda each: each.hours)
        rows.append(
            {
                "point": name,
                "ct": straight,
                "ct_exponential": curved,
                "from": ordered[0].hours,
                "until": ordered[-1].hours,
                "lowest": min(each.concentration for each in ordered),
                "final": ordered[-1].concentration,
                "readings": len(ordered),
                "read_at": [each.hours for each in ordered],
            }
        )
    return rows


def _shortfalls(
    rows: Sequence[dict[str, Any]],
    schedule: Schedule,
    band: Band | None,
    temperature: Fraction,
    dose: Fraction | None,
) -> list[Finding]:
    """Every demand not met, as warnings; what cannot be told, as not checked."""
    if band is None:
        params = {
            "temperature": f"{float(temperature):g}",
            "lowest": f"{float(schedule.lowest_temperature):g}",
        }
        return [_short("temperature_low", "temperature", params)]
    found = [each for row in rows for each in _point_shortfalls(row, schedule, band)]
    if band.dose is not None:
        found += _dose_shortfalls(band.dose, dose)
    return found


def _point_shortfalls(row: dict[str, Any], schedule: Schedule, band: Band) -> list[Finding]:
    found, point = [], row["point"] or "–"
    if band.ct is not None and row["ct"] < band.ct:
        found.append(_short("ct_short", "ct", _numbers(point, row["ct"], band.ct)))
    elif band.ct is not None and row["ct_exponential"] < float(band.ct) * (1 - 1e-12):
        params = _numbers(point, row["ct_exponential"], band.ct)
        found.append(Finding("methods.vectors.finding.ct_by_trapezoid_only", Severity.NOTE, "ct", params))
    if band.concentration is not None:
        held = row["lowest"] if band.throughout else row["final"]
        if held < band.concentration:
            found.append(
                _short("concentration_short", "concentration", _numbers(point, held, band.concentration))
            )
    if row["until"] < band.hours:
        found.append(_short("hours_short", "hours", _numbers(point, row["until"], band.hours)))
    for hour in schedule.readings:
        if not any(abs(each - hour) <= NEAR for each in row["read_at"]):
            params = {"point": point, "hour": f"{float(hour):g}"}
            found.append(_short("reading_missing", "hours", params))
    return found


def _dose_shortfalls(needed: Fraction, dose: Fraction | None) -> list[Finding]:
    if dose is None:
        params = {"needed": f"{float(needed):g}"}
        return [_short("dose_not_given", "dose", params)]
    if dose < needed:
        return [_short("dose_short", "dose", {"found": f"{float(dose):g}", "needed": f"{float(needed):g}"})]
    return []


def _short(what: str, field: str, params: dict[str, str]) -> Finding:
    return Finding(f"methods.vectors.finding.{what}", Severity.WARNING, field, params)


def _numbers(point: str, found: Fraction | float, needed: Fraction) -> dict[str, str]:
    return {"point": point, "found": f"{float(found):g}", "needed": f"{float(needed):g}"}


def _logarithmic_mean(one: float, two: float) -> float:
    """Mean of an exponential between two values; 0 where either is 0."""
    if one <= 0 or two <= 0:
        return 0.0
    change = math.log(two / one)
    return one if abs(change) < 1e-12 else one * math.expm1(change) / change


def _check_readings(ordered: Sequence[Reading]) -> None:
    point = ordered[0].point if ordered else ""
    findings = []
    if len(ordered) < 2:
        params = {"point": point or "–", "count": len(ordered)}
        findings.append(Finding("methods.vectors.finding.readings_few", params=params))
    for one, two in zip(ordered, ordered[1:], strict=False):
        if one.hours == two.hours:
            params = {"point": point or "–", "hour": f"{float(one.hours):g}"}
            findings.append(
                Finding("methods.vectors.finding.reading_twice", field="hours", params=params, row=two.row)
            )
    findings += [
        Finding("methods.vectors.finding.reading_negative", field="concentration", params={}, row=each.row)
        for each in ordered
        if each.concentration < 0 or each.hours < 0
    ]
    if findings:
        raise Refused(findings)
