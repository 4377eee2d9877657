"""`jiangang target screen` with a model: the highest scores first, weighed by what a finding is worth."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jiangang.methods.targeting.reading import get_policy
from jiangang.port.targeting.screening.asking import Questions
from jiangang.port.targeting.screening.running import screen_file
from jiangang.port.targeting.screening.sources import Source
from jiangang.port.targeting.screening.writing import FindingsFile
from tests.unit.port.targeting.screened import (
    HEADING,
    POLICY,
    RULES,
    SEED,
    decisions,
    rows,
    screen,
    write,
    write_policy,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the policy."""
    return write_policy(tmp_path)


class ByMass:
    """A model that thinks heavy goods risky."""

    columns = ("mass",)

    def score(self, frame: pl.DataFrame) -> Any:
        """A tenth for each ten kilograms up to a hundred."""
        return (frame["mass"].cast(pl.Float64).fill_null(0) / 1000).to_numpy()


@pytest.mark.parametrize("size", [50, 100_000])
def test_a_score_orders_within_its_class(folder: Path, size: int) -> None:
    """The highest scores of the red lane, then of all others; the score is written."""
    policy = get_policy(POLICY + RULES)
    source = Source.of(write(folder, rows(2000)))
    asked = Questions(
        policy, date(2026, 3, 2), "number", {name: name for name in ("number", "hs", "mass")},
        {"hs": policy.schema["hs"], "mass": policy.schema["mass"]}, bytes.fromhex(SEED), ByMass(),
    )  # fmt: skip
    file = FindingsFile(folder / "found.csv", lambda *_: ("", ""))
    told = screen_file(
        source, asked, capacity=Fraction(1, 2), random_share=Fraction(1, 20), out=folder / "out.csv",
        findings=file, batch_rows=size, progress=lambda _: None,
    )  # fmt: skip
    made = decisions(folder)
    assert told.checked == 1000
    free = made.filter(pl.col("stream").is_null() & (pl.col("lane") != "not_admissible"))
    exploited = made.filter(pl.col("stream") == "exploit")
    assert exploited["score"].min() >= free["score"].max()  # type: ignore[operator]  # numbers
    sure = exploited.filter(pl.col("score") > free["score"].max())
    assert sure["propensity"].min() == 1
    assert free["propensity"].min() == 0.05 < free["propensity"].max()  # type: ignore[operator]


@pytest.mark.parametrize("name", ["in.csv", "in.parquet"])
def test_what_a_finding_is_worth_weighs_the_score(folder: Path, name: str) -> None:
    """What promises most goes first within a class, light goods too; the score stays a score."""
    light = [mass_of(line) < 100 for line in rows(600)]
    worths = [(1 + place * 7919 % 1009) * (100 if light[place] else 1) for place in range(600)]
    told, made = screen_by_worth(folder, name, [str(worth) for worth in worths])
    assert told == []
    made = made.with_columns(worth=pl.Series(worths)).with_columns(order=pl.col("score") * pl.col("worth"))
    others = made.filter(pl.col("reasons").is_null())
    waiting = others.filter(pl.col("stream").is_null())
    taken = others.filter(pl.col("stream") == "exploit")
    assert len(taken) > 50
    assert taken["order"].min() >= waiting["order"].max() - 1e-3  # type: ignore[operator]  # numbers
    assert taken["score"].min() < waiting["score"].max()  # type: ignore[operator]  # not by score alone
    assert made["score"].to_list() == pytest.approx([mass_of(line) / 1000 for line in rows(600)])


def test_rows_that_do_not_say_what_a_finding_is_worth_are_told(folder: Path) -> None:
    """Each by its row; the rest is decided."""
    told, made = screen_by_worth(folder, "in.csv", ["-1", "", "much", "inf", *["5"] * 16])
    assert told == [
        ("row_value_worth", {"column": "worth", "value": value}) for value in ("-1", "—", "much", "inf")
    ]
    assert made["number"].to_list() == [f"N{place}" for place in range(4, 20)]


def mass_of(line: str) -> float:
    return float(line.split(",")[2] or 0)


def screen_by_worth(folder: Path, name: str, worths: list[str]) -> tuple[list[Any], pl.DataFrame]:
    """A file with a column of worths screened with the model: findings by row, and what was decided."""
    lines = [f"{line},{worth}" for line, worth in zip(rows(len(worths)), worths, strict=True)]
    path = folder / "in.csv"
    path.write_text("\n".join([f"{HEADING},worth", *lines, ""]), encoding="utf-8")
    if name != path.name:
        pl.read_csv(path, schema_overrides={"hs": pl.String}).write_parquet(folder / name)
    policy = get_policy(POLICY + RULES)
    asked = Questions(
        policy, date(2026, 3, 2), "number", {name: name for name in ("number", "hs", "mass")},
        {"hs": policy.schema["hs"], "mass": policy.schema["mass"]}, bytes.fromhex(SEED), ByMass(), "worth",
    )  # fmt: skip
    told: list[Any] = []

    def tell(code: str, params: dict[str, object]) -> tuple[str, str]:
        told.append((code, params))
        return "", ""

    screen_file(
        Source.of(folder / name), asked, capacity=Fraction(1, 4), random_share=Fraction(0),
        out=folder / "out.csv", findings=FindingsFile(folder / "found.csv", tell), batch_rows=50,
        progress=lambda _: None,
    )  # fmt: skip
    return told, decisions(folder)


def test_a_value_needs_a_model_and_a_column(folder: Path) -> None:
    """Said before anything is decided."""
    write(folder, rows(2))
    refused = screen(folder, "in.csv", "--value", "worth")
    assert refused.exit_code == 2
    assert "--model" in refused.stderr
    assert not (folder / "out.csv").exists()
