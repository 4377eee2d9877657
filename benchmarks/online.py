"""The weekly protocol with selective labels on fresh worlds: the default strategy beside exploitation only.

Five worlds of each kind, from the calendar and the columns of the WCO's synthetic declarations; both
strategies on the same worlds in the same run. Worlds 101 to 118 were used for tuning; those measured here,
from 1, were not. About fifteen minutes on one quiet core; `make bench` measures one world of each kind.
Needs the shared data.
"""

import math
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.measuring import keep, machine
from jiangang.methods.targeting.protocols import read_case, run_online
from jiangang.methods.targeting.worlds import World, find_roles, make_world

FOLDER = "declarations-wco"
FILES = tuple(f"df_syn_{part}_eng.csv" for part in ("train", "valid", "test"))
FIRST_SEED, WORLDS, RATE = 1, 5, 0.10
STRATEGIES = ("default", "exploit")
KINDS = ("drift", "emerging")
TARGETS = {"drift norm_pre": (1.12, 1.25), "emerging norm_pre": (1.0, 1.05), "emerging recall": (0.35, 0.5)}


def source() -> pl.DataFrame | None:
    """The declarations, all columns as text; None where they are not on this machine."""
    root = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    folder = root / FOLDER
    if not all((folder / name).exists() for name in FILES):
        return None
    return pl.concat([pl.read_csv(folder / name, infer_schema=False) for name in FILES])


def play(world: World, strategy: str) -> dict[str, float]:
    """One strategy in one world: normed precision, recall of the new danger, seconds."""
    case = read_case(world.declarations, "illicit", find_roles(world.declarations.columns)["date"])
    began = time.process_time()
    outcome = run_online(case, strategy, RATE, 1)
    seconds = time.process_time() - began
    new = world.truth.filter((pl.col("new_danger") == 1) & (pl.col("illicit") == 1))
    found = new[new.columns[0]].is_in(list(outcome.selected))
    told = {"norm_pre": outcome.values["norm_pre"], "cpu_seconds": round(seconds, 1)}
    return told | ({"recall": float(found.sum()) / len(new)} if len(new) else {})


def measure(frame: pl.DataFrame, count: int = WORLDS) -> dict[str, Any]:
    """Means over worlds, their spread, and ratios to exploitation only."""
    found: dict[str, Any] = {"worlds": count, "first_seed": FIRST_SEED, "rate": RATE}
    for kind in KINDS:
        played: dict[str, list[dict[str, float]]] = {name: [] for name in STRATEGIES}
        for seed in range(FIRST_SEED, FIRST_SEED + count):
            world = make_world(frame, kind, seed, find_roles(frame.columns))
            for name in STRATEGIES:
                played[name].append(play(world, name))
                print(f"{kind} {seed} {name}: {played[name][-1]}", flush=True)
        found[kind] = {name: _mean(rows) for name, rows in played.items()}
        ours, peer = (found[kind][name]["norm_pre"] for name in STRATEGIES)
        found[f"{kind} norm_pre"] = round(ours / peer, 3)
    found["emerging recall"] = found["emerging"]["default"]["recall"]
    return found


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    told = {name: round(statistics.fmean(row[name] for row in rows), 4) for name in rows[0]}
    if len(rows) > 1:
        spread = statistics.stdev(row["norm_pre"] for row in rows) / math.sqrt(len(rows))
        told["norm_pre_error"] = round(spread, 4)
    return told


def main(count: int = WORLDS) -> None:
    """Measure, print beside the targets, keep."""
    frame = source()
    if frame is None:
        print(
            "shared data: the WCO's declarations are not on this machine; online was not measured", flush=True
        )
        return
    figures = measure(frame, count)
    for name, (must, aim) in TARGETS.items():
        print(f"{name}: {figures[name]} (must {must}, aim {aim})", flush=True)
    keep("online" if count >= WORLDS else "online_short", {"machine": machine(), **figures})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS)
