"""The allocation with the smallest expected leakage: an exact optimum in whole units, by marginal gains.

Why it is exact. Σ L_i(n_i) is separable, and each L(n) = (N − n) · g(n), g(n) = E[p (1 − p)ⁿ], is decreasing
and convex on 0, 1, …, N: g falls with n, and g(n) − 2g(n+1) + g(n+2) = E[p³ (1 − p)ⁿ] ≥ 0, so that

    L(n) − 2L(n+1) + L(n+2) = (N−n−2) · (g(n) − 2g(n+1) + g(n+2)) + 2 · (g(n) − g(n+1)) ≥ 0   for n ≤ N − 2.

The gains L_i(n) − L_i(n+1) of one consignment therefore never rise. Take the U largest gains of all: they
form a beginning of each consignment's list, so they are an allocation of U units; and any other allocation of
at most U units takes off the sum of as many or fewer gains of the same lists, which is no larger. (Gross
1956; Fox, Operations Research 14 (1966) 210–216; Ibaraki and Katoh, Resource Allocation Problems (1988),
chapter 4.)

The U-th largest gain is found by bisection of its logarithm. Gains nearer to it than floats can tell are
compared as fractions, or to fifty digits where thousands of units are open; equal ones are taken in the order
of the file, which changes no leakage.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from jiangang.methods.register import method
from jiangang.methods.sampling.allocation.leakage import JEFFREYS, SOURCE_MODEL, Leakages, Pathway, Whole
from jiangang.methods.sampling.allocation.precise import log_gain as precise_log_gain

IN_FRACTIONS = 2000  # opened units up to which gains are compared as fractions


@method(
    "sampling.best_allocation",
    source=(SOURCE_MODEL, "Fox, Operations Research 14 (1966) 210–216"),
    verified=(
        "Enumeration of all allocations of small problems, in fractions",
        "Dynamic programming over 40 consignments",
        "Greedy selection one unit at a time, 5,000 consignments (benchmarks/allocation.py)",
    ),
)
def find_best_allocation(
    pathways: Sequence[Pathway], budget: int, prior: tuple[Fraction, Fraction] = JEFFREYS
) -> list[int]:
    """How many units of each consignment to open so that the expected leakage is smallest.

    pathways: size and past results of each; budget: number of units that can be opened, at least 0; prior:
    a₀, b₀ of the beta. Spends the whole budget, or opens everything when it suffices. The optimum is exact;
    the proof stands at the head of the module.
    """
    model = Leakages.of(pathways, prior)
    if budget >= int(model.units.sum()):
        return [int(each) for each in model.units]
    sure, possible = _bracket(model, budget)
    left = budget - int(sure.sum())
    for row in _chosen(model, sure, possible, left):
        sure[row] += 1
    return [int(each) for each in sure]


def _bracket(model: Leakages, budget: int) -> tuple[Whole, Whole]:
    """Units that certainly are among the best `budget`, and those that possibly are, by row."""
    sure, possible = np.zeros_like(model.units), model.units.copy()
    some = np.flatnonzero(model.units)
    high = float(model.log_gain(possible[some] * 0, some).max()) + 1e-6
    low = float(model.log_gain(possible[some] - 1, some).min()) - 1e-6
    tellable = 1e-12 + 1e-14 * float(model.a.max()) + 1e-15 * abs(low)  # what floats tell for certain
    while high - low > tellable:
        middle = (high + low) / 2
        count = _count_above(model, middle, sure, possible)
        if int(count.sum()) <= budget:
            high, sure = middle, count
        else:
            low, possible = middle, count
        if int(sure.sum()) == budget:
            low, possible = high, sure
    return (
        _count_above(model, high + tellable, np.zeros_like(sure), sure),
        _count_above(model, low - tellable, possible, model.units),
    )


def _count_above(model: Leakages, log_gain: float, at_least: Whole, at_most: Whole) -> Whole:
    """How many gains of each row are at least this large; known to lie between two counts."""
    low, high = at_least.copy(), at_most.copy()
    rows = np.flatnonzero(low < high)
    while len(rows):
        middle = (low[rows] + high[rows]) // 2
        enough = model.log_gain(middle, rows) >= log_gain
        low[rows[enough]] = middle[enough] + 1
        high[rows[~enough]] = middle[~enough]
        rows = rows[low[rows] < high[rows]]
    return low


def _chosen(model: Leakages, sure: Whole, possible: Whole, left: int) -> list[int]:
    """The rows of the `left` largest gains between the two counts, compared exactly; repeats allowed."""
    rows = np.flatnonzero(sure < possible)
    small = int(possible[rows].max(initial=0)) <= IN_FRACTIONS
    known: dict[tuple[int, Fraction, Fraction, int], Fraction | Decimal] = {}
    waiting = []
    for row in rows:
        for opened in range(int(sure[row]), int(possible[row])):
            key = (*model.exact[row], opened)
            if key not in known:
                known[key] = model.exact_gain(int(row), opened) if small else precise_log_gain(*key)
            waiting.append((known[key], int(row)))
    # A stable sort, so that equal gains stay in the order of the file; a minus sign would round a decimal.
    waiting.sort(key=lambda each: each[0], reverse=True)
    return [row for _, row in waiting[:left]]
