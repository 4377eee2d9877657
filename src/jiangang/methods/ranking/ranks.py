"""Who is first, and how sure that is: the probability of every rank, by integration or by simulation.

Each place has a posterior of its own: beta for a rate, gamma for a ratio. A rank is one more than the number
of places that lie higher. The integral is exact to the error that it reports; simulation takes a seed and
reports its Monte-Carlo error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, gammainc, gammaincinv

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method

Floats = NDArray[np.float64]
LARGEST_INTEGRAL = 40
DRAWS = 100_000
MOST_DRAWN = 4_000_000  # values held at once
QUANTILES = np.array([0.0, 1e-12, 1e-8, 1e-5, 1e-3, 0.01, 0.05, 0.15, 0.3, 0.5])
PLACES, WEIGHTS = np.polynomial.legendre.leggauss(8)
SOURCE = (
    "Goldstein and Spiegelhalter, JRSS A 159 (1996) 385–443, section 4; "
    "Marshall and Spiegelhalter, BMJ 316 (1998) 1701–1704"
)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known of one place: family `beta` (a, b) of a rate, or `gamma` (shape a, rate b) of a ratio."""

    family: str
    a: float
    b: float

    def angle(self, value: Floats) -> Floats:
        """The scale of the integral, on which densities of Jeffreys' kind stay finite: arcsin √x, or √x."""
        return np.asarray(np.arcsin(np.sqrt(value)) if self.family == "beta" else np.sqrt(value), float)

    def value(self, angle: Floats) -> Floats:
        """The value at an angle."""
        return np.asarray(np.sin(angle) ** 2 if self.family == "beta" else angle**2, float)

    def density(self, angle: Floats) -> Floats:
        """Density on the scale of the angle, up to a factor."""
        with np.errstate(divide="ignore"):
            if self.family == "beta":
                log = (2 * self.a - 1) * np.log(np.sin(angle)) + (2 * self.b - 1) * np.log(np.cos(angle))
            else:
                log = (2 * self.a - 1) * np.log(angle) - self.b * angle**2
        return np.asarray(np.exp(log - log.max()), float)

    def below(self, value: Floats) -> Floats:
        """Probability that the place lies below the values."""
        if self.family == "beta":
            return np.asarray(betainc(self.a, self.b, value), float)
        return np.asarray(gammainc(self.a, self.b * value), float)

    def quantile(self, share: Floats) -> Floats:
        """Values below which these shares of the probability lie."""
        if self.family == "beta":
            return np.asarray(betaincinv(self.a, self.b, share), float)
        return np.asarray(gammaincinv(self.a, share) / self.b, float)

    def draw(self, source: np.random.Generator, count: int) -> Floats:
        """Draw values."""
        if self.family == "beta":
            return source.beta(self.a, self.b, count)
        return source.gamma(self.a, 1 / self.b, count)


@dataclass(frozen=True, slots=True)
class Ranks:
    """Probability of each rank: row = place, column = rank, first rank in column 0; rows sum to one.

    method: `integral` or `simulation`; error: largest error of a probability (Monte-Carlo standard error for
    a simulation); draws and seed: of the simulation, 0 and None for the integral.
    """

    probabilities: Floats
    method: str
    error: float
    draws: int
    seed: int | None

    @property
    def first(self) -> Floats:
        """Probability of being first, for each place; they sum to one."""
        return self.probabilities[:, 0]

    def error_of_first(self, place: int) -> float:
        """Monte-Carlo standard error of a place's probability of being first; of the integral its error."""
        if self.method == "integral":
            return self.error
        share = float(self.probabilities[place, 0])
        return float(np.sqrt(max(share * (1 - share), 1 / self.draws) / self.draws))

    def interval(self, place: int, level: float = 0.95) -> tuple[int, int]:
        """Ranks that hold at least `level` of the probability, with at most half the rest on either side."""
        summed = np.cumsum(self.probabilities[place])
        tail = (1 - level) / 2
        low = int(np.searchsorted(summed, tail + 1e-12, side="right"))
        high = int(np.searchsorted(summed, 1 - tail - 1e-12, side="left"))
        return low + 1, min(high, len(summed) - 1) + 1

    def expected(self, place: int) -> float:
        """The mean rank of a place."""
        return float(self.probabilities[place] @ np.arange(1, len(self.probabilities) + 1))


@method(
    "ranking.posteriors_of_rates",
    source="Jeffreys prior: Brown, Cai and DasGupta, Statistical Science 16 (2001) 101–133",
)
def posteriors_of_rates(
    events: Sequence[int], totals: Sequence[int], prior: tuple[float, float] = (0.5, 0.5)
) -> list[Posterior]:
    """A beta posterior for each rate, from a prior (a, b) that is the same for all: Jeffreys' (½, ½)."""
    pairs = zip(events, totals, strict=True)
    return [Posterior("beta", prior[0] + found, prior[1] + size - found) for found, size in pairs]


@method(
    "ranking.posteriors_of_ratios",
    source="Jeffreys prior of a Poisson mean: Gelman and others, Bayesian Data Analysis",
)
def posteriors_of_ratios(
    observed: Sequence[int], expected: Sequence[float], prior: tuple[float, float] = (0.5, 0.0)
) -> list[Posterior]:
    """A gamma posterior for each ratio observed ÷ expected, from a prior (shape, rate): Jeffreys' (½, 0)."""
    pairs = zip(observed, expected, strict=True)
    return [Posterior("gamma", prior[0] + found, prior[1] + size) for found, size in pairs]


@method(
    "ranking.rank_probabilities",
    source=SOURCE,
    verified=(
        "Two places: closed sum and counting of orders; three places: integrals of SciPy",
        "Simulation, within its error; true rank inside the interval in simulated worlds",
    ),
)
def rank_by_integral(posteriors: Sequence[Posterior], *, lowest_first: bool = False) -> Ranks:
    """Probability of every rank by numerical integration, without chance.

    For each place P(rank = r) = ∫ P(r − 1 of the others lie higher | x) dF(x), on panels between quantiles
    of all places. The reported error is the largest by which a column fails to sum to one. Raises Refused for
    fewer than two places, ValueError for more than `LARGEST_INTEGRAL`.
    """
    count = _check(posteriors)
    if count > LARGEST_INTEGRAL:
        raise ValueError(f"{count} places: simulate above {LARGEST_INTEGRAL}")
    nodes, widths = _nodes(posteriors)
    higher = np.array([1 - each.below(each.value(nodes)) for each in posteriors])
    found = np.zeros((count, count))
    for place, others in _all_but_one(higher, 0, np.ones((1, len(nodes)))):
        weights = posteriors[place].density(nodes) * widths
        found[place] = others @ weights / weights.sum()
    error = float(np.abs(found.sum(axis=0) - 1).max())
    return Ranks(found[:, ::-1] if lowest_first else found, "integral", error, 0, None)


@method(
    "ranking.rank_simulation",
    source=SOURCE,
    verified="The integral, within four Monte-Carlo errors",
)
def rank_by_simulation(
    posteriors: Sequence[Posterior], *, seed: int, draws: int = DRAWS, lowest_first: bool = False
) -> Ranks:
    """Probability of every rank from `draws` drawn worlds; the same for the same seed and order of places.

    seed: any whole number from 0; draws: at least 1. Stream: PCG64 of NumPy, one place after another, in
    portions of at most four million values. Raises
    Refused for fewer than two places.
    """
    count = _check(posteriors)
    source = np.random.Generator(np.random.PCG64(seed))
    tally = np.zeros((count, count))
    portion = max(1, MOST_DRAWN // count)
    for begun in range(0, draws, portion):
        wanted = min(portion, draws - begun)
        drawn = np.array([each.draw(source, wanted) for each in posteriors])
        order = np.argsort(drawn if lowest_first else -drawn, axis=0, kind="stable")
        for rank in range(count):
            tally[:, rank] += np.bincount(order[rank], minlength=count)
    shares = tally / draws
    error = float(np.sqrt((shares * (1 - shares)).max() / draws))
    return Ranks(shares, "simulation", max(error, 1 / draws), draws, seed)


def _check(posteriors: Sequence[Posterior]) -> int:
    if len(posteriors) < 2:
        raise Refused(Finding("methods.ranking.finding.too_few_to_compare", params={"left": len(posteriors)}))
    return len(posteriors)


def _nodes(posteriors: Sequence[Posterior]) -> tuple[Floats, Floats]:
    """Nodes and weights of panels that are dense wherever any place has its probability."""
    shares = np.concatenate([QUANTILES, 1 - QUANTILES[1:]])
    ends = np.unique(np.concatenate([each.angle(each.quantile(shares)) for each in posteriors]))
    left, width = ends[:-1, None], np.diff(ends)[:, None]
    return (left + width * (PLACES + 1) / 2).ravel(), (width * WEIGHTS / 2).ravel()


def _all_but_one(higher: Floats, first: int, product: Floats) -> Iterator[tuple[int, Floats]]:
    """Each place with the probabilities that 0, 1, … of the *other* places lie higher, at every node.

    higher: probability of lying higher, shape (places, nodes); product: the distribution of all places that
    are not in `higher`. Halving keeps the products in common, so that k places take k·log k multiplications.
    """
    if len(higher) == 1:
        yield first, product
        return
    half = len(higher) // 2
    yield from _all_but_one(higher[:half], first, _multiplied(product, higher[half:]))
    yield from _all_but_one(higher[half:], first + half, _multiplied(product, higher[:half]))


def _multiplied(product: Floats, higher: Floats) -> Floats:
    for chance in higher:
        grown = np.zeros((len(product) + 1, product.shape[1]))
        grown[:-1] = product * (1 - chance)
        grown[1:] += product * chance
        product = grown
    return product
