"""Intervals of a count, and of a count against what was expected: Byar, exact, and mid-P.

Here live the Poisson intervals of observed ÷ expected. Rates of a binomial kind have theirs in `intervals`;
where an expected number comes from is said in `standardisation`.
"""

import math
from dataclasses import dataclass

from scipy.special import gammaincinv, ndtri, pdtr

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class CountInterval:
    """A count against an expected number, with bounds of their ratio.

    observed: the count; expected: how many the reference makes of the same exposure (or the exposure itself,
    when the ratio is a rate); ratio, low, high: observed ÷ expected and its bounds; level: the confidence
    level; method: `byar`, `exact` or `mid_p`.
    """

    observed: int
    expected: float
    ratio: float
    low: float
    high: float
    level: float
    method: str


@method(
    "ranking.byar",
    source="Breslow and Day, Statistical Methods in Cancer Research II (IARC 1987), section 2.3, after Byar",
    verified="Eight limits of the test sheets of PHEindicatormethods (UK Health Security Agency)",
)
def byar(observed: int, expected: float = 1.0, level: float = 0.95) -> CountInterval:
    """Byar's interval of observed ÷ expected: close to the exact one from about ten events on.

    observed: the count; expected: above 0, 1 for the count itself; level: between 0 and 1. With nothing
    observed the lower bound is 0. Raises Refused for a negative count or an expected number that is not above
    0, ValueError for another level.
    """
    z = _z(observed, expected, level)
    low = 0.0
    if observed:
        low = observed * max(0.0, 1 - 1 / (9 * observed) - z / (3 * math.sqrt(observed))) ** 3
    more = observed + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
    return _interval(observed, expected, low, high, level, "byar")


@method(
    "ranking.poisson_exact",
    source="Garwood, Biometrika 28 (1936) 437–442, by the quantiles of the gamma distribution",
    verified=(
        "Limits of the test sheets of PHEindicatormethods (UK Health Security Agency)",
        "Poisson tail sums of SciPy",
    ),
)
def poisson_exact(observed: int, expected: float = 1.0, level: float = 0.95) -> CountInterval:
    """The exact interval of observed ÷ expected: its coverage is never below the level.

    Arguments and errors as `byar`.
    """
    _z(observed, expected, level)
    tail = (1 - level) / 2
    low = float(gammaincinv(observed, tail)) if observed else 0.0
    high = float(gammaincinv(observed + 1, 1 - tail))
    return _interval(observed, expected, low, high, level, "exact")


@method(
    "ranking.poisson_mid_p",
    source="Rothman and Boice, Epidemiologic Analysis with a Programmable Calculator (1979); "
    "Berry and Armitage, The Statistician 44 (1995) 417–423",
    verified="Mid-P tail sums of SciPy at both bounds",
)
def poisson_mid_p(observed: int, expected: float = 1.0, level: float = 0.95) -> CountInterval:
    """The mid-P interval of observed ÷ expected: half of the observed count's own probability is a tail.

    Shorter than the exact one; its coverage is near the level on average and can fall a little below.
    Arguments and errors as `byar`.
    """
    from scipy.optimize import brentq  # a second of start-up that few commands need

    _z(observed, expected, level)
    tail = (1 - level) / 2

    def below(mean: float) -> float:
        """Mid-P probability of this count or fewer."""
        fewer = float(pdtr(observed - 1, mean)) if observed else 0.0
        return (fewer + float(pdtr(observed, mean))) / 2

    wide = poisson_exact(observed, 1.0, level)
    high = brentq(lambda mean: below(mean) - tail, wide.ratio, wide.high, xtol=1e-12)
    low = 0.0
    if observed:
        low = brentq(lambda mean: below(mean) - (1 - tail), wide.low, wide.ratio, xtol=1e-12)
    return _interval(observed, expected, low, high, level, "mid_p")


def _interval(
    observed: int, expected: float, low: float, high: float, level: float, name: str
) -> CountInterval:
    return CountInterval(
        observed, expected, observed / expected, low / expected, high / expected, level, name
    )


def _z(observed: int, expected: float, level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level is between 0 and 1, not {level}")
    if observed < 0:
        raise Refused(
            Finding("methods.ranking.finding.count_negative", field="observed", params={"count": observed})
        )
    if not (expected > 0 and math.isfinite(expected)):
        raise Refused(
            Finding(
                "methods.ranking.finding.expected_nothing", field="expected", params={"expected": expected}
            )
        )
    return float(ndtri((1 + level) / 2))
