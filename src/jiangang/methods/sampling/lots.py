"""The sample sizes of all lots up to a size, as for a printed table, in one walk.

From one lot to the next the probability of missing everything changes by a few factors, so that each lot
costs a few divisions. Floating-point numbers with a counted error lead the way; a lot whose probability lies
within the error of the boundary is decided by `urns`, exactly. The walk is compiled when it is first asked
for.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from jiangang.methods.register import method
from jiangang.methods.sampling.inputs import INSIDE, POSITIVE, Facts, Given, Rounding
from jiangang.methods.sampling.urns import Urn, least

if TYPE_CHECKING:
    from numpy import int64, uint8
    from numpy.typing import NDArray

LARGEST_LOT = 10_000_000
LONGEST_DENOMINATOR = 10**9
STEPS_BETWEEN = 20_000
CLOSE = 1e-9
"""Relative distance within which a float does not decide. A fresh product near the boundary has fewer than
50,000 factors, since the shorter of two equal products is taken (infested · size is about 3 · lot); with at
most 20,000 later steps of six roundings of 2^-53 each, the error stays below 3e-11."""


@method(
    "sampling.all_lots",
    source="ISPM 31 (FAO/IPPC), small lots: the hypergeometric distribution",
    verified=(
        "tests/data/sampling: every hypergeometric cell of lots up to 10,000",
        "`detect`, which decides in integers, on lots chosen by a property test",
    ),
)
def list_sample_sizes(
    largest: int, *, level: Given, confidence: Given, rounding: Rounding | str = Rounding.FLOOR
) -> "NDArray[int64]":
    """Sample sizes of the lots 0, 1 … largest: an array in which place N holds that of the lot of N units.

    largest: at most 10,000,000; level: fraction infested, made a number by `rounding`; confidence: of
    finding at least one infested unit when each one opened is recognised. 0 stands where the level means no
    unit. Raises Refused for bad values. Source: ISPM 31.
    """
    from numpy import flatnonzero, int64, uint8, zeros

    facts = Facts()
    size = facts.count("largest", largest, least=1, most=LARGEST_LOT)
    share = facts.share("level", level, POSITIVE)
    wanted = facts.share("confidence", confidence, INSIDE)
    rule = facts.rounding(rounding)
    if share.denominator > LONGEST_DENOMINATOR:
        facts.fault("level_too_long", "level", given=str(level), digits=9)
    facts.check()
    sizes, unsure = zeros(size + 1, int64), zeros(size + 1, uint8)
    multiplier, offset, divisor = _as_division(share, rule)
    _compiled()(sizes, unsure, multiplier, offset, divisor, float(1 - wanted))
    for lot in flatnonzero(unsure).tolist():
        sizes[lot] = _exact(lot, rule.of(share * lot), wanted, int(sizes[lot]))
    return sizes


def _as_division(level: Fraction, rule: Rounding) -> tuple[int, int, int]:
    """The numbers of (lot · multiplier + offset) // divisor, which is the number infested."""
    above, below = level.numerator, level.denominator
    if rule is Rounding.NEAREST:
        return 2 * above, below, 2 * below
    return above, 0 if rule is Rounding.FLOOR else below - 1, below


def _exact(lot: int, infested: int, confidence: Fraction, guess: int) -> int:
    urn = Urn.of_lot(lot, infested)
    found = least(lambda size: urn.detects(size, 0, confidence), 1, lot, guess)
    return lot if found is None else found


@cache
def _compiled() -> Callable[..., Any]:
    """The walk as machine code; numba is loaded here and nowhere else, because loading it takes a second."""
    from numba import njit

    fresh: Any = njit(_missed)
    walk: Callable[..., Any] = njit(_walk_with(fresh))
    return walk


def _walk_with(fresh: Callable[[int, int, int], float]) -> Callable[..., None]:
    """The walk, given the function for a fresh product."""

    def walk(
        sizes: "NDArray[int64]",
        unsure: "NDArray[uint8]",
        multiplier: int,
        offset: int,
        divisor: int,
        allowed: float,
    ) -> None:
        infested, size, missed, steps = 0, 1, -1.0, 0
        for lot in range(1, len(sizes)):
            now = (lot * multiplier + offset) // divisor
            if now == 0:
                continue
            if missed <= 0.0 or steps > STEPS_BETWEEN or lot - infested <= size:
                infested, size, steps = now, min(size, lot), 0
                missed = fresh(lot, infested, size)
            else:
                missed *= (lot - infested) / (lot - infested - size) * ((lot - size) / lot)
                while infested < now:
                    missed *= (lot - infested - size) / (lot - infested)
                    infested += 1
                    steps += 1
            while missed > allowed:
                missed *= (lot - infested - size) / (lot - size)
                size += 1
                steps += 1
            if missed > 0.0:
                before = missed * ((lot - size + 1) / (lot - infested - size + 1))
            else:
                before = fresh(lot, infested, size - 1)
            while size > 1 and before <= allowed:
                missed, size = before, size - 1
                before = missed * ((lot - size + 1) / (lot - infested - size + 1))
                steps += 1
            steps += 1
            sizes[lot] = size
            near = CLOSE * allowed
            unsure[lot] = abs(missed - allowed) <= near or abs(before - allowed) <= near

    return walk


def _missed(lot: int, infested: int, size: int) -> float:
    """Probability that a sample holds none of the infested units, as a fresh product."""
    missed = 1.0
    for place in range(min(size, infested)):
        missed *= (lot - max(size, infested) - place) / (lot - place)
        if missed <= 0.0:
            return 0.0
    return missed
