"""Declarations and a policy of many rules for the benchmarks of targeting; the shared file, or made up."""

import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import polars

from jiangang.methods.targeting.policy import Policy
from jiangang.methods.targeting.reading import read_policy

FOLDER = Path(os.environ.get("SHARED_DATA", "/nowhere")) / "declarations-wco"
NAMES = {
    "Declaration ID": "number", "Office ID": "office", "Process Type": "process", "Import Type": "sort",
    "Import Use": "purpose", "Payment Type": "payment", "Mode of Transport": "transport",
    "Importer ID": "importer", "HS6 Code": "hs", "Country of Departure": "departure",
    "Country of Origin": "origin", "Tax Type": "tax", "Tax Rate": "rate", "Net Mass": "mass",
    "Item Price": "price",
}  # fmt: skip
NUMBERS = ("rate", "mass", "price")
CODES = tuple(name for name in NAMES.values() if name not in (*NUMBERS, "number"))
NARROW = ("hs", "origin", "departure", "importer")
HEAD = """[policy]
code = "many-rules"
name_zh = "基准"
name_en = "Benchmark"
default_lane = "green"
facts = "own"
"""
RULE = """
[[rule]]
code = "{code}"
lane = "{lane}"
purpose_zh = "基准"
purpose_en = "benchmark"
expected = "0"
when_unknown = "noted"
citation = {{ source = "benchmark" }}
all = [{conditions}]
"""


def show(figures: dict[str, Any]) -> None:
    """Print figures, one a line."""
    for name, value in figures.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        print(f"{name:<34} {value:,}" if number else f"{name:<34} {value}", flush=True)


def declarations(rows: int, seed: int = 1) -> tuple[polars.DataFrame, str]:
    """The shared file's rows, repeated with new numbers as often as wanted, or made-up ones; and which."""
    paths = sorted(FOLDER.glob("*.csv"))
    if paths:
        columns = {**dict.fromkeys(NAMES, polars.String), "Tax Rate": polars.Float64}
        columns |= {"Net Mass": polars.Float64, "Item Price": polars.Float64}
        frames = [polars.read_csv(path, columns=list(NAMES), schema_overrides=columns) for path in paths]
        frame, source = polars.concat(frames).rename(NAMES), "declarations-wco"
        # The file's prices carry the noise of binary arithmetic, which peers round and we do not.
        frame = frame.with_columns(polars.col(NUMBERS).round(2))
    else:
        frame, source = _made_up(54_000, seed), "made up"
    times = -(-rows // frame.height)
    frame = polars.concat([frame] * times)[:rows] if times > 1 or rows < frame.height else frame
    frame = frame.sample(fraction=1, shuffle=True, seed=seed) if times > 1 else frame
    return frame.with_columns(number=polars.int_range(frame.height).cast(polars.String)), source


def _made_up(rows: int, seed: int) -> polars.DataFrame:
    rng = np.random.default_rng(seed)
    sizes = {
        "office": 10, "process": 2, "sort": 5, "purpose": 4, "payment": 4, "transport": 4,
        "importer": 9000, "departure": 60, "origin": 70, "tax": 8,
    }  # fmt: skip
    columns: dict[str, Any] = {"number": np.arange(rows)}
    for name, size in sizes.items():
        columns[name] = [f"{name[0]}{int(place)}" for place in rng.zipf(1.3, rows) % size]
    columns["hs"] = [
        f"{int(place):06d}" for place in rng.integers(10_000, 990_000, 3000)[rng.integers(0, 3000, rows)]
    ]
    columns |= {"rate": rng.choice([0.0, 5.0, 8.0, 13.0], rows), "mass": rng.lognormal(5, 2, rows).round(1)}
    columns["price"] = rng.lognormal(9, 2, rows).round(2)
    return polars.DataFrame(columns).with_columns(polars.col("number").cast(polars.String))


def many_rules(frame: polars.DataFrame, rules: int, seed: int = 1) -> tuple[Policy, str]:
    """A policy of so many rules with three or four conditions each, from values of the frame; and its text.

    Rules that another one shadows are refused by the reader of policies and drawn anew.
    """
    rng = random.Random(seed)
    sample = frame.sample(min(frame.height, 5000), seed=seed).to_dicts()
    facts = [
        f'\n[[fact]]\nname = "{name}"\nkind = "{"number" if name in NUMBERS else "code"}"\n'
        f'level = "line"\nname_zh = "{name}"\nname_en = "{name}"\n'
        for name in (*CODES, *NUMBERS)
    ]
    made: dict[str, str] = {}
    number = 0
    while True:
        while len(made) < rules:
            made[f"rule-{number}"] = _rule(rng, sample, number)
            number += 1
        text = HEAD + "".join(facts) + "".join(made.values())
        policy, findings = read_policy(text)
        if policy is not None:
            return policy, text
        for finding in findings:
            del made[finding.field]


def _rule(rng: random.Random, sample: list[dict[str, Any]], number: int) -> str:
    row = rng.choice(sample)
    codes = [
        rng.choice(NARROW),
        *rng.sample([name for name in CODES if name not in NARROW], rng.choice([1, 2])),
    ]
    conditions = []
    for name in codes:
        others = [rng.choice(sample)[name] for _ in range(rng.choice([0, 3, 8]))]
        values = sorted({str(value) for value in (row[name], *others) if value is not None})
        listed = ", ".join(f'"{value}"' for value in values)
        conditions.append(f'{{ fact = "{name}", operator = "in", value = [{listed}] }}')
    name, operator = rng.choice(NUMBERS), rng.choice(["at_least", "at_most"])
    value = row[name] if row[name] is not None else 1
    conditions.append(f'{{ fact = "{name}", operator = "{operator}", value = "{value}" }}')
    lane = rng.choice(["yellow", "red"])
    return RULE.format(code=f"rule-{number}", lane=lane, conditions=", ".join(conditions))
