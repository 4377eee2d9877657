"""Plans by variables, k method, for one normal measurement: the plan from two risk points, and the decision.

A lot is accepted when the mean lies at least k standard deviations inside the limit. The share outside the
limit is what `quality` means. Two limits are judged separately, each with the same k.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, fsum, isfinite, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import gammainccinv, gammaincinv, gammaln, ndtr, ndtri

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Severity
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.faults import Fault, finding, refuse
from jiangang.methods.sampling.acceptance.two_points import RiskPoint, check_points

SMALLEST_SAMPLE, LARGEST_SAMPLE = 2, 100_000
NODES, TAIL = 240, 1e-19
SOURCES = (
    "ISO 3951-1 (the k method; its tables are not used)",
    "Lieberman and Resnikoff, JASA 50 (1955) 457–516",
)


@dataclass(frozen=True, slots=True)
class VariablesPlan:
    """sample_size: measurements; k: acceptability constant that meets the producer's point exactly;
    smallest_k: that which meets the consumer's exactly: any k between the two meets both."""

    sample_size: int
    k: float
    smallest_k: float
    sigma_known: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """Mean and standard deviation (divisor n − 1, or the known one) of a sample."""

    count: int
    mean: float
    deviation: float


@method(
    "sampling.variables_plan",
    source=SOURCES,
    verified=(
        "R AcceptanceSampling: (0.05, 0.05; 0.15, 0.20) known n=17 k=1.245918, unknown n=31 k=1.255399",
        "SciPy noncentral t to 1e-9; one measurement fewer fails",
    ),
)
def find_variables_plan(producer: RiskPoint, consumer: RiskPoint, *, sigma_known: bool) -> VariablesPlan:
    """The smallest sample, and k, that accept lots of the producer's quality with probability at least
    1 − α and of the consumer's with at most β, for one specification limit.

    sigma_known: whether the standard deviation of the process is known; else that of the sample is used, by
    the noncentral t law. Raises Refused for contradicting points, Unreachable beyond 100,000 measurements.
    """
    check_points(producer, consumer)
    good, bad = (-float(ndtri(float(point.quality))) for point in (producer, consumer))
    alpha, beta = float(producer.risk), float(consumer.risk)
    if sigma_known:
        wanted = ((float(ndtri(1 - alpha)) - float(ndtri(beta))) / (good - bad)) ** 2
        size = max(ceil(wanted - 1e-9), 1)
    else:
        size = _smallest_unknown(good, bad, alpha, beta)
    if size > LARGEST_SAMPLE:
        params = {"largest": LARGEST_SAMPLE}
        raise Unreachable(finding("plan_out_of_reach", "consumer", params))
    return VariablesPlan(
        size,
        _constant(good, alpha, size, sigma_known),
        _constant(bad, 1 - beta, size, sigma_known),
        sigma_known,
    )


@method(
    "sampling.variables_probability",
    source=SOURCES,
    verified="SciPy noncentral t to 1e-9; simulation of a million lots",
)
def variables_probability(plan: VariablesPlan, quality: float) -> float:
    """Probability that a lot with this share outside the one limit is accepted by a plan."""
    if not 0 < quality < 1:
        refuse([("quality_out_of_range", "at", {"value": quality})])
    distance = -float(ndtri(quality))
    if plan.sigma_known:
        return float(ndtr((distance - plan.k) * sqrt(plan.sample_size)))
    return _passes(plan.k, distance, plan.sample_size)


@method("sampling.variables", source=SOURCES, verified="see sampling.variables_plan")
def plan_by_variables(producer: RiskPoint, consumer: RiskPoint, *, sigma_known: bool) -> Answer:
    """The plan of `find_variables_plan` as an answer, with the risks that it really has."""
    plan = find_variables_plan(producer, consumer, sigma_known=sigma_known)
    kept, passed = (variables_probability(plan, float(point.quality)) for point in (producer, consumer))
    sigma = "known" if sigma_known else "unknown"
    params = {
        "size": plan.sample_size, "k": plan.k, "good": producer.quality, "kept": kept,
        "bad": consumer.quality, "passed": passed,
    }  # fmt: skip
    return Answer(
        method="sampling.variables",
        version="1",
        values={
            "sample_size": plan.sample_size,
            "k": plan.k,
            "smallest_k": plan.smallest_k,
            "sigma": sigma,
            "producer_accept_probability": kept,
            "consumer_accept_probability": passed,
        },
        assumptions=(
            Said("methods.acceptance.assumption.normal_law"),
            Said(f"methods.acceptance.assumption.sigma_{sigma}"),
            Said("methods.acceptance.assumption.one_limit"),
        ),
        sentence=Said(f"methods.acceptance.sentence.variables_{sigma}", params),
    )


@method("sampling.variables_decision", source=SOURCES, verified="arithmetic in rationals")
def judge_measurements(
    values: Sequence[float],
    k: float,
    *,
    upper: float | None = None,
    lower: float | None = None,
    sigma: float | None = None,
) -> Answer:
    """The decision on a lot from its measurements: accepted where mean and limits are k deviations apart.

    values: measurements in the unit of the limits; k: from the plan; upper, lower: specification limits, one
    or both; sigma: known standard deviation of the process, None to use the sample's. Raises Refused.
    """
    _check_measurements(values, k, upper, lower, sigma)
    measured = _measure(values, sigma)
    margins = {
        name: (limit - measured.mean if name == "upper" else measured.mean - limit)
        for name, limit in (("upper", upper), ("lower", lower))
        if limit is not None
    }
    indices = {name: _index(margin, measured.deviation) for name, margin in margins.items()}
    accepted = all(margin >= k * measured.deviation for margin in margins.values())
    both = finding("two_limits", "upper", severity=Severity.WARNING) if len(margins) > 1 else None
    params = {"count": measured.count, "mean": measured.mean, "deviation": measured.deviation, "k": k}
    return Answer(
        method="sampling.variables_decision",
        version="1",
        values={
            "accepted": accepted,
            "mean": measured.mean,
            "standard_deviation": measured.deviation,
            "sample_size": measured.count,
            "k": k,
            "quality_index_upper": indices.get("upper"),
            "quality_index_lower": indices.get("lower"),
        },
        assumptions=(
            Said("methods.acceptance.assumption.normal_law"),
            Said(f"methods.acceptance.assumption.sigma_{'unknown' if sigma is None else 'known'}"),
        ),
        sentence=Said(
            f"methods.acceptance.sentence.{'measured_accepted' if accepted else 'measured_refused'}", params
        ),
        findings=(both,) if both else (),
    )


def _smallest_unknown(good: float, bad: float, alpha: float, beta: float) -> int:
    """The smallest sample for which the k of the producer is not below the k of the consumer."""

    def is_enough(size: int) -> bool:
        return _constant(good, alpha, size, False) >= _constant(bad, 1 - beta, size, False)

    low, high = SMALLEST_SAMPLE - 1, SMALLEST_SAMPLE
    while not is_enough(high):
        if high > LARGEST_SAMPLE:
            return high
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _constant(distance: float, below: float, size: int, sigma_known: bool) -> float:
    """The k that a lot fails with probability `below` whose limit lies `distance` deviations away."""
    if sigma_known:
        return distance + float(ndtri(below)) / sqrt(size)

    def surplus(k: float) -> float:
        return 1 - below - _passes(k, distance, size)

    low, high, step = distance, distance, 1.0
    while surplus(low) > 0:
        low, step = low - step, step * 2
    step = 1.0
    while surplus(high) < 0:
        high, step = high + step, step * 2
    return float(brentq(surplus, low, high, xtol=1e-13)) if low < high else distance


def _passes(k: float, distance: float, size: int) -> float:
    """Probability that the mean lies k sample deviations inside a limit `distance` true deviations away: the
    noncentral t law, as the integral of the normal law over that of the sample's deviation."""
    deviations, weights = _deviation_law(size)
    return float(np.dot(weights, ndtr(sqrt(size) * (distance - k * deviations))))


@cache
def _deviation_law(size: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Places and weights of the law of s/σ for a sample, by Gauss and Legendre between its far tails."""
    free = size - 1
    low, high = (sqrt(2 * float(end(free / 2, TAIL)) / free) for end in (gammaincinv, gammainccinv))
    places, weights = np.polynomial.legendre.leggauss(NODES)
    at = low + (high - low) * (places + 1) / 2
    density = (
        free / 2 * log(free) + (1 - free / 2) * log(2) - float(gammaln(free / 2))
        + (free - 1) * np.log(at) - free * at**2 / 2
    )  # fmt: skip
    mass = np.exp(density) * weights
    return at, mass / mass.sum()


def _measure(values: Sequence[float], sigma: float | None) -> Measured:
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    if sigma is not None:
        return Measured(len(values), float(mean), sigma)
    squares = fsum(float((value - mean) ** 2) for value in exact)
    return Measured(len(values), float(mean), sqrt(squares / (len(exact) - 1)))


def _index(margin: float, deviation: float) -> float | None:
    """How many deviations the mean lies inside the limit; None where all measurements are alike."""
    return margin / deviation if deviation else None


def _check_measurements(
    values: Sequence[float], k: float, upper: float | None, lower: float | None, sigma: float | None
) -> None:
    needed = SMALLEST_SAMPLE if sigma is None else 1
    found: list[Fault] = []
    if len(values) < needed:
        found.append(("measurements_few", "values", {"given": len(values), "needed": needed}))
    if not all(
        isfinite(value) for value in (*values, k, *(each for each in (upper, lower) if each is not None))
    ):
        found.append(("number_not_finite", "values", {}))
    if upper is None and lower is None:
        found.append(("limit_needed", "upper", {}))
    if upper is not None and lower is not None and lower >= upper:
        found.append(("limits_reversed", "lower", {"lower": lower, "upper": upper}))
    if sigma is not None and not sigma > 0:
        found.append(("sigma_not_positive", "known-sigma", {"value": sigma}))
    refuse(found)


__all__ = [
    "Measured",
    "VariablesPlan",
    "find_variables_plan",
    "judge_measurements",
    "plan_by_variables",
    "variables_probability",
]
