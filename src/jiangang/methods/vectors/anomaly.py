"""Seasonal anomaly: this year's density of each month beside the same month of past years.

The spread between years is what a new year is judged by, not the spread within one night's catch.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scipy.special import stdtrit

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method
from jiangang.methods.vectors.density import Density, density_of
from jiangang.methods.vectors.efforts import Effort

NAME, VERSION = "vectors.anomaly", "1"
FEWEST_YEARS = 3
SOURCE = (
    "Difference to the mean of past years, as surveillance systems print it (VectorSurv: five years)",
    "Prediction of one more normal observation: Hahn and Meeker, Statistical Intervals (1991), chapter 4",
)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one month of one year brought: count and effort; month from 1 to 12; row: in a file."""

    year: int
    month: int
    count: int
    effort: Effort
    row: int | None = None


@method(
    NAME,
    version=VERSION,
    source=SOURCE,
    verified="Mean, deviation and t interval of SciPy; coverage in 2,000 simulated years",
)
def find_anomalies(
    index: str,
    observations: Sequence[Observation],
    year: int,
    *,
    years: int = 5,
    level: float = 0.95,
) -> Answer:
    """Compare each month of a year with the same month of the years before it.

    index: code of a density index; observations: of all years, several of one month are joined; year: the one
    to judge; years: how many before it count, at least 3; level: of the prediction interval. Raises Refused
    for mixed units or impossible months, Unreachable when no month of the year has three past years.
    """
    _check(observations, years, level)
    joined = _join(index, observations)
    rows, without = [], []
    for month in sorted({month for at, month in joined if at == year}):
        past = [joined[at, month] for at in range(year - years, year) if (at, month) in joined]
        if len(past) < FEWEST_YEARS:
            without.append(month)
        else:
            rows.append(_row(month, joined[year, month], past, level))
    if not rows:
        params = {"year": year, "years": years, "fewest": FEWEST_YEARS}
        raise Unreachable(Finding("methods.vectors.finding.too_few_years", field="year", params=params))
    first = next(iter(joined.values()))
    outside = sum(each["verdict"] != "within" for each in rows)
    values = {
        "index": index,
        "unit": first.effort.unit,
        "year": year,
        "level": level,
        "outside": outside,
        "rows": rows,
    }
    notes = tuple(
        Finding("methods.vectors.finding.month_without_past", Severity.NOTE, "month", {"month": month})
        for month in without
    )
    assumptions = (
        Said("methods.vectors.assumption.years_alike", {"years": years}),
        Said("methods.vectors.assumption.same_method"),
        Said("methods.vectors.assumption.many_months", {"level": level}),
    )
    return Answer(NAME, VERSION, values, assumptions, _sentence(first, values), notes)


def _sentence(first: Density[Any], values: dict[str, Any]) -> Said:
    def months(verdict: str) -> str:
        return ", ".join(str(each["month"]) for each in values["rows"] if each["verdict"] == verdict) or "–"

    told = {
        "index": first.index.name,
        "unit": first.effort.named(),
        "months": len(values["rows"]),
        "above": months("above"),
        "below": months("below"),
        **{name: values[name] for name in ("year", "outside", "level")},
    }
    return Said("methods.vectors.sentence.anomaly", told)


def _row(month: int, now: Density[Any], past: Sequence[Density[Any]], level: float) -> dict[str, Any]:
    densities = [each.value for each in past]
    mean = sum(densities, Fraction(0)) / len(densities)
    square = sum(((each - mean) ** 2 for each in densities), Fraction(0)) / (len(densities) - 1)
    deviation = math.sqrt(square)
    reach = (
        float(stdtrit(len(densities) - 1, (1 + level) / 2)) * deviation * math.sqrt(1 + 1 / len(densities))
    )
    low, high = max(0.0, float(mean) - reach), float(mean) + reach
    density = float(now.value)
    return {
        "month": month,
        "density": density,
        "count": now.count,
        "effort": now.effort.amount,
        "years": len(densities),
        "mean": float(mean),
        "deviation": deviation,
        "anomaly": float(now.value - mean),
        "relative": float(now.value / mean - 1) if mean else None,
        "low": low,
        "high": high,
        "past_lowest": float(min(densities)),
        "past_highest": float(max(densities)),
        "verdict": "above" if density > high else "below" if density < low else "within",
    }


def _join(index: str, observations: Sequence[Observation]) -> dict[tuple[int, int], Density[Any]]:
    """Densities by year and month. Raises Refused when the units differ."""
    parts: dict[tuple[int, int], list[Density[Any]]] = defaultdict(list)
    for each in observations:
        parts[each.year, each.month].append(density_of(index, each.count, each.effort))
    joined = {}
    for at, several in parts.items():
        whole = several[0]
        for more in several[1:]:
            whole = whole + more
        joined[at] = whole
    return joined


def _check(observations: Sequence[Observation], years: int, level: float) -> None:
    findings = [
        Finding(
            "methods.vectors.finding.month_wrong", field="month", params={"month": each.month}, row=each.row
        )
        for each in observations
        if not 1 <= each.month <= 12
    ]
    if years < FEWEST_YEARS:
        few = {"years": years, "fewest": FEWEST_YEARS}
        findings.append(Finding("methods.vectors.finding.years_wrong", field="years", params=few))
    if not 0 < level < 1:
        params = {"level": f"{level:g}"}
        findings.append(Finding("methods.vectors.finding.level_wrong", field="level", params=params))
    if findings:
        raise Refused(findings)
