"""A verifiable draw of 100,000 from 10 million units, beside samplers that nobody can check afterwards.

Run: `python -m benchmarks.draws [SIZE] [COUNT]`. One core. `reference` is the draw as it is defined: a
shuffle of the whole list, number by number; its result must be the same. The peers are `random.sample` and
NumPy's `Generator.choice`, which give no proof.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from benchmarks.measuring import keep, machine
from jiangang.methods.chance import Order, Stream, Units, draw_order

SIZE, COUNT, TURNS = 10_000_000, 100_000, 5
SEED = bytes(range(32))


def reference(size: int, count: int, label: str) -> list[int]:
    """The definition: the whole list, each number asked for by itself."""
    stream, left = Stream(SEED, label), list(range(1, size + 1))
    for place in range(count):
        other = place + stream.uniform_below(size - place)
        left[place], left[other] = left[other], left[place]
    return left[:count]


def measure(size: int = SIZE, count: int = COUNT) -> dict[str, Any]:
    """Seconds of each way, the fastest of five turns; the definition is run once and compared."""
    order = Order("units", "ZJG", date(2011, 6, 30), "1", "benchmark", Units(1, size), count)
    ways: dict[str, Callable[[], Any]] = {
        "draw by order": lambda: draw_order(order, SEED),
        "random.sample": lambda: random.Random(1).sample(range(1, size + 1), count),
        "numpy choice": lambda: np.random.default_rng(1).choice(size, count, replace=False),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(TURNS):
        for name, act in ways.items():
            began = time.perf_counter()
            act()
            best[name] = min(best[name], time.perf_counter() - began)
    began = time.perf_counter()
    slow = reference(size, count, order.stream_label)
    best["reference"] = time.perf_counter() - began
    if list(draw_order(order, SEED)) != slow:
        raise RuntimeError("the draw is not the one that is defined")
    return {"size": size, "count": count, "seconds": {name: round(each, 3) for name, each in best.items()}}


def run(size: int = SIZE, count: int = COUNT) -> None:
    """Measure, print, write down."""
    figures = measure(size, count)
    for name, seconds in figures["seconds"].items():
        print(
            f"{name:<16} {count:,} of {size:,} in {seconds:7.3f} s = {count / seconds:>12,.0f}/s", flush=True
        )
    keep("draws", {"machine": machine(), **figures})


def main() -> None:
    """From the command line."""
    run(*map(int, sys.argv[1:3]))


if __name__ == "__main__":
    main()
