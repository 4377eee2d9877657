"""Where units are best opened in 5,000 consignments: Lagrange search beside taking unit after unit.

Run: `python -m benchmarks.allocation`. One core, CPU seconds, the same consignments and the same optimum: the
two leakages are compared.
"""

import heapq
import time
from typing import Any

import numpy as np

from benchmarks.measuring import keep, machine
from jiangang.methods.sampling.allocation import Pathway, find_best_allocation
from jiangang.methods.sampling.allocation.leakage import Leakages

CONSIGNMENTS, BUDGETS, SEED = 5_000, (100_000, 2_000_000), 20110630


def consignments(count: int) -> list[Pathway]:
    """Consignments of 10 to 20,000 units with past results of their pathways."""
    rng = np.random.default_rng(SEED)
    sampled = rng.integers(0, 3000, count)
    found = rng.binomial(sampled, rng.beta(0.3, 10, count))
    rows = zip(rng.integers(10, 20_000, count), sampled, found, strict=True)
    return [Pathway("g", int(units), int(past), int(bad)) for units, past, bad in rows]


def unit_after_unit(pathways: list[Pathway], budget: int) -> list[int]:
    """The peer: always open the unit that takes off most, with a heap; exact too, by the same convexity."""
    opened = [0] * len(pathways)
    state = [(each.units, 0.5 + each.found, 0.5 + each.sampled - each.found) for each in pathways]
    chance = [a / (a + b) for _, a, b in state]

    def gain(row: int) -> float:
        units, a, b = state[row]
        n = opened[row]
        return chance[row] * ((units - n) * (a + 1) + b + n) / (a + b + n + 1)

    heap = [(-gain(row), row) for row, each in enumerate(pathways) if each.units]
    heapq.heapify(heap)
    for _ in range(budget):
        _, row = heapq.heappop(heap)
        units, a, b = state[row]
        chance[row] *= (b + opened[row]) / (a + b + 1 + opened[row])
        opened[row] += 1
        if opened[row] < units:
            heapq.heappush(heap, (-gain(row), row))
    return opened


def measure(count: int = CONSIGNMENTS) -> dict[str, Any]:
    """The figures of both ways for each budget."""
    pathways = consignments(count)
    return {"consignments": count, **{f"budget_{each}": spend(pathways, each) for each in BUDGETS}}


def spend(pathways: list[Pathway], budget: int) -> dict[str, float]:
    """CPU seconds of both ways, best of three, and the leakage that both leave."""
    model = Leakages.of(pathways)
    figures: dict[str, float] = {}
    for name, way in (("search", find_best_allocation), ("unit_after_unit", unit_after_unit)):
        taken = []
        for _ in range(3):
            began = time.process_time()
            opened = way(pathways, budget)
            taken.append(time.process_time() - began)
        figures[f"{name}_cpu_seconds"] = round(min(taken), 3)
        figures[f"{name}_leakage"] = float(model.at(np.array(opened)).sum())
    difference = figures["search_leakage"] - figures["unit_after_unit_leakage"]
    if abs(difference) > 1e-9 * figures["search_leakage"]:
        raise RuntimeError("the two ways leave different leakages")
    return figures


def run() -> None:
    """Measure, print, write down."""
    figures = measure()
    for budget in BUDGETS:
        print(f"{figures['consignments']:,} consignments, {budget:,} units to open")
        for name, value in figures[f"budget_{budget}"].items():
            print(f"  {name:<32} {value:,}")
    keep("allocation", {"machine": machine(), **figures})


if __name__ == "__main__":
    run()
