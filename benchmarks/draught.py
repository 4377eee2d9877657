"""A draught survey with 10,000 error replicates, beside a plain loop that surveys once for each replicate.

Run: `python -m benchmarks.draught [REPLICATES]`. The case is `examples/weighing/survey.toml`: two surveys,
two tanks, dry weight. Both sides get the same drawn errors; their cargoes are compared. The loop is written
from the formulas, apart from the method, so that it also checks it.
"""

import csv
import math
import sys
import time
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measuring import keep, machine
from jiangang.methods.weighing.case import Case, read_case
from jiangang.methods.weighing.outcome import find_outcome, list_inputs
from jiangang.methods.weighing.uncertainty import find_first_order, find_replicates, list_sigmas

REPLICATES, TARGET, SEED = 10_000, 0.2, 1
EXAMPLE = Path(__file__).parents[1] / "examples" / "weighing" / "survey.toml"


def example() -> dict[str, Any]:
    """The example's case, with its hydrostatic table."""
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    with (EXAMPLE.parent / values["hydrostatics"].pop("file")).open(encoding="utf-8", newline="") as stream:
        columns, *rows = csv.reader(stream)
    values["hydrostatics"] |= {"columns": columns, "rows": [[float(cell) for cell in row] for row in rows]}
    return values


def between(axis: list[float], column: list[float], at: float) -> float:
    """Linear interpolation as one writes it down."""
    after = min(max(bisect_right(axis, at), 1), len(axis) - 1)
    share = (at - axis[after - 1]) / (axis[after] - axis[after - 1])
    return column[after - 1] + share * (column[after] - column[after - 1])


def across(rows: list[list[float]], columns: list[float], reading: float, at: float) -> float:
    """A table by reading and trim or list: along each row first, then between the rows."""
    along = [between(columns, row[1:], at) if len(columns) > 1 else row[1] for row in rows]
    return between([row[0] for row in rows], along, reading)


def plain_tank(table: Mapping[str, Any], reading: float, trim: float, heel: float) -> float:
    """Volume of one tank."""
    if "trim_correction_rows" not in table:
        return across(table["rows"], table["trims"], reading, trim)
    signed = heel if table.get("list_positive", "starboard") == "starboard" else -heel
    corrected = reading + across(table["trim_correction_rows"], table["trims"], reading, trim)
    if "list_correction_rows" in table:
        corrected += across(table["list_correction_rows"], table["lists"], reading, signed)
    return across(table["rows"], [0.0], corrected, 0.0)


def plain_net(
    values: Mapping[str, Any], table: Mapping[str, list[float]], name: str, seen: Mapping[str, float]
) -> float:
    """Net displacement of one survey of one replicate."""
    ship, marks, survey = values["ship"], values["ship"]["marks"], values[name]

    def mean(place: str) -> float:
        return (seen[f"{name}.{place}.port"] + seen[f"{name}.{place}.starboard"]) / 2

    offset = {
        place: mark["distance"] * (1 if mark["side"] == "forward" else -1) for place, mark in marks.items()
    }
    apparent = mean("aft") - mean("forward")
    length = ship["lbp"] + offset["forward"] - offset["aft"]

    def rounded(value: float) -> float:
        return math.copysign(math.floor(abs(value) * 1e4 + 0.5 + 1e-6), value) / 1e4

    fore, mid, aft = (
        mean(place) + rounded(offset[place] * apparent / length) for place in ("forward", "midship", "aft")
    )
    trim, draught, axis = aft - fore, rounded((fore + aft + 6 * mid) / 8), table["draught"]
    tpc = between(axis, table["tpc"], draught)
    lcf = ship["lbp"] / 2 - between(axis, table["lcf"], draught)
    mtc = between(axis, table["mtc"], draught + 0.5) - between(axis, table["mtc"], draught - 0.5)
    port, starboard = seen[f"{name}.midship.port"], seen[f"{name}.midship.starboard"]
    total = between(axis, table["displacement"], draught) * (1 + seen["table_per_mille"] / 1000)
    total += trim * tpc * lcf * 100 / ship["lbp"] + 50 * trim**2 * mtc / ship["lbp"]
    total += (
        6
        * abs(starboard - port)
        * abs(between(axis, table["tpc"], starboard) - between(axis, table["tpc"], port))
    )
    total *= (seen[f"{name}.density"] + seen["hydrometer"]) / ship["table_density"]
    total -= sum(seen[f"{name}.deductible.{each}"] for each in survey["deductibles"])
    heel = math.degrees(math.atan((starboard - port) / ship["breadth"]))
    for tank in survey.get("tanks", ()):
        reading = seen[f"{name}.tank.{tank['name']}.reading"]
        volume = plain_tank(values["tank_tables"][tank["table"]], reading, trim, heel)
        total -= volume * seen[f"{name}.tank.{tank['name']}.density"]
    return total


def drawn_inputs(case: Case, replicates: int) -> dict[str, Any]:
    """The inputs of all replicates, drawn as the method draws them."""
    assert case.errors is not None
    sigmas, inputs = list_sigmas(case, case.errors), dict(list_inputs(case))
    drawn = np.random.default_rng(SEED).standard_normal((len(sigmas), replicates))
    for place, (name, sigma) in enumerate(sigmas.items()):
        inputs[name] = inputs[name] + sigma * drawn[place]
    return inputs


def measure(replicates: int) -> dict[str, float]:
    """Seconds of both ways, best of five and once; the cargoes are compared."""
    values = example()
    case = read_case(values)
    assert case.errors is not None
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        read = read_case(values)
        find_outcome(read)
        find_first_order(read, case.errors, 0.95)
        find_replicates(read, case.errors, 0.95, replicates=replicates, rng_seed=SEED)
        taken.append(time.perf_counter() - began)
    inputs = drawn_inputs(case, replicates)
    ours = np.asarray(find_outcome(case, inputs).cargo)
    columns = values["hydrostatics"]["columns"]
    table = dict(zip(columns, map(list, zip(*values["hydrostatics"]["rows"], strict=True)), strict=True))
    whole = {name: np.broadcast_to(value, replicates).tolist() for name, value in inputs.items()}
    began = time.perf_counter()
    plain = []
    for place in range(replicates):
        seen = {name: column[place] for name, column in whole.items()}
        plain.append(plain_net(values, table, "initial", seen) - plain_net(values, table, "final", seen))
    loop = time.perf_counter() - began
    differ = float(np.max(np.abs(ours - np.array(plain))))
    if differ > 1e-6:
        raise RuntimeError(f"the two ways differ by {differ} t")
    return {
        "replicates": replicates,
        "seconds": round(min(taken), 4),
        "target_seconds": TARGET,
        "loop_seconds": round(loop, 3),
        "times_faster": round(loop / min(taken), 1),
        "largest_difference_t": differ,
    }


def run(replicates: int = REPLICATES) -> None:
    """Measure, print, write down."""
    figures = measure(replicates)
    print(f"{'draught survey, replicates':<34}{figures['replicates']:>12,}")
    print(f"{'whole case with both intervals':<34}{figures['seconds']:>10.3f} s   (target {TARGET} s)")
    print(f"{'plain loop, replicates only':<34}{figures['loop_seconds']:>10.3f} s")
    print(f"{'times faster':<34}{figures['times_faster']:>12}")
    print(f"{'largest difference of a cargo':<34}{figures['largest_difference_t']:>12.1e} t")
    keep("draught", {"machine": machine(), **figures})


def main() -> None:
    """With the number of replicates given, or the usual one."""
    run(int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES)


if __name__ == "__main__":
    main()
