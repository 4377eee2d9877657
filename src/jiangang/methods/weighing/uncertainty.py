"""How far a result may lie from the truth, given the errors that the surveyor states for the readings.

First order: each input moved by its standard uncertainty to both sides, contributions added as squares (GUM,
JCGM 100:2008, section 5.1.2, note to 5.1.3 for the difference form). Replicates: the whole calculation
repeated on readings with drawn errors (JCGM 101:2008), from a seed that is an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.weighing.case import Case, Errors
from jiangang.methods.weighing.outcome import Outcome, find_outcome, list_inputs
from jiangang.methods.weighing.tables import Number

LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """One input's part in the error: its standard uncertainty, its effect on the result (t), its share."""

    input: str
    sigma: float
    contribution: float
    share: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of one quantity: standard uncertainty and an interval of the confidence asked for."""

    standard: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The spreads of the result (cargo, or the net displacement of a single survey) and of the per mille.

    method: `first_order` or `replicates`; parts: by size, first order only.
    """

    method: str
    confidence: float
    mass: Spread
    per_mille: Spread | None
    parts: tuple[Part, ...] = ()
    replicates: int = 0
    rng_seed: int | None = None
    names: tuple[str, ...] = field(default=(), hash=False)


def list_sigmas(case: Case, errors: Errors) -> dict[str, float]:
    """The standard uncertainty of each input that has one, by the names of `list_inputs`."""
    found = {}
    for name in list_inputs(case):
        last = name.rpartition(".")[2]
        if last in {"port", "starboard"}:
            sigma = errors.draught
        elif ".deductible." in name:
            sigma = errors.deductibles.get(name.split(".deductible.", 1)[1], 0.0)
        elif ".tank." in name:
            sigma = errors.reading if last == "reading" else errors.tank_density
        elif name.startswith("moisture"):
            sigma = errors.moisture
        else:
            sigma = getattr(errors, last)
        if sigma > 0:
            found[name] = sigma
    return found


def find_first_order(case: Case, errors: Errors, confidence: float) -> Uncertainty:
    """First-order propagation, with the part of each input. Raises Refused when no error is stated."""
    sigmas = _checked(case, errors, confidence)
    count = len(sigmas)
    inputs: dict[str, Number] = {
        name: np.full(2 * count, value, dtype=float) for name, value in list_inputs(case).items()
    }
    for place, (name, sigma) in enumerate(sigmas.items()):
        moved = np.asarray(inputs[name])
        moved[place] += sigma
        moved[count + place] -= sigma
    outcome = find_outcome(case, inputs)
    mass = _halves(_mass(outcome), count)
    centre = find_outcome(case)
    variance = float(np.sum(mass**2))
    parts = [
        Part(name, sigma, float(mass[place]), float(mass[place] ** 2 / variance) if variance else 0.0)
        for place, (name, sigma) in enumerate(sigmas.items())
    ]
    parts.sort(key=lambda part: -part.share)
    rate = None
    if outcome.per_mille is not None and centre.per_mille is not None:
        rate = _normal(float(centre.per_mille), _halves(outcome.per_mille, count), confidence)
    spread = _normal(float(_mass(centre)), mass, confidence)
    return Uncertainty("first_order", confidence, spread, rate, tuple(parts), names=tuple(sigmas))


def find_replicates(
    case: Case, errors: Errors, confidence: float, *, replicates: int, rng_seed: int
) -> Uncertainty:
    """Repeat the calculation with drawn errors; the interval lies between percentiles of the replicates.

    replicates: how many, 100 to a million; rng_seed: of NumPy's PCG64
    generator, 0 or more. Raises Refused when no error is
    stated, or when a replicate leaves the ship's tables.
    """
    sigmas = _checked(case, errors, confidence)
    if not 100 <= replicates <= LARGEST:
        params = {"field": "replicates", "value": replicates, "low": 100, "high": LARGEST}
        raise Refused(Finding("methods.weighing.finding.outside", field="replicates", params=params))
    if rng_seed < 0:
        params = {"field": "rng-seed", "value": rng_seed, "low": 0, "high": "…"}
        raise Refused(Finding("methods.weighing.finding.outside", field="rng-seed", params=params))
    drawn = np.random.default_rng(rng_seed).standard_normal((len(sigmas), replicates))
    inputs = list_inputs(case)
    for place, (name, sigma) in enumerate(sigmas.items()):
        inputs[name] = inputs[name] + sigma * drawn[place]
    outcome = find_outcome(case, inputs)
    rate = None if outcome.per_mille is None else _percentiles(outcome.per_mille, confidence)
    return Uncertainty(
        "replicates",
        confidence,
        _percentiles(_mass(outcome), confidence),
        rate,
        replicates=replicates,
        rng_seed=rng_seed,
        names=tuple(sigmas),
    )


def _checked(case: Case, errors: Errors, confidence: float) -> Mapping[str, float]:
    if not 0 < confidence < 1:
        params = {"field": "confidence", "value": confidence, "low": 0, "high": 1}
        raise Refused(Finding("methods.weighing.finding.outside", field="confidence", params=params))
    sigmas = list_sigmas(case, errors)
    if not sigmas:
        raise Refused(Finding("methods.weighing.finding.no_errors", field="errors"))
    return sigmas


def _mass(outcome: Outcome) -> Number:
    return outcome.surveys["initial"].net if outcome.cargo is None else outcome.cargo


def _halves(values: Number, count: int) -> NDArray[np.float64]:
    both = np.broadcast_to(np.asarray(values, dtype=float), (2 * count,))
    found: NDArray[np.float64] = (both[:count] - both[count:]) / 2
    return found


def _normal(centre: float, parts: NDArray[np.float64], confidence: float) -> Spread:
    standard = float(np.sqrt(np.sum(parts**2)))
    reach = float(ndtri((1 + confidence) / 2)) * standard
    return Spread(standard, centre - reach, centre + reach)


def _percentiles(values: Number, confidence: float) -> Spread:
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Spread(float(np.std(values, ddof=1)), float(low), float(high))
