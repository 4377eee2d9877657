"""The two families of shrinkage: rates with a beta prior, ratios with a gamma prior, behind one face."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, betaln, expit, gammainc, gammaincinv, gammaln, logit

Floats = NDArray[np.float64]


class Counts(Protocol):
    """Counts of places with the family of their prior: a mean, on a scale without bounds, and a size."""

    @property
    def name(self) -> str:
        """Of the family."""

    @property
    def found(self) -> Floats:
        """Events."""

    @property
    def sizes(self) -> Floats:
        """Totals, or expected numbers."""

    def scaled(self, mean: Floats) -> Floats:
        """Means on the scale without bounds."""

    def unscaled(self, place: Floats) -> Floats:
        """Back from that scale."""

    def scale_prior(self, place: Floats) -> Floats:
        """Log density of Jeffreys' prior of the mean, on the scale."""

    def alone(self, share: float) -> Floats:
        """Quantiles of each place's own posterior with Jeffreys' prior."""

    def spread(self, mean: float, size: Floats) -> Floats:
        """Variance of each place's own value on the scale, by size of the prior: shape (…, k)."""

    def deviation(self, mean: float, size: Floats) -> Floats:
        """Standard deviation between places that a prior means, up to a factor."""

    def likelihood(self, place: Floats, size: Floats) -> Floats:
        """Log likelihood of priors, shape (…,)."""

    def single(self, mean: float) -> float:
        """Log likelihood when all places have this one mean."""

    def posterior(self, place: Floats, size: Floats) -> tuple[Floats, Floats]:
        """Parameters of the posterior of each place under priors, shapes (…, k)."""

    def below(self, value: Floats, posterior: tuple[Floats, Floats]) -> Floats:
        """Probability below a value of each place, shapes (k,) and (…, k)."""


@dataclass(frozen=True)
class RateCounts:
    """Events of totals, with a beta prior; the scale is the logit."""

    found: Floats
    sizes: Floats
    name: str = "beta"

    def scaled(self, mean: Floats) -> Floats:
        """Logit."""
        return np.asarray(logit(np.clip(mean, 1e-12, 1 - 1e-12)), float)

    def unscaled(self, place: Floats) -> Floats:
        """Inverse logit."""
        return np.asarray(expit(place), float)

    def scale_prior(self, place: Floats) -> Floats:
        """Beta (½, ½)."""
        return np.asarray((np.log(expit(place)) + np.log(expit(-place))) / 2, float)

    def alone(self, share: float) -> Floats:
        """Of beta posteriors."""
        return np.asarray(betaincinv(self.found + 0.5, self.sizes - self.found + 0.5, share), float)

    def spread(self, mean: float, size: Floats) -> Floats:
        """Of a beta-binomial rate, by the delta method."""
        return np.asarray((1 / self.sizes + 1 / (size[..., None] + 1)) / (mean * (1 - mean)), float)

    def deviation(self, mean: float, size: Floats) -> Floats:
        """Square root of the intra-class correlation 1 ÷ (size + 1)."""
        return np.asarray(1 / np.sqrt(size + 1), float)

    def likelihood(self, place: Floats, size: Floats) -> Floats:
        """Beta-binomial, without the binomial coefficients."""
        a, b = (expit(place) * size)[..., None], (expit(-place) * size)[..., None]
        parts = betaln(a + self.found, b + self.sizes - self.found) - betaln(a, b)
        return np.asarray(parts.sum(axis=-1), float)

    def single(self, mean: float) -> float:
        """Binomial, without the coefficients."""
        return float((self.found * math.log(mean) + (self.sizes - self.found) * math.log1p(-mean)).sum())

    def posterior(self, place: Floats, size: Floats) -> tuple[Floats, Floats]:
        """Beta a and b."""
        a, b = (expit(place) * size)[..., None], (expit(-place) * size)[..., None]
        return a + self.found, b + self.sizes - self.found

    def below(self, value: Floats, posterior: tuple[Floats, Floats]) -> Floats:
        """Beta probabilities."""
        return np.asarray(betainc(*posterior, value), float)


@dataclass(frozen=True)
class RatioCounts:
    """Observed against expected numbers, with a gamma prior; the scale is the logarithm."""

    found: Floats
    sizes: Floats
    name: str = "gamma"

    def scaled(self, mean: Floats) -> Floats:
        """Logarithm."""
        return np.asarray(np.log(np.maximum(mean, 1e-12)), float)

    def unscaled(self, place: Floats) -> Floats:
        """Exponential."""
        return np.asarray(np.exp(place), float)

    def scale_prior(self, place: Floats) -> Floats:
        """Gamma (½, 0)."""
        return np.asarray(place / 2, float)

    def alone(self, share: float) -> Floats:
        """Of gamma posteriors."""
        return np.asarray(gammaincinv(self.found + 0.5, share) / self.sizes, float)

    def spread(self, mean: float, size: Floats) -> Floats:
        """Of a gamma-Poisson ratio, by the delta method."""
        return np.asarray((1 / self.sizes + 1 / size[..., None]) / mean, float)

    def deviation(self, mean: float, size: Floats) -> Floats:
        """Standard deviation of the gamma relative to its mean."""
        return np.asarray(1 / np.sqrt(mean * size), float)

    def likelihood(self, place: Floats, size: Floats) -> Floats:
        """Gamma-Poisson, without what no prior changes."""
        rate = size[..., None]
        shape = np.exp(place)[..., None] * rate
        parts = gammaln(shape + self.found) - gammaln(shape) - shape * np.log1p(self.sizes / rate)
        return np.asarray((parts - self.found * np.log(self.sizes + rate)).sum(axis=-1), float)

    def single(self, mean: float) -> float:
        """Poisson, without what no prior changes."""
        return float((self.found * math.log(mean) - mean * self.sizes).sum())

    def posterior(self, place: Floats, size: Floats) -> tuple[Floats, Floats]:
        """Gamma shape and rate."""
        return (np.exp(place) * size)[..., None] + self.found, size[..., None] + self.sizes

    def below(self, value: Floats, posterior: tuple[Floats, Floats]) -> Floats:
        """Gamma probabilities."""
        return np.asarray(gammainc(posterior[0], posterior[1] * value), float)
