"""What a plan lets through: operating characteristic, average sample number, outgoing quality and its limit.

Any plan in stages, from a standard or not. How good a lot is, is a fraction: nonconforming units, or for
the Poisson model nonconformities per unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.stats import binom, poisson

from jiangang.methods.answers import Answer, Said
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.faults import Fault, refuse
from jiangang.methods.sampling.acceptance.laws import hypergeometric_below, hypergeometric_probabilities
from jiangang.methods.sampling.acceptance.stages import Stage

Numbers = npt.NDArray[np.float64]
GRID = 200
SOURCES = (
    "ISO 2859-1:1999, clause 12 and tables 5 to 10 (what the curves mean)",
    "Schilling and Neubauer, Acceptance Sampling in Quality Control, chapters 5 to 7",
)


class Model(StrEnum):
    """Law of the count in a sample: `HYPERGEOMETRIC` for a lot of known size, `BINOMIAL` for a long series,
    `POISSON` for nonconformities per unit."""

    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"
    POISSON = "poisson"


class Rounding(StrEnum):
    """How a fraction of a lot becomes a whole number of units."""

    FLOOR = "floor"
    NEAREST = "nearest"
    CEIL = "ceil"

    def whole(self, value: Fraction) -> int:
        """The whole number; `NEAREST` takes a half upwards."""
        if self is Rounding.FLOOR:
            return floor(value)
        return ceil(value) if self is Rounding.CEIL else floor(value + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of lots of one quality.

    quality: fraction nonconforming as asked; accept_probability: share of such lots accepted; sample_number:
    average units inspected by the plan (ASN); outgoing: average outgoing quality when lots not accepted are
    inspected in full and every nonconforming unit found is replaced (AOQ); inspected: average units inspected
    a lot with that (ATI), None for a lot of unknown size.
    """

    quality: float
    accept_probability: float
    sample_number: float
    outgoing: float
    inspected: float | None


@method(
    "sampling.acceptance_probability",
    source=SOURCES,
    verified=(
        "R AcceptanceSampling: 484 points of binomial, Poisson and hypergeometric single plans to 1e-9",
        "enumeration of every path in rationals for double and multiple plans",
    ),
)
def acceptance_probability(
    stages: Sequence[Stage],
    quality: Fraction | float,
    *,
    model: Model = Model.BINOMIAL,
    lot_size: int | None = None,
    rounding: Rounding = Rounding.FLOOR,
) -> Outcome:
    """Probability of acceptance of a lot, with ASN, AOQ and ATI. Sampling is never cut short within a sample.

    stages: of the plan; quality: fraction, 0 to 1 (above 1 only for Poisson); model: see `Model`; lot_size:
    units, needed for the hypergeometric model, where quality × lot_size is rounded as told. Raises Refused.
    """
    _check(stages, quality, model, lot_size)
    if model is Model.HYPERGEOMETRIC and lot_size is not None:
        infested = rounding.whole(_fraction(quality) * lot_size)
        return _outcome(stages, float(quality), _hypergeometric(stages, infested, lot_size), lot_size)
    return _outcome(stages, float(quality), _independent(stages, float(quality), model), lot_size)


@method(
    "sampling.outgoing_limit",
    source=SOURCES,
    verified=("maximum over a fine grid of qualities", "every number of nonconforming units of small lots"),
)
def outgoing_limit(
    stages: Sequence[Stage], *, model: Model = Model.BINOMIAL, lot_size: int | None = None
) -> tuple[float, float]:
    """The average outgoing quality limit (AOQL) and the incoming quality at which it is reached.

    Arguments and errors as `acceptance_probability`; the hypergeometric limit is the largest value over whole
    numbers of nonconforming units.
    """
    _check(stages, Fraction(0), model, lot_size)
    if model is Model.HYPERGEOMETRIC and lot_size is not None:
        return _limit_of_lot(stages, lot_size)

    def outgoing(quality: float) -> float:
        return _outcome(stages, quality, _independent(stages, quality, model), lot_size).outgoing

    top = 1.0 if model is Model.BINOMIAL else (stages[-1].reject + 40) / stages[0].sample_size
    return largest(outgoing, top)


def largest(value: Callable[[float], float], top: float) -> tuple[float, float]:
    """The largest value of a function with one hill on (0, top], and where: a grid, then its best bracket."""
    places = top * np.geomspace(1e-7, 1.0, GRID)
    best = int(np.argmax([value(float(place)) for place in places]))
    low, high = places[max(best - 1, 0)], places[min(best + 1, GRID - 1)]
    found = minimize_scalar(
        lambda place: -value(float(place)),
        bounds=(low, high),
        method="bounded",
        options={"xatol": high * 1e-9},
    )
    candidates = [(float(-found.fun), float(found.x)), (value(float(places[best])), float(places[best]))]
    return max(candidates)


def _limit_of_lot(stages: Sequence[Stage], lot_size: int) -> tuple[float, float]:
    known: dict[int, float] = {}

    def outgoing(count: int) -> float:
        if count not in known:
            ways = _hypergeometric(stages, count, lot_size)
            known[count] = _outcome(stages, count / lot_size, ways, lot_size).outgoing
        return known[count]

    low, high = 0, lot_size
    while high - low > GRID:
        counts = np.unique(np.linspace(low, high, GRID, dtype=np.int64))
        best = int(np.argmax([outgoing(int(count)) for count in counts]))
        low, high = int(counts[max(best - 1, 0)]), int(counts[min(best + 1, len(counts) - 1)])
    best_count = max(range(low, high + 1), key=outgoing)
    return outgoing(best_count), best_count / lot_size


@method(
    "sampling.acceptance_curve",
    source=SOURCES,
    verified="the single functions it calls",
)
def draw_curve(
    stages: Sequence[Stage],
    qualities: Sequence[Fraction | float],
    *,
    model: Model = Model.BINOMIAL,
    lot_size: int | None = None,
    rounding: Rounding = Rounding.FLOOR,
) -> Answer:
    """Operating characteristic, ASN, AOQ and ATI of a plan at the qualities asked for, and the AOQL.

    Arguments and errors as `acceptance_probability`.
    """
    found = [
        acceptance_probability(stages, each, model=model, lot_size=lot_size, rounding=rounding)
        for each in qualities
    ]
    limit, at = outgoing_limit(stages, model=model, lot_size=lot_size)
    points = [
        {
            "quality": each.quality,
            "accept_probability": each.accept_probability,
            "average_sample_number": each.sample_number,
            "average_outgoing_quality": each.outgoing,
            "average_total_inspection": each.inspected,
        }
        for each in found
    ]
    assumptions = [
        Said(f"methods.acceptance.assumption.model_{model.value}"),
        Said("methods.acceptance.assumption.rectified"),
    ]
    if model is Model.HYPERGEOMETRIC:
        assumptions.append(Said(f"methods.acceptance.assumption.rounding_{rounding.value}"))
    params = {"limit": limit, "at": at, "stages": len(stages), "total": stages[-1].cumulative_size}
    return Answer(
        method="sampling.acceptance_curve",
        version="1",
        values={
            "points": points,
            "aoql": limit,
            "aoql_at": at,
            "model": model.value,
            "lot_size": lot_size,
            "sample_size": [stage.sample_size for stage in stages],
            "accept": [stage.accept for stage in stages],
            "reject": [stage.reject for stage in stages],
        },
        assumptions=tuple(assumptions),
        sentence=Said("methods.acceptance.sentence.curve", params),
    )


def _check(stages: Sequence[Stage], quality: Fraction | float, model: Model, lot_size: int | None) -> None:
    found: list[Fault] = []
    if quality < 0 or (quality > 1 and model is not Model.POISSON):
        found.append(("quality_out_of_range", "at", {"value": float(quality)}))
    if lot_size is None and model is Model.HYPERGEOMETRIC:
        found.append(("lot_size_needed", "lot-size", {}))
    if lot_size is not None and lot_size < stages[-1].cumulative_size:
        total = stages[-1].cumulative_size
        found.append(("sample_beyond_lot", "lot-size", {"lot_size": lot_size, "total": total}))
    refuse(found)


def _fraction(value: Fraction | float) -> Fraction:
    """The number meant: a float's shortest decimal, so that 0.07 of 100 is 7."""
    return value if isinstance(value, Fraction) else Fraction(repr(float(value)))


Ways = list[tuple[float, float]]
"""For each stage the probability that the lot is accepted there, and that it is not accepted there."""


def _outcome(stages: Sequence[Stage], quality: float, ways: Ways, lot_size: int | None) -> Outcome:
    accepted = sum(accept for accept, _ in ways)
    sample_number = sum(
        (accept + reject) * stage.cumulative_size
        for stage, (accept, reject) in zip(stages, ways, strict=True)
    )
    if lot_size is None:
        return Outcome(quality, accepted, sample_number, quality * accepted, None)
    passed = sum(
        accept * (lot_size - stage.cumulative_size) for stage, (accept, _) in zip(stages, ways, strict=True)
    )
    return Outcome(quality, accepted, sample_number, quality * passed / lot_size, lot_size - passed)


def _independent(stages: Sequence[Stage], quality: float, model: Model) -> Ways:
    """Samples that do not influence one another: binomial and Poisson."""
    if len(stages) == 1:
        stage = stages[0]
        law = (
            binom(stage.sample_size, quality)
            if model is Model.BINOMIAL
            else poisson(stage.sample_size * quality)
        )
        return [(float(law.cdf(stage.accept)), float(law.sf(stage.accept)))]
    open_counts: Numbers = np.ones(1)
    ways = []
    for stage in stages:
        counts = np.arange(stage.reject)
        if model is Model.BINOMIAL:
            drawn = binom.pmf(counts, stage.sample_size, quality)
        else:
            drawn = poisson.pmf(counts, stage.sample_size * quality)
        before = float(open_counts.sum())
        totals = np.convolve(open_counts, drawn)[: stage.reject]
        ways.append(_split(totals, before, stage))
        open_counts = totals if stage.accept is None else _without(totals, stage.accept)
    return ways


def _hypergeometric(stages: Sequence[Stage], infested: int, lot_size: int) -> Ways:
    """Samples without replacement from one lot with a known number of nonconforming units."""
    if len(stages) == 1 and stages[0].accept is not None:
        return [hypergeometric_below(lot_size, infested, stages[0].sample_size, stages[0].accept)]
    open_counts: Numbers = np.ones(1)
    ways, taken = [], 0
    for stage in stages:
        totals: Numbers = np.zeros(stage.reject)
        for so_far in np.nonzero(open_counts)[0]:
            left = infested - int(so_far)
            count = stage.reject - int(so_far)
            drawn = hypergeometric_probabilities(lot_size - taken, left, stage.sample_size, count)
            totals[so_far:] += open_counts[so_far] * drawn
        ways.append(_split(totals, float(open_counts.sum()), stage))
        open_counts = totals if stage.accept is None else _without(totals, stage.accept)
        taken = stage.cumulative_size
    return ways


def _split(totals: Numbers, before: float, stage: Stage) -> tuple[float, float]:
    accepted = 0.0 if stage.accept is None else float(totals[: stage.accept + 1].sum())
    return accepted, max(before - float(totals.sum()), 0.0)


def _without(totals: Numbers, accept: int) -> Numbers:
    left = totals.copy()
    left[: accept + 1] = 0.0
    return left


__all__ = ["Model", "Outcome", "Rounding", "acceptance_probability", "draw_curve", "outgoing_limit"]
