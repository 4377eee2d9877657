"""`jiangang target screen` from Parquet to decisions: rules, features, score, selection, writing, memory.

Run: `python -m benchmarks.screen [ROWS]`. Ten million rows unless said otherwise, made in a throw-away folder
from `SHARED_DATA/declarations-wco`, else made up; 200 rules; capacity 0.1; a model that `target train` learnt
from 100,000 of the rows with drawn labels over 400 days. Targets: 120 s and 4 GB on two cores for 10 million
declarations. `python -m benchmarks.screen ROWS without` leaves the model out.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars

from benchmarks.measuring import keep, machine
from benchmarks.policies import declarations, many_rules, show

ROWS, RULES, BENCH_ROWS = 10_000_000, 200, 1_000_000
HISTORY, DAYS = 100_000, 400
SECONDS, GIGABYTES = 120.0, 4.0
SEED = "07" * 32


def train(frame: polars.DataFrame, folder: Path) -> tuple[Path, float]:
    """A model learnt from rows of the frame with labels drawn by origin and commodity; and the seconds."""
    chance = np.random.default_rng(1)
    some = frame.sample(min(HISTORY, frame.height), seed=1)
    risks = [chance.normal(0, 1, 5_000)[(some[name].hash(1) % 5_000).to_numpy()] for name in ("origin", "hs")]
    odds = np.sum(risks, axis=0) - 3
    days = np.sort(chance.integers(0, DAYS, some.height))
    labels = chance.random(some.height) < 1 / (1 + np.exp(-odds))
    start = date(2025, 1, 26)
    some = some.with_columns(
        found=polars.Series(labels.astype(np.int8)),
        day=polars.Series([start + timedelta(days=int(each)) for each in days]),
    )
    history, model = folder / "history.parquet", folder / "model.bin"
    some.write_parquet(history)
    words = ["target", "train", str(history), "--label", "found", "--date", "day", "--out", str(model)]
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "jiangang.config.cli", *words], capture_output=True, check=True)
    return model, round(time.perf_counter() - began, 1)


def measure(rows: int, folder: Path, *, with_model: bool = True) -> dict[str, Any]:
    """Make the file, screen it in a process of its own, and compare two of the decisions' own sums."""
    frame, source = declarations(rows)
    _, text = many_rules(frame.head(54_000), RULES)
    parquet, policy, out = folder / "rows.parquet", folder / "policy.toml", folder / "decisions.parquet"
    frame.write_parquet(parquet, row_group_size=250_000)
    policy.write_text(text, encoding="utf-8")
    model, trained = train(frame, folder) if with_model else (None, 0.0)
    del frame
    words = [
        sys.executable, "-m", "jiangang.config.cli", "target", "screen", str(parquet),
        "--policy", str(policy), "--capacity", "0.1", "--seed", SEED, "--out", str(out),
        "--on", "2026-03-02", "--json",
    ]  # fmt: skip
    words += ["--model", str(model)] if model else []
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr)
    report = json.loads(done.stdout)
    decided = polars.scan_parquet(out).select(
        rows=polars.len(),
        inspected=polars.col("stream").is_not_null().sum(),
        expected=polars.col("propensity").sum(),
    )
    sums = decided.collect().row(0, named=True)
    peak = after.ru_maxrss / 1024 / 1024
    return {
        "source": source, "rows": rows, "rules": RULES, "with_model": with_model,
        "seconds": round(seconds, 1),
        "train_seconds": trained, "load_before": [round(each, 1) for each in os.getloadavg()],
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "rows_per_second": round(rows / seconds), "peak_gib": round(peak, 2),
        "parquet_mib": round(parquet.stat().st_size / 1024 / 1024),
        "decided": report["decided"], "inspected": sums["inspected"], "capacity": report["capacity"],
        "sum_of_propensities": round(sums["expected"]),
        "target_met": seconds <= SECONDS * rows / ROWS and peak <= GIGABYTES if rows >= ROWS else None,
    }  # fmt: skip


def run(rows: int = BENCH_ROWS, *, with_model: bool = True) -> None:
    """Measure, print and keep."""
    with tempfile.TemporaryDirectory(prefix="jiangang-bench-") as name:
        figures = measure(rows, Path(name), with_model=with_model)
    show(figures)
    keep("screen_model" if with_model else "screen", {"machine": machine(), **figures})


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS, with_model="without" not in sys.argv)
