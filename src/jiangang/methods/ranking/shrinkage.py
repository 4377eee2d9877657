"""Empirical-Bayes shrinkage: each rate drawn towards the common one, the more the smaller its count.

The prior is estimated by maximum likelihood from the places themselves: a beta of rates, or a gamma of
ratios; the shrunk value is the posterior mean under it. When the places do not differ beyond chance the
likelihood has no maximum at a finite concentration; then every value is the common one and `concentration` is
infinite. The intervals do not take the estimated prior as known: they are quantiles of the posteriors under
all priors that the likelihood allows, weighted by it, by Jeffreys' prior of their mean, and flat in the
standard deviation between places.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.ranking.families import Counts, RateCounts, RatioCounts
from jiangang.methods.register import method

Floats = NDArray[np.float64]
MOST = 1e7  # a prior worth more inspections than this cannot be told from an infinite one in these counts
SIZES = np.exp(np.linspace(math.log(0.02), math.log(MOST), 25))
FARTHEST = 40.0  # on the scale without bounds: a mean of 4e-18
REACH = np.linspace(-4.4, 4.4, 9)
KEPT = 0.9995  # share of the weight of all priors that an interval is made of
SOURCE_INTERVAL = (
    "Flat prior of the standard deviation between groups: Gelman, Bayesian Analysis 1 (2006) 515–534"
)


@dataclass(frozen=True, slots=True)
class Shrunk:
    """One shrunk value with its interval; weight: share of the place's own count in the value, 0 to 1."""

    value: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """The estimated prior and the shrunk values.

    family: `beta` or `gamma`; mean: of the prior; concentration: of a beta prior a + b (in inspections), of a
    gamma prior its rate (in expected events), infinite when the places do not differ beyond chance.
    """

    family: str
    mean: float
    concentration: float
    values: tuple[Shrunk, ...]

    @property
    def prior(self) -> tuple[float, float]:
        """The two parameters: beta (a, b), or gamma (shape, rate)."""
        if self.family == "beta":
            return self.mean * self.concentration, (1 - self.mean) * self.concentration
        return self.mean * self.concentration, self.concentration


@method(
    "ranking.beta_binomial_shrinkage",
    source=("Griffiths, Biometrics 29 (1973) 637–648; Morris, JASA 78 (1983) 47–65", SOURCE_INTERVAL),
    verified=(
        "Rat tumours of Tarone 1982: scipy.stats.betabinom maximised by another optimiser",
        "Coverage of the intervals in simulated worlds of 6 and 40 places",
    ),
)
def shrink_rates(events: Sequence[int], totals: Sequence[int], level: float = 0.95) -> Shrinkage:
    """Shrink rates to a beta prior estimated from them.

    events, totals: counts of k places, totals above 0; level: of the intervals. Raises Refused for counts
    that contradict each other or fewer than two places.
    """
    counts = RateCounts(np.asarray(events, float), np.asarray(totals, float))
    _check(counts)
    return _shrink(counts, level, edge=1.0)


@method(
    "ranking.gamma_poisson_shrinkage",
    source=("Clayton and Kaldor, Biometrics 43 (1987) 671–681, section 2", SOURCE_INTERVAL),
    verified=(
        "Lip cancer in Scotland (their data): scipy.stats.nbinom maximised by another optimiser",
        "Coverage of the intervals in simulated worlds of 6 and 40 places",
    ),
)
def shrink_ratios(observed: Sequence[int], expected: Sequence[float], level: float = 0.95) -> Shrinkage:
    """Shrink ratios observed ÷ expected to a gamma prior estimated from them.

    observed, expected: of k places, expected above 0; the rest as `shrink_rates`.
    """
    counts = RatioCounts(np.asarray(observed, float), np.asarray(expected, float))
    _check(counts)
    return _shrink(counts, level, edge=math.inf)


def _shrink(counts: Counts, level: float, *, edge: float) -> Shrinkage:
    pooled = float(counts.found.sum() / counts.sizes.sum())
    tail = (1 - level) / 2
    if pooled in (0.0, edge):
        # No find at all, or nothing but finds, says nothing of a prior: each place stands for itself.
        low, high = counts.alone(tail), counts.alone(1 - tail)
        return _listed(counts, pooled, math.inf, np.full(len(low), pooled), low, high)
    place, size, weights = _priors(counts, pooled)
    low, high = _interval(counts, place, size, weights, tail)
    best_place, best_size = _maximum(counts, pooled, place, size)
    if math.isinf(best_size):
        return _listed(counts, pooled, math.inf, np.full(len(low), pooled), low, high)
    mean = float(counts.unscaled(np.array(best_place)))
    values = (mean * best_size + counts.found) / (best_size + counts.sizes)
    return _listed(counts, mean, best_size, values, low, high)


def _priors(counts: Counts, middle: float) -> tuple[Floats, Floats, Floats]:
    """Priors on a grid, sizes with the means that suit each, and their weights."""
    own = counts.scaled((counts.found + middle) / (counts.sizes + 1))
    precision = 1 / counts.spread(middle, SIZES)
    centre = (precision * own).sum(axis=1) / precision.sum(axis=1)
    step = 1 / np.sqrt(precision.sum(axis=1))
    place = (centre[:, None] + step[:, None] * REACH).ravel()
    size = np.repeat(SIZES, len(REACH))
    width = np.abs(np.gradient(counts.deviation(middle, SIZES)))
    logs = counts.likelihood(place, size)
    logs += counts.scale_prior(place)
    weights = np.exp(logs - logs.max()) * np.repeat(width * step, len(REACH))
    return place, size, weights / weights.sum()


def _maximum(counts: Counts, pooled: float, place: Floats, size: Floats) -> tuple[float, float]:
    """Scaled mean and size of the likeliest prior; infinite size unless a finite one is better.

    It is looked for between the smallest and the largest of `SIZES`: where every place found all or nothing,
    the likelihood rises without end towards a prior worth nothing.
    """
    from scipy.optimize import minimize  # a second of start-up that few commands need

    least, limit = math.log(SIZES[0]), math.log(MOST)

    def within(at: Floats) -> tuple[float, float]:
        return float(np.clip(at[0], -FARTHEST, FARTHEST)), float(np.clip(at[1], least, limit))

    def unlikely(at: Floats) -> float:
        there, log_size = within(at)
        return -float(counts.likelihood(np.array(there), np.array(math.exp(log_size))))

    likeliest = int(np.argmax(counts.likelihood(place, size)))
    found = minimize(
        unlikely,
        (place[likeliest], math.log(size[likeliest])),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-11, "maxiter": 300},
    )
    there, log_size = within(found.x)
    if -found.fun < counts.single(pooled) + 1e-6 or log_size > limit - 2:
        return float(counts.scaled(np.array(pooled))), math.inf
    return there, math.exp(log_size)


def _interval(
    counts: Counts, place: Floats, size: Floats, weights: Floats, tail: float
) -> tuple[Floats, Floats]:
    """Quantiles of each place over all priors, by bisection on the scale without bounds."""
    order = np.argsort(-weights)
    kept = order[: int(np.searchsorted(np.cumsum(weights[order]), KEPT)) + 1]
    posterior = counts.posterior(place[kept], size[kept])
    shares = weights[kept] / weights[kept].sum()

    def quantile(share: float) -> Floats:
        low = np.full(len(counts.found), -40.0)
        high = np.full(len(counts.found), 40.0)
        for _ in range(26):
            middle = (low + high) / 2
            under = shares @ counts.below(counts.unscaled(middle), posterior) < share
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return counts.unscaled((low + high) / 2)

    return quantile(tail), quantile(1 - tail)


def _listed(counts: Counts, mean: float, size: float, values: Floats, low: Floats, high: Floats) -> Shrinkage:
    weights = counts.sizes / (counts.sizes + size)
    rows = zip(values, np.minimum(low, values), np.maximum(high, values), weights, strict=True)
    listed = tuple(Shrunk(float(v), float(a), float(b), float(w)) for v, a, b, w in rows)
    return Shrinkage(counts.name, mean, size, listed)


def _check(counts: Counts) -> None:
    found, sizes = counts.found, counts.sizes
    if len(found) < 2:
        raise Refused(Finding("methods.ranking.finding.too_few_to_compare", params={"left": len(found)}))
    wrong = (sizes <= 0) | (found < 0)
    if counts.name == "beta":
        wrong |= found > sizes
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        params = {"events": float(found[place]), "total": float(sizes[place])}
        raise Refused(Finding("methods.finding.rate_counts_contradict", field="events", params=params))
