"""Funnel limits: how far a rate or a ratio may lie from the target by chance, given its size.

Two kinds of limit. Normal limits widen by what the places differ among themselves (overdispersion); exact
limits take chance alone. A place outside its limits deserves a look, not a verdict; with many places some lie
outside by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtri, pdtr

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method

Floats = NDArray[np.float64]
FUNNEL_LEVELS = (0.95, 0.998)
SOURCE_LIMITS = "Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202, section 3 and appendix A.1"
SOURCE_DISPERSION = "Spiegelhalter, Quality and Safety in Health Care 14 (2005) 347–351"


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much the places differ beyond chance.

    phi: mean squared z, winsorised; phi_raw: without winsorising; tau_squared: variance between places of the
    additive (random-effects) model, 0 when there is no sign of any; trim: share winsorised at each end.
    """

    phi: float
    phi_raw: float
    tau_squared: float
    trim: float

    @property
    def found(self) -> bool:
        """Whether the places differ by more than chance explains."""
        return self.tau_squared > 0


@dataclass(frozen=True, slots=True)
class FunnelPlace:
    """Where one place lies: its value, limits (low, high) by level, and a word.

    position: `within`, `above_95`, `above_99.8`, `below_95`, `below_99.8` (by the levels asked for).
    """

    value: float
    limits: tuple[tuple[float, float], ...]
    position: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """Target, dispersion and places; model: `additive`, `multiplicative` or `exact`."""

    target: float
    model: str
    levels: tuple[float, ...]
    dispersion: Dispersion
    places: tuple[FunnelPlace, ...]


@method(
    "ranking.overdispersion",
    source=(SOURCE_DISPERSION, SOURCE_LIMITS),
    verified="DerSimonian–Laird by hand on a small table; recovery of a known variance in simulation",
)
def measure_dispersion(values: Floats, errors: Floats, target: float, trim: float = 0.1) -> Dispersion:
    """Overdispersion of values around a target, winsorised so that a few outliers do not hide themselves.

    values: rates or ratios, shape (k,); errors: their standard errors if the target were true, shape (k,);
    trim: share of the z values drawn in at each end, 0 ≤ trim < 0.5 (0.1 as the paper proposes).
    φ = Σ z² ÷ k; τ² = (kφ − (k − 1)) ÷ (Σw − Σw² ÷ Σw) with w = 1 ÷ error², or 0 where that is negative.
    """
    z = (np.asarray(values, float) - target) / np.asarray(errors, float)
    count = len(z)
    raw = float(np.mean(z**2)) if count else 0.0
    if count < 2:
        return Dispersion(raw, raw, 0.0, trim)
    drawn = int(count * trim)  # the paper: q of the smallest and q of the largest are set to the next one
    ordered = np.sort(z)
    clipped = np.clip(z, ordered[drawn], ordered[count - 1 - drawn])
    phi = float(np.mean(clipped**2))
    weights = 1 / np.asarray(errors, float) ** 2
    below = float(weights.sum() - (weights**2).sum() / weights.sum())
    tau_squared = max(0.0, (count * phi - (count - 1)) / below) if below > 0 else 0.0
    return Dispersion(phi, raw, tau_squared, trim)


@method(
    "ranking.funnel_of_rates",
    source=(SOURCE_LIMITS, SOURCE_DISPERSION),
    verified="Exact limits by summing binomial probabilities; normal limits by the formula",
)
def place_rates(
    events: Sequence[int],
    totals: Sequence[int],
    *,
    target: float | None = None,
    levels: tuple[float, ...] = FUNNEL_LEVELS,
    trim: float = 0.1,
    model: str = "additive",
) -> Funnel:
    """Place rates in a funnel around the pooled rate (or a target given).

    events, totals: counts of k places; target: a rate strictly between 0 and 1; levels: rising, each between
    0 and 1; model: `additive` (z√(s² + τ²)), `multiplicative` (z·s·√φ, φ at least 1) or `exact` (binomial,
    chance alone). Raises Refused when the rates contradict themselves or all are 0 or all are 1.
    """
    found, sizes = np.asarray(events, float), np.asarray(totals, float)
    _check_counts(found, sizes)
    middle = float(found.sum() / sizes.sum()) if target is None else target
    if not 0 < middle < 1:
        raise Refused(Finding("methods.ranking.finding.target_at_the_edge", params={"target": middle}))
    errors = np.sqrt(middle * (1 - middle) / sizes)
    exact = [_exact_binomial(int(size), middle, levels) for size in totals] if model == "exact" else []
    return _funnel(found / sizes, errors, middle, levels, trim, model, exact=exact, highest=1.0)


@method(
    "ranking.funnel_of_ratios",
    source=(SOURCE_LIMITS, SOURCE_DISPERSION),
    verified="Exact limits by summing Poisson probabilities; normal limits by the formula",
)
def place_ratios(
    observed: Sequence[int],
    expected: Sequence[float],
    *,
    target: float = 1.0,
    levels: tuple[float, ...] = FUNNEL_LEVELS,
    trim: float = 0.1,
    model: str = "additive",
) -> Funnel:
    """Place ratios observed ÷ expected in a funnel around a target, 1 unless said otherwise.

    observed, expected: of k places, expected above 0; the rest as `place_rates`, with Poisson limits.
    """
    found, sizes = np.asarray(observed, float), np.asarray(expected, float)
    if (sizes <= 0).any() or (found < 0).any() or not target > 0:
        raise Refused(
            Finding("methods.ranking.finding.expected_nothing", field="expected", params={"expected": 0})
        )
    errors = np.sqrt(target / sizes)
    exact = [_exact_poisson(size, target, levels) for size in sizes] if model == "exact" else []
    return _funnel(found / sizes, errors, target, levels, trim, model, exact=exact, highest=np.inf)


def _funnel(
    values: Floats,
    errors: Floats,
    target: float,
    levels: tuple[float, ...],
    trim: float,
    model: str,
    *,
    exact: Sequence[Any],
    highest: float,
) -> Funnel:
    dispersion = measure_dispersion(values, errors, target, trim)
    spread = {
        "additive": np.sqrt(errors**2 + dispersion.tau_squared),
        "multiplicative": errors * np.sqrt(max(1.0, dispersion.phi)),
        "exact": errors,
    }[model]
    places = []
    for number, value in enumerate(values):
        if model == "exact":
            limits = exact[number]
        else:
            reach = [float(ndtri((1 + level) / 2) * spread[number]) for level in levels]
            limits = tuple((max(0.0, target - each), min(highest, target + each)) for each in reach)
        places.append(FunnelPlace(float(value), limits, _position(float(value), limits, levels)))
    return Funnel(target, model, levels, dispersion, tuple(places))


def _position(value: float, limits: Sequence[tuple[float, float]], levels: tuple[float, ...]) -> str:
    for (low, high), level in sorted(zip(limits, levels, strict=True), key=lambda each: -each[1]):
        if value < low:
            return f"below_{level * 100:g}"
        if value > high:
            return f"above_{level * 100:g}"
    return "within"


def _exact_binomial(size: int, target: float, levels: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    from scipy.stats import binom  # a second of start-up that few commands need

    def limit(share: float) -> float:
        count = float(binom.ppf(share, size, target))
        here = float(bdtr(count, size, target))
        before = float(bdtr(count - 1, size, target)) if count else 0.0
        return min(1.0, max(0.0, (count - (here - share) / (here - before)) / size))

    return tuple((limit((1 - level) / 2), limit((1 + level) / 2)) for level in levels)


def _exact_poisson(
    expected: float, target: float, levels: tuple[float, ...]
) -> tuple[tuple[float, float], ...]:
    from scipy.stats import poisson  # a second of start-up that few commands need

    mean = expected * target

    def limit(share: float) -> float:
        count = float(poisson.ppf(share, mean))
        here = float(pdtr(count, mean))
        before = float(pdtr(count - 1, mean)) if count else 0.0
        return max(0.0, (count - (here - share) / (here - before)) / expected)

    return tuple((limit((1 - level) / 2), limit((1 + level) / 2)) for level in levels)


def _check_counts(events: Floats, totals: Floats) -> None:
    wrong = np.flatnonzero((totals <= 0) | (events < 0) | (events > totals))
    if len(wrong):
        raise Refused(
            Finding(
                "methods.finding.rate_counts_contradict",
                field="events",
                params={"events": int(events[place]), "total": int(totals[place])},
            )
            for place in wrong
        )
