"""Consignments simulated a second of processor time, beside a plain loop and popsborder's recorded rate.

Run: `python -m benchmarks.simulation [CONSIGNMENTS]`. The case is configuration D, in
`examples/simulation/d-air.toml`: 20–100 boxes of 200 items, beta distributed rate, clusters of 40, boxes
opened by the hypergeometric size. The plain loop is written here, apart from the method, with lists of items
and Python's `random`, as such programs are; both sides' figures must agree. popsborder itself (GPL) is not
run: 467 consignments a second of processor time is what was recorded for it on a machine of the same kind.
"""

import math
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import keep, machine
from jiangang.methods.targeting.simulation import Config, Result, get_config
from jiangang.methods.targeting.simulation import run as simulate

CONSIGNMENTS, PLAIN, EACH, SEED, REPEATS = 4_000_000, 3_000, 500, 1, 3
RECORDED_POPSBORDER, TARGET_RATIO, AIM = 467.0, 1_000, 1_000_000
EXAMPLE = Path(__file__).parents[1] / "examples" / "simulation" / "d-air.toml"
PER_BOX, CLUSTER = 200, 40


def plain_consignment(draw: random.Random) -> tuple[list[bool], int]:
    """Items of one consignment, and how many boxes it has."""
    boxes = draw.randint(20, 100)
    items = [False] * (boxes * PER_BOX)
    count = round(draw.betavariate(0.0091, 3.3769) * len(items))
    clusters = [CLUSTER] * (count // CLUSTER) + [count % CLUSTER] * (count % CLUSTER > 0)
    strata = draw.sample(range(len(items) // CLUSTER), len(clusters))
    for stratum, size in zip(strata, clusters, strict=True):
        for place in draw.sample(range(CLUSTER), size):
            items[stratum * CLUSTER + place] = True
    return items, boxes


def plain_inspection(draw: random.Random, items: list[bool], boxes: int) -> tuple[int, int, bool]:
    """Boxes opened to completion and to detection, and whether anything was found."""
    infested = 0.1 * boxes
    sample = min(boxes, math.ceil((1 - 0.05 ** (1 / infested)) * (boxes - (infested - 1) / 2)))
    to_detection, found = 0, False
    for box in sorted(draw.sample(range(boxes), sample)):
        to_detection += not found
        for place in range(box * PER_BOX, (box + 1) * PER_BOX):
            found = found or items[place]
    return sample, to_detection, found


def plain_loop(consignments: int) -> dict[str, list[float]]:
    """Percentages of each hundredth of the run, for means and errors."""
    draw, figures = random.Random(SEED), dict[str, list[float]]()
    for _ in range(100):
        opened = detected = boxes_all = 0
        for _ in range(consignments // 100):
            items, boxes = plain_consignment(draw)
            sample, to_detection, _ = plain_inspection(draw, items, boxes)
            opened, detected, boxes_all = opened + sample, detected + to_detection, boxes_all + boxes
        figures.setdefault("boxes_to_completion_percent", []).append(100 * opened / boxes_all)
        figures.setdefault("boxes_to_detection_percent", []).append(100 * detected / boxes_all)
    return figures


def check(result: Result, figures: dict[str, list[float]]) -> dict[str, float]:
    """Distances of both sides' means in joint standard errors; raises when they differ."""
    found = {}
    for name, values in figures.items():
        ours = result[name]
        assert ours.mean is not None and ours.standard_error is not None
        error = math.hypot(ours.standard_error, statistics.stdev(values) / math.sqrt(len(values)))
        found[name] = round((statistics.fmean(values) - ours.mean) / error, 2)
    if any(abs(each) > 4 for each in found.values()):
        raise RuntimeError(f"the two ways differ: {found}")
    return found


def seconds(config: Config, simulations: int) -> tuple[float, Result]:
    """Processor seconds of one run."""
    began = time.process_time()
    result = simulate(config, EACH, SEED, simulations=simulations)
    return time.process_time() - began, result


def measure(consignments: int) -> dict[str, Any]:
    """Rates of both in consignments a second of processor time."""
    config, simulations = get_config(EXAMPLE.read_text(encoding="utf-8")), max(2, consignments // EACH)
    compiling, _ = seconds(config, 2)
    runs = [seconds(config, simulations) for _ in range(REPEATS)]
    taken = sorted(each for each, _ in runs)
    began = time.process_time()
    figures = plain_loop(PLAIN)
    plain = PLAIN / (time.process_time() - began)
    rate = simulations * EACH / taken[-1]
    result = runs[0][1]
    return {
        "consignments": simulations * EACH,
        "per_cpu_second": round(rate),
        "per_cpu_second_best": round(simulations * EACH / taken[0]),
        "first_run_or_loading_cpu_seconds": round(compiling, 2),
        "plain_loop_per_cpu_second": round(plain),
        "times_plain_loop": round(rate / plain),
        "popsborder_recorded_per_cpu_second": RECORDED_POPSBORDER,
        "times_popsborder_recorded": round(rate / RECORDED_POPSBORDER),
        "interception_rate": round(result["interception_rate"].mean or 0, 4),
        "distance_from_plain_loop": check(result, figures),
        "met": rate >= TARGET_RATIO * RECORDED_POPSBORDER,
        "aim_met": rate >= AIM,
    }


def run(consignments: int = CONSIGNMENTS) -> None:
    """Measure, print, write down."""
    figures = measure(consignments)
    for name, value in figures.items():
        print(f"{name:<36} {value}")
    keep("simulation", {"machine": machine(), **figures})


def main() -> None:
    """With the number of consignments given, or the usual one."""
    run(int(sys.argv[1]) if len(sys.argv) > 1 else CONSIGNMENTS)


if __name__ == "__main__":
    main()
