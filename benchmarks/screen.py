"""`jiangang target screen` from Parquet to decisions: rules, draws, selection, writing, and memory.

Run: `python -m benchmarks.screen [ROWS]`. Ten million rows unless said otherwise, made in a throw-away folder
from `SHARED_DATA/declarations-wco`, else made up; 200 rules; capacity 0.1. Targets: 120 s and 4 GB on two
cores for 10 million declarations with features and score; without a model this measures all but those two.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars

from benchmarks.measuring import keep, machine
from benchmarks.policies import declarations, many_rules, show

ROWS, RULES, BENCH_ROWS = 10_000_000, 200, 1_000_000
SECONDS, GIGABYTES = 120.0, 4.0
SEED = "07" * 32


def measure(rows: int, folder: Path) -> dict[str, Any]:
    """Make the file, screen it in a process of its own, and compare two of the decisions' own sums."""
    frame, source = declarations(rows)
    _, text = many_rules(frame.head(54_000), RULES)
    parquet, policy, out = folder / "rows.parquet", folder / "policy.toml", folder / "decisions.parquet"
    frame.write_parquet(parquet, row_group_size=250_000)
    policy.write_text(text, encoding="utf-8")
    del frame
    words = [
        sys.executable, "-m", "jiangang.config.cli", "target", "screen", str(parquet),
        "--policy", str(policy), "--capacity", "0.1", "--seed", SEED, "--out", str(out),
        "--on", "2026-03-02", "--json",
    ]  # fmt: skip
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
        "source": source, "rows": rows, "rules": RULES, "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "rows_per_second": round(rows / seconds), "peak_gib": round(peak, 2),
        "parquet_mib": round(parquet.stat().st_size / 1024 / 1024),
        "decided": report["decided"], "inspected": sums["inspected"], "capacity": report["capacity"],
        "sum_of_propensities": round(sums["expected"]),
        "target_met": seconds <= SECONDS * rows / ROWS and peak <= GIGABYTES if rows >= ROWS else None,
    }  # fmt: skip


def run(rows: int = BENCH_ROWS) -> None:
    """Measure, print and keep."""
    with tempfile.TemporaryDirectory(prefix="jiangang-bench-") as name:
        figures = measure(rows, Path(name))
    show(figures)
    keep("screen", {"machine": machine(), **figures})


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
