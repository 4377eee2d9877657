"""Sample sizes: how many units of a consignment are inspected."""

import math
from fractions import Fraction
from functools import lru_cache

from jiangang.methods.register import method
from jiangang.methods.targeting.simulation.config import Counting, Inspection, Sample, SizeForm


@method(
    "targeting.rbs_sample_size",
    source=(
        "Cannon, Preventive Veterinary Medicine 49 (2001) 141–163; Fosgate, Journal of Veterinary Diagnostic "
        "Investigation 21 (2009) 3–14; risk-based sampling calculator (NAPPO), as quoted by popsborder"
    ),
    verified="sizes below the exact ones as in two thirds of 16,368 cells (targeting reference, §6)",
)
def find_rbs_size(units: int, level: Fraction, confidence: Fraction) -> int:
    """Sample size by the approximation n = ⌈(1 − (1−C)^(1/dN)) · (N − (dN − 1)/2)⌉ with a fractional dN.

    units: N; level: d; confidence: C. It is often smaller than the exact size, because dN is not made whole;
    it is here to agree with programs that use it. At most N.
    """
    infested = float(level) * units
    found = -math.expm1(math.log1p(-float(confidence)) / infested) * (units - (infested - 1.0) / 2.0)
    return min(units, max(1, math.ceil(found)))


@lru_cache(maxsize=100_000)
def find_exact_size(units: int, level: Fraction, confidence: Fraction) -> int:
    """The least sample that finds one infested unit with the confidence, by `sampling.detection`.

    units: of the consignment; level: fraction infested, made whole downwards, at least one unit.
    """
    # Here, because the room of sampling loads SciPy, which a command line's start would pay for.
    from jiangang.methods.sampling.detection import detect

    infested = max(1, math.floor(level * units))
    answer = detect(confidence=confidence, lot_size=units, infested=infested)
    return int(answer.values["sample_size"])


def find_sample_size(inspection: Inspection, units: int, examinable: int) -> int:
    """How many units an inspection takes of a consignment.

    units: boxes or items that it has; examinable: how many of them can be examined at all.
    """
    match inspection.sample:
        case Sample.PROPORTION:
            size = _counted(inspection.proportion * units, inspection.rounding)
        case Sample.HYPERGEOMETRIC:
            exact = inspection.form is SizeForm.EXACT
            find = find_exact_size if exact else find_rbs_size
            size = find(units, inspection.level, inspection.confidence)
        case Sample.FIXED:
            size = inspection.fixed
        case Sample.ALL:
            size = units
    return min(max(size, inspection.least_boxes), examinable)


def _counted(amount: Fraction, counting: Counting) -> int:
    match counting:
        case Counting.NEAREST:
            return round(amount)
        case Counting.DOWN:
            return math.floor(amount)
        case Counting.UP:
            return math.ceil(amount)
