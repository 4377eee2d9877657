"""Worlds with known truth: what the truth is like, and that it stays out of sight."""

import numpy as np
import polars as pl
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.measures import find_auc
from jiangang.methods.targeting.reading_days import as_days
from jiangang.methods.targeting.worlds import ILLICIT, WORLDS, World, find_roles, make_world, measure_world
from tests.unit.methods.targeting.declared import make_frame

ROLES = {"origin": "origin", "code": "hs", "importer": "importer", "seller": "seller", "date": "date"}


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    made = make_frame(40_000, 500)
    rare = np.random.default_rng(1).random(len(made))
    few = pl.when(pl.Series(rare < 0.02)).then(pl.lit("R1")).when(pl.Series(rare < 0.05)).then(pl.lit("R2"))
    return made.with_columns(few.otherwise(pl.col("origin")).alias("origin"))


@pytest.fixture(scope="module")
def worlds(frame: pl.DataFrame) -> dict[str, World]:
    return {world: make_world(frame, world, 5, ROLES) for world in WORLDS}


@pytest.mark.parametrize("world", WORLDS)
def test_shares_and_the_true_area_are_as_stated(worlds: dict[str, World], world: str) -> None:
    told = measure_world(worlds[world])
    assert told["illicit_share"] == pytest.approx(ILLICIT[world], abs=0.004)
    assert 0.87 <= told["bayes_auc"] <= 0.90
    assert told["bayes_auc_drawn"] == pytest.approx(told["bayes_auc"], abs=0.012)


def test_the_true_area_by_drawing_labels(worlds: dict[str, World]) -> None:
    probability = worlds["static"].truth["probability"].to_numpy()
    chance = np.random.default_rng(1)
    drawn = [find_auc(probability, chance.random(len(probability)) < probability) for _ in range(20)]
    assert np.mean(drawn) == pytest.approx(worlds["static"].bayes_auc, abs=0.004)


def test_the_new_danger_begins_on_its_day_from_clean(worlds: dict[str, World]) -> None:
    world = worlds["emerging"]
    days = as_days(world.declarations["date"])
    days = days - days.min()
    here = world.declarations["origin"].is_in(list(world.new_origins)).to_numpy()
    new = world.truth["new_danger"].to_numpy().astype(bool)
    illicit = world.truth["illicit"].to_numpy()
    assert len(world.new_origins) == 2
    assert (new == (here & (days >= 300))).all()
    assert illicit[here & (days < 300)].mean() < 0.01
    assert illicit[new].mean() == pytest.approx(0.35, abs=0.06)


def test_effects_move_in_drift_only(worlds: dict[str, World]) -> None:
    def moved(world: str) -> float:
        made = worlds[world]
        days = as_days(made.declarations["date"])
        early = days < days.min() + 91
        late = days >= days.max() - 91
        table = made.declarations.select(ROLES["origin"], ROLES["importer"]).with_columns(
            p=made.truth["probability"], early=pl.Series(early), late=pl.Series(late)
        )
        sides = [
            table.filter(name).group_by("importer").agg(pl.col("p").mean().alias(name))
            for name in ("early", "late")
        ]
        both = sides[0].join(sides[1], on="importer")
        return float(np.corrcoef(both["early"], both["late"])[0, 1])

    assert moved("static") > 0.9
    assert moved("drift") < 0.8


def test_the_truth_is_no_column_of_the_declarations(worlds: dict[str, World], frame: pl.DataFrame) -> None:
    for world in worlds.values():
        assert set(world.declarations.columns) == (set(frame.columns) - {"found"}) | {"illicit"} | (
            {"found"} & set(world.declarations.columns)
        )
        assert "probability" not in world.declarations.columns
        assert world.truth["illicit"].equals(world.declarations["illicit"])


def test_a_seed_makes_one_world(frame: pl.DataFrame) -> None:
    first, same, other = (make_world(frame[:4000], "drift", seed, ROLES) for seed in (1, 1, 2))
    assert first.truth.equals(same.truth)
    assert not first.truth.equals(other.truth)


def test_roles_are_found_by_name_or_refused(frame: pl.DataFrame) -> None:
    names = ["Declaration ID", "Date", "Importer ID", "Seller ID", "HS6 Code", "Country of Departure"]
    names += ["Country of Origin", "Country of Origin Indicator"]
    assert find_roles(names)["origin"] == "Country of Origin"
    assert find_roles(names)["code"] == "HS6 Code"
    with pytest.raises(Refused):
        make_world(frame, "flat", 1, ROLES)
    with pytest.raises(Refused):
        make_world(frame, "drift", 1, {**ROLES, "seller": "none"})
