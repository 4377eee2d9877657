"""What a simulation answers: each figure as the mean over the simulations, with its standard error."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding
from jiangang.methods.targeting.simulation.plan import COLUMNS

SHARES: dict[str, tuple[str, str]] = {
    "missing_percent": ("missed", "infested"),
    "inspected_percent": ("inspected", "consignments"),
    "boxes_to_completion_percent": ("boxes_to_completion", "boxes"),
    "boxes_to_detection_percent": ("boxes_to_detection", "boxes"),
    "items_to_completion_percent": ("items_to_completion", "items"),
    "items_to_detection_percent": ("items_to_detection", "items"),
    "found_to_detection_percent": ("found_to_detection", "found_to_completion"),
}
"""Percentages of sums of one simulation."""
MEANS: dict[str, tuple[str, str]] = {
    "interception_rate": ("intercepted", "infested"),
    "infestation_rate": ("rates", "consignments"),
    "missed_rate": ("missed_rates", "missed"),
    "intercepted_rate": ("intercepted_rates", "intercepted"),
    "boxes_opened_each_to_completion": ("boxes_to_completion", "inspected"),
    "boxes_opened_each_to_detection": ("boxes_to_detection", "inspected"),
    "items_examined_each_to_completion": ("items_to_completion", "inspected"),
    "items_examined_each_to_detection": ("items_to_detection", "inspected"),
}
"""Means over the consignments of one simulation."""
COUNTS = (
    "inspected", "infested", "intercepted", "missed", "missed_in_tolerance", "missed_released", "boxes",
    "items", "infested_items", "missed_items", "intercepted_items", "found_to_completion",
    "found_to_detection", "highest_missed_rate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: mean over the simulations that have it, its standard error, and how many these are.

    None where nothing can be said: no simulation has the figure, or only one and so no error is known.
    """

    mean: float | None
    standard_error: float | None
    simulations: int

    @classmethod
    def of(cls, values: Any) -> "Measure":
        """The measure of one value for each simulation, NaN where it has none."""
        known = values[~np.isnan(values)]
        error = float(np.std(known, ddof=1)) / math.sqrt(len(known)) if len(known) > 1 else None
        return cls(float(np.mean(known)) if len(known) else None, error, len(known))

    @classmethod
    def ratio(cls, above: Any, below: Any, scale: float = 1.0) -> "Measure":
        """The quotient of two sums over all simulations, with the linearised error of a ratio."""
        count, total = len(below), float(np.sum(below))
        if total == 0.0:
            return cls(None, None, 0)
        quotient = float(np.sum(above)) / total
        spread = float(np.std(above - quotient * below, ddof=1)) if count > 1 else math.nan
        error = scale * spread * math.sqrt(count) / total if count > 1 else None
        return cls(scale * quotient, error, count)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "mean": self.mean,
            "standard_error": self.standard_error,
            "simulations": self.simulations,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a run: sums of each simulation, float64[simulations, len(COLUMNS)], and the measures."""

    totals: Any
    consignments: int
    rng_seed: int
    measures: dict[str, Measure]

    @classmethod
    def of(cls, totals: Any, consignments: int, rng_seed: int) -> "Result":
        """The measures of these sums."""
        sums = {name: totals[:, place] for place, name in enumerate(COLUMNS)}
        beyond = sums["missed"] - sums["missed_in_tolerance"]
        values = {name: sums[name] for name in COUNTS}
        values |= {name: 100.0 * _quotient(sums[a], sums[b]) for name, (a, b) in SHARES.items()}
        values |= {name: _quotient(sums[a], sums[b]) for name, (a, b) in MEANS.items()}
        values["missing_beyond_tolerance_percent"] = 100.0 * _quotient(beyond, sums["infested"])
        measures = {name: Measure.of(value) for name, value in values.items()}
        # Few consignments hold most infested items, so that a mean of quotients would be drawn by chance.
        measures["missed_items_percent"] = Measure.ratio(sums["missed_items"], sums["infested_items"], 100.0)
        return cls(totals, consignments, rng_seed, measures)

    def __getitem__(self, name: str) -> Measure:
        return self.measures[name]

    def as_answer(self, findings: tuple[Finding, ...] = ()) -> Answer:
        """The result for the command line, with what must hold for it to be true."""
        missing = self.measures["missing_percent"]
        params = {
            "simulations": len(self.totals),
            "consignments": self.consignments,
            "missing": _shown(missing.mean),
            "error": _shown(missing.standard_error),
        }
        said = "missing" if missing.mean is not None else "nothing_infested"
        return Answer(
            method="targeting.simulation",
            version="1",
            values={
                "simulations": len(self.totals),
                "consignments": self.consignments,
                "rng_seed": self.rng_seed,
                **{name: measure.as_dict() for name, measure in self.measures.items()},
            },
            assumptions=(
                Said("methods.targeting.simulation.assumption.model"),
                Said("methods.targeting.simulation.assumption.error"),
            ),
            sentence=Said(f"methods.targeting.simulation.sentence.{said}", params),
            findings=findings,
        )


def _quotient(above: Any, below: Any) -> Any:
    """above / below, NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:.3g}"
