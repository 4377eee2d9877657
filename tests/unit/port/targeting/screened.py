"""Files to screen: a policy, good rows, and the command run on them."""

import csv
from pathlib import Path

import numpy as np
import polars as pl
from click.testing import CliRunner, Result

from jiangang.port.targeting.commands import cli

SEED = "07" * 32
POLICY = """[policy]
code = "file-policy"
name_zh = "方案"
name_en = "Policy"
default_lane = "green"
random_share = "0.05"
"""
SAID = """purpose_zh = "目的"
purpose_en = "purpose"
citation = { source = "office order" }
release = "open"
valid_from = 2026-01-01
when_unknown = "noted"
"""
RULES = f"""
[[mandatory]]
code = "logs"
lane = "red"
expected = "0"
{SAID}all = [{{ fact = "hs", operator = "prefix", value = ["4403"] }}]

[[campaign]]
code = "wine"
lane = "red"
expected = "0"
valid_until = 2026-12-31
rate = "0.3"
{SAID}all = [{{ fact = "hs", operator = "prefix", value = ["2204"] }}]

[[local]]
code = "heavy"
section = "port"
lane = "red"
expected = "0"
{SAID}all = [{{ fact = "mass", operator = "at_least", value = "900.5" }}]

[[gate]]
code = "fruit"
{SAID}all = [{{ fact = "hs", operator = "prefix", value = ["08"] }}]
"""
HEADING = "number,hs,mass,note"


def write_policy(folder: Path) -> Path:
    """The folder, with the policy in it."""
    (folder / "policy.toml").write_text(POLICY + RULES, encoding="utf-8")
    return folder


def rows(count: int, seed: int = 1) -> list[str]:
    """Good rows of a CSV."""
    rng = np.random.default_rng(seed)
    hs = rng.choice(
        ["440310", "220421", "080810", "847130", "", "原木"], count, p=[0.02, 0.1, 0.03, 0.8, 0.03, 0.02]
    )
    mass = rng.choice(["", "900.5", "900.49", "12"], count, p=[0.1, 0.05, 0.4, 0.45])
    return [f"N{place},{hs[place]},{mass[place]},{'备注' if place % 3 else ''}" for place in range(count)]


def screen(
    folder: Path, file: str | Path, *words: str, capacity: str = "0.1", out: str = "out.csv"
) -> Result:
    """Run the command."""
    told = ["screen", str(folder / file), "--policy", str(folder / "policy.toml"), "--capacity", capacity]
    told += ["--seed", SEED, "--out", str(folder / out), "--on", "2026-03-02", *words]
    return CliRunner().invoke(cli, told, catch_exceptions=False)


def write(folder: Path, lines: list[str], name: str = "in.csv", encoding: str = "utf-8") -> Path:
    """A CSV with its heading."""
    path = folder / name
    path.write_bytes("\n".join([HEADING, *lines, ""]).encode(encoding))
    return path


def decisions(folder: Path, name: str = "out.csv") -> pl.DataFrame:
    """What was decided."""
    path = folder / name
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(
        path, schema_overrides={"number": pl.String, "reasons": pl.String, "score": pl.Float64}
    )


def findings(folder: Path, name: str = "out.csv") -> list[dict[str, str]]:
    """The findings file."""
    with (folder / f"{name}.findings.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
