"""Features and score of many declarations at one moment, in chunks, as a screen of a whole file does it.

Run: `python -m benchmarks.scoring [ROWS]`. History: 200,000 labelled rows. Target: 10 million rows in 50 s on
two cores; figures are given for the rows run, and scaled to 10 million.
"""

import os
import sys
import time
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measuring import keep, machine
from jiangang.methods.targeting import scoring
from jiangang.methods.targeting.keys import group_keys, read_layout
from jiangang.methods.targeting.store import FeatureStore, choose_crossings

ROWS, HISTORY, CHUNK, DAYS, TARGET = 1_000_000, 200_000, 250_000, 400, 50.0
LEVELS = {"origin": 120, "importer": 40_000, "seller": 30_000, "broker": 1_200, "office": 40, "mode": 6}


def draw(count: int, rng_seed: int) -> pl.DataFrame:
    """Declarations with six categories, a code of six digits and two numbers; values are unevenly common."""
    chance = np.random.default_rng(rng_seed)

    def levels(size: int) -> np.ndarray:
        return (size * chance.random(count) ** 3).astype(np.int64)

    frame = {name: [f"{name[0].upper()}{n}" for n in levels(size)] for name, size in LEVELS.items()}
    frame["hs"] = [f"{10 + n % 89}{n:04}" for n in levels(2500)]
    return pl.DataFrame(frame).with_columns(
        mass=pl.Series(chance.lognormal(4, 2, count)), price=pl.Series(chance.lognormal(8, 2, count))
    )


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Seconds of features and score, by the clock and by the processors."""
    chance = np.random.default_rng(1)
    history = draw(HISTORY, 2)
    days = np.sort(chance.integers(0, DAYS, HISTORY))
    odds = (
        -3 + chance.normal(0, 1, LEVELS["origin"])[history["origin"].str.slice(1).cast(pl.Int64).to_numpy()]
    )
    labels = (chance.random(HISTORY) < 1 / (1 + np.exp(-odds))).astype(float)
    layout = read_layout(history)
    store = FeatureStore(layout, choose_crossings(group_keys(history[:20_000], layout), layout))
    store.learn(history, labels, days)
    began = time.perf_counter()
    model = scoring.fit(store.features(history, days), labels, (DAYS - days).astype(float), 1)
    fitted = time.perf_counter() - began
    asked = draw(rows, 3)
    model.score(store.features(asked[:1000], DAYS))
    began, cpu = time.perf_counter(), time.process_time()
    for start in range(0, rows, CHUNK):
        model.score(store.features(asked[start : start + CHUNK], DAYS))
    wall, used = time.perf_counter() - began, time.process_time() - cpu
    return {
        "rows": rows,
        "history": HISTORY,
        "features": len(store.names),
        "fit_seconds": round(fitted, 1),
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(used, 2),
        "cpu_seconds_of_10_million": round(used * 1e7 / rows, 1),
        "seconds_of_10_million_on_two_cores": round(used * 1e7 / rows / 2, 1),
        "target_seconds": TARGET,
        "threads": len(os.sched_getaffinity(0)),
    }


def main(rows: int = ROWS) -> None:
    """Measure, print, keep."""
    figures = measure(rows)
    print(f"features and score: {figures}", flush=True)
    keep("scoring", {"machine": machine(), **figures})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
