"""Empirical-Bayes shrinkage: each rate drawn towards the common one, the more the smaller its count.

The prior is estimated by maximum likelihood from the places themselves: a beta of rates, or a gamma of
ratios. When the places do not differ beyond chance the likelihood has no maximum at a finite concentration;
then every rate is drawn wholly to the common one (whose own interval it gets), and `concentration` is
infinite.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import betaincinv, betaln, expit, gammaincinv, gammaln, logit

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method

Floats = NDArray[np.float64]
MOST = 1e7  # a prior worth more inspections than this cannot be told from an infinite one in these counts


@dataclass(frozen=True, slots=True)
class Shrunk:
    """One shrunk value with its posterior interval; weight: share of the place's own count in it, 0 to 1."""

    value: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """The estimated prior and the shrunk values.

    mean: of the prior; concentration: of a beta prior a + b (in inspections), of a gamma prior its rate (in
    expected events), infinite when the places do not differ beyond chance; likelihood: log, at the maximum,
    without the constants of the counts.
    """

    family: str
    mean: float
    concentration: float
    likelihood: float
    values: tuple[Shrunk, ...]

    @property
    def prior(self) -> tuple[float, float]:
        """The two parameters: beta (a, b), or gamma (shape, rate)."""
        if self.family == "beta":
            return self.mean * self.concentration, (1 - self.mean) * self.concentration
        return self.mean * self.concentration, self.concentration


@method(
    "ranking.beta_binomial_shrinkage",
    source="Griffiths, Biometrics 29 (1973) 637–648; Morris, JASA 78 (1983) 47–65",
    verified="Rat tumours of Tarone 1982: scipy.stats.betabinom maximised by another optimiser",
)
def shrink_rates(events: Sequence[int], totals: Sequence[int], level: float = 0.95) -> Shrinkage:
    """Shrink rates to a beta prior estimated from them.

    events, totals: counts of k places, totals above 0; level: of the posterior interval. The interval takes
    the estimated prior as if it were known, which makes it too short with few places. Raises Refused for
    counts that contradict each other or fewer than two places.
    """
    found, sizes = np.asarray(events, float), np.asarray(totals, float)
    _check(found, sizes, bool((found > sizes).any()))
    pooled = float(found.sum() / sizes.sum())
    common = Shrunk(
        pooled,
        float(betaincinv(found.sum() + 0.5, (sizes - found).sum() + 0.5, (1 - level) / 2)),
        float(betaincinv(found.sum() + 0.5, (sizes - found).sum() + 0.5, (1 + level) / 2)),
        0.0,
    )
    if pooled in (0.0, 1.0):
        return _drawn_wholly("beta", common, 0.0, len(found))

    def loss(mean: float, size: float) -> float:
        a, b = mean * size, (1 - mean) * size
        return -float((betaln(a + found, b + sizes - found) - betaln(a, b)).sum())

    def best_mean(size: float) -> tuple[float, float]:
        inner = minimize_scalar(
            lambda place: loss(float(expit(place)), size),
            bounds=(float(logit(pooled)) - 8, float(logit(pooled)) + 8),
            method="bounded",
            options={"xatol": 1e-10},
        )
        return float(expit(inner.x)), float(inner.fun)

    level_loss = -float((found * np.log(pooled) + (sizes - found) * np.log1p(-pooled)).sum())
    mean, size, likelihood = _best(best_mean, level_loss)
    if math.isinf(size):
        return _drawn_wholly("beta", common, likelihood, len(found))
    a, b = mean * size + found, (1 - mean) * size + sizes - found
    tail = (1 - level) / 2
    low, high = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    return Shrinkage("beta", mean, size, likelihood, _listed(a / (a + b), low, high, sizes / (sizes + size)))


@method(
    "ranking.gamma_poisson_shrinkage",
    source="Clayton and Kaldor, Biometrics 43 (1987) 671–681, section 2",
    verified="Lip cancer in Scotland (their data): scipy.stats.nbinom maximised by another optimiser",
)
def shrink_ratios(observed: Sequence[int], expected: Sequence[float], level: float = 0.95) -> Shrinkage:
    """Shrink ratios observed ÷ expected to a gamma prior estimated from them.

    observed, expected: of k places, expected above 0; the rest as `shrink_rates`.
    """
    found, sizes = np.asarray(observed, float), np.asarray(expected, float)
    _check(found, sizes, contradict=False)
    pooled = float(found.sum() / sizes.sum())
    common = Shrunk(
        pooled,
        float(gammaincinv(found.sum() + 0.5, (1 - level) / 2) / sizes.sum()),
        float(gammaincinv(found.sum() + 0.5, (1 + level) / 2) / sizes.sum()),
        0.0,
    )
    if pooled == 0.0:
        return _drawn_wholly("gamma", common, 0.0, len(found))

    def loss(mean: float, rate: float) -> float:
        shape = mean * rate
        parts = (
            gammaln(shape + found)
            - gammaln(shape)
            + shape * (math.log(rate) - np.log(sizes + rate))
            - found * np.log(sizes + rate)
            + found * np.log(sizes)
        )
        return -float(parts.sum())

    def best_mean(rate: float) -> tuple[float, float]:
        inner = minimize_scalar(
            lambda place: loss(math.exp(place), rate),
            bounds=(math.log(pooled) - 8, math.log(pooled) + 8),
            method="bounded",
            options={"xatol": 1e-10},
        )
        return math.exp(inner.x), float(inner.fun)

    level_loss = -float((found * np.log(pooled * sizes) - pooled * sizes).sum())
    mean, rate, likelihood = _best(best_mean, level_loss)
    if math.isinf(rate):
        return _drawn_wholly("gamma", common, likelihood, len(found))
    shape, per = mean * rate + found, rate + sizes
    tail = (1 - level) / 2
    low, high = gammaincinv(shape, tail) / per, gammaincinv(shape, 1 - tail) / per
    return Shrinkage("gamma", mean, rate, likelihood, _listed(shape / per, low, high, sizes / per))


def _best(best_mean: Callable[[float], tuple[float, float]], level_loss: float) -> tuple[float, float, float]:
    """Mean, concentration and log likelihood; infinite concentration unless a finite one is better."""
    grid = np.linspace(math.log(1e-3), math.log(MOST), 48)
    losses = [best_mean(math.exp(each))[1] for each in grid]
    place = int(np.argmin(losses))
    around = (grid[max(0, place - 1)], grid[min(len(grid) - 1, place + 1)])
    outer = minimize_scalar(
        lambda each: best_mean(math.exp(each))[1],
        bounds=around,
        method="bounded",
        options={"xatol": 1e-9},
    )
    size = math.exp(outer.x)
    mean, smallest = best_mean(size)
    if smallest > level_loss - 1e-6 or size > MOST / 10:
        return mean, math.inf, -level_loss
    return mean, size, -smallest


def _drawn_wholly(family: str, common: Shrunk, likelihood: float, count: int) -> Shrinkage:
    return Shrinkage(family, common.value, math.inf, likelihood, (common,) * count)


def _listed(values: Floats, low: Floats, high: Floats, weights: Floats) -> tuple[Shrunk, ...]:
    return tuple(
        Shrunk(float(v), float(a), float(b), float(w))
        for v, a, b, w in zip(values, low, high, weights, strict=True)
    )


def _check(found: Floats, sizes: Floats, contradict: bool) -> None:
    if len(found) < 2:
        raise Refused(Finding("methods.ranking.finding.too_few_to_compare", params={"left": len(found)}))
    if contradict or (sizes <= 0).any() or (found < 0).any():
        place = int(np.flatnonzero((found > sizes) | (sizes <= 0) | (found < 0))[0])
        raise Refused(
            Finding(
                "methods.finding.rate_counts_contradict",
                field="events",
                params={"events": float(found[place]), "total": float(sizes[place])},
            )
        )
