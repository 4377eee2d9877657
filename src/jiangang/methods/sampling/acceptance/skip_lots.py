"""Skip-lot sampling SkSP-2: every lot until `clearance` are accepted in a row, then a fraction of the lots.

A lot not accepted brings back the inspection of every lot. The plan applied to an inspected lot is the
reference plan, with its own operating characteristic (`curves`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.answers import Answer, Said
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.curves import Model, Outcome, acceptance_probability
from jiangang.methods.sampling.acceptance.faults import Fault, refuse
from jiangang.methods.sampling.acceptance.stages import Stage

SOURCES = (
    "Dodge and Perry, A system of skip-lot plans for lot-by-lot inspection (1971)",
    "Perry, Journal of Quality Technology 5 (1973) 123–130 (SkSP-2)",
)


@dataclass(frozen=True, slots=True)
class SkipPlan:
    """clearance: lots accepted in a row before lots are skipped (i); fraction: share of lots inspected
    then, drawn at random (f)."""

    clearance: int
    fraction: Fraction


@dataclass(frozen=True, slots=True)
class SkipOutcome:
    """lots_inspected: long-run share of lots inspected; accept_probability: long-run share of lots accepted,
    inspected or skipped; sample_number: average units inspected a lot."""

    lots_inspected: float
    accept_probability: float
    sample_number: float


@method(
    "sampling.skip_lot",
    source=SOURCES,
    verified="stationary law of the Markov chain, solved as linear equations",
)
def skip_lot_outcome(plan: SkipPlan, reference: Outcome) -> SkipOutcome:
    """Long-run figures of SkSP-2 over a reference plan, at the quality of the reference's outcome.

    Raises Refused for a clearance below 1 or a fraction outside 0 to 1.
    """
    found: list[Fault] = []
    if plan.clearance < 1:
        found.append(("clearance_small", "skip-clearance", {"value": plan.clearance}))
    if not 0 < plan.fraction <= 1:
        share = {"part": "f", "value": float(plan.fraction)}
        found.append(("fraction_out_of_range", "skip-fraction", share))
    refuse(found)
    passed, sampled = reference.accept_probability, float(plan.fraction)
    skipping = passed**plan.clearance
    inspected = sampled / ((1 - sampled) * skipping + sampled)
    accepted = 1 - inspected * (1 - passed)
    return SkipOutcome(inspected, accepted, reference.sample_number * inspected)


@method("sampling.skip_lot_curve", source=SOURCES, verified="the single functions it calls")
def describe_skip_lot(
    plan: SkipPlan,
    stages: Sequence[Stage],
    qualities: Sequence[Fraction | float],
    *,
    model: Model = Model.BINOMIAL,
    lot_size: int | None = None,
) -> Answer:
    """Long-run figures of SkSP-2 over a reference plan in stages, at the qualities asked for.

    Arguments and errors as `skip_lot_outcome` and `curves.acceptance_probability`.
    """
    points = []
    for quality in qualities:
        reference = acceptance_probability(stages, quality, model=model, lot_size=lot_size)
        found = skip_lot_outcome(plan, reference)
        points.append(
            {
                "quality": float(quality),
                "reference_accept_probability": reference.accept_probability,
                "lots_inspected": found.lots_inspected,
                "accept_probability": found.accept_probability,
                "average_sample_number": found.sample_number,
            }
        )
    return Answer(
        method="sampling.skip_lot_curve",
        version="1",
        values={
            "points": points,
            "skip_clearance": plan.clearance,
            "skip_fraction": plan.fraction,
            "model": model.value,
            "lot_size": lot_size,
            "sample_size": [stage.sample_size for stage in stages],
            "accept": [stage.accept for stage in stages],
            "reject": [stage.reject for stage in stages],
        },
        assumptions=(
            Said("methods.acceptance.assumption.process_steady"),
            Said(f"methods.acceptance.assumption.model_{model.value}"),
        ),
        sentence=Said(
            "methods.acceptance.sentence.skip_lot", {"clearance": plan.clearance, "fraction": plan.fraction}
        ),
    )


__all__ = ["SkipOutcome", "SkipPlan", "describe_skip_lot", "skip_lot_outcome"]
