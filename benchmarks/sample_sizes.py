"""Sample sizes of all lots from 1 to 1,000,000 (1 %, 95 %), beside bisection with SciPy's hypergeometric.

Run: `python -m benchmarks.sample_sizes [LOTS]`. One core; processor time on both sides, in the same run. The
peer bisects 2,000 lots drawn from all and is extrapolated to all; every one of them must agree.
"""

import random
import sys
import time
from fractions import Fraction
from typing import Any

from scipy.stats import hypergeom

from benchmarks.measuring import keep, machine
from jiangang.methods.sampling import list_sample_sizes
from jiangang.methods.sampling.urns import Urn

LOTS, SAMPLED, REPEATS = 1_000_000, 2_000, 5
LEVEL, CONFIDENCE = Fraction(1, 100), Fraction(19, 20)
TARGET_SECONDS, TARGET_RATIO = 0.2, 5_000


def bisect(lot: int, infested: int) -> int:
    """The least size whose probability of finding nothing is at most 5 %, with SciPy's floats."""
    low, high, allowed = 0, lot, float(1 - CONFIDENCE)
    while high - low > 1:
        middle = (low + high) // 2
        if hypergeom.pmf(0, lot, infested, middle) <= allowed:
            high = middle
        else:
            low = middle
    return high


def differs(lot: int, infested: int, ours: int, theirs: int) -> bool:
    """Whether the two differ otherwise than by a tie that SciPy's float decided wrongly."""
    if ours == theirs:
        return False
    urn = Urn.of_lot(lot, infested)
    return not urn.detects(ours, 0, CONFIDENCE) or urn.detects(ours - 1, 0, CONFIDENCE)


def measure(lots: int) -> dict[str, Any]:
    """Processor seconds of both, and how often they agree."""
    began = time.process_time()
    list_sample_sizes(1, level=LEVEL, confidence=CONFIDENCE)
    compiling = time.process_time() - began
    taken = []
    for _ in range(REPEATS):
        began = time.process_time()
        sizes = list_sample_sizes(lots, level=LEVEL, confidence=CONFIDENCE)
        taken.append(time.process_time() - began)
    chosen = random.Random(20110630).sample(range(1, lots + 1), min(SAMPLED, lots))
    cases = [(lot, lot // 100) for lot in chosen if lot >= 100]
    hypergeom.pmf(0, 100, 1, 50)
    began = time.process_time()
    peers = [bisect(lot, infested) for lot, infested in cases]
    peer = (time.process_time() - began) / len(cases) * lots
    ties = sum(int(sizes[lot]) != size for (lot, _), size in zip(cases, peers, strict=True))
    if any(
        differs(lot, infested, int(sizes[lot]), size)
        for (lot, infested), size in zip(cases, peers, strict=True)
    ):
        raise RuntimeError("the two give different sample sizes")
    slowest = max(taken)
    return {
        "lots": lots,
        "seconds": round(slowest, 4),
        "median_seconds": round(sorted(taken)[REPEATS // 2], 4),
        "compiling_seconds": round(compiling, 2),
        "scipy_lots": len(cases),
        "scipy_seconds_extrapolated": round(peer, 1),
        "times_faster": round(peer / slowest),
        "ties_that_scipy_missed": ties,
        "met": slowest <= TARGET_SECONDS and peer / slowest >= TARGET_RATIO,
    }


def run(lots: int = LOTS) -> None:
    """Measure, print, write down."""
    figures = measure(lots)
    for name, value in figures.items():
        print(f"{name:<28} {value}")
    keep("sample_sizes", {"machine": machine(), **figures})


def main() -> None:
    """With the number of lots given, or the usual one."""
    run(int(sys.argv[1]) if len(sys.argv) > 1 else LOTS)


if __name__ == "__main__":
    main()
