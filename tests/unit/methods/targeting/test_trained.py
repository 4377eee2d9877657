"""A trained score as one thing: kept and read, the same one by one and by columns, deaf to later labels."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.curiosity import lift, list_alarms, raise_alarms
from jiangang.methods.targeting.keys import mix
from jiangang.methods.targeting.trained import Lesson, Scorer, learn

ROWS, DAYS, TODAY = 1_500, 300, 20_000


def frame(rows: int, rng_seed: int) -> pl.DataFrame:
    chance = np.random.default_rng(rng_seed)
    return pl.DataFrame(
        {
            "origin": [f"O{int(each)}" for each in 20 * chance.random(rows) ** 2],
            "firm": [f"F{int(each)}" for each in 200 * chance.random(rows) ** 2],
            "hs": [f"{10 + int(each) % 7}{int(each):04}" for each in chance.integers(0, 90, rows)],
            "mass": chance.lognormal(4, 2, rows),
        }
    )


def lesson(rows: int = ROWS) -> Lesson:
    """Origins differ; from day 250 on one firm is bad that was not."""
    chance, made = np.random.default_rng(5), frame(rows, 4)
    days = TODAY - DAYS + np.sort(chance.integers(0, DAYS, rows))
    risk = np.where(made["origin"].is_in(["O1", "O3"]).to_numpy(), 0.4, 0.04)
    fallen = (made["firm"] == "F0").to_numpy() & (days > TODAY - 50)
    labels = (chance.random(rows) < np.where(fallen, 0.9, risk)).astype(float)
    return Lesson.of_rows(made, labels, days)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return learn(lesson(), TODAY, 1)


def test_bytes_give_the_same_scorer(scorer: Scorer) -> None:
    again, asked = Scorer.of_bytes(scorer.as_bytes()), frame(300, 6)
    assert again.as_bytes() == scorer.as_bytes() and again.digest == scorer.digest
    assert np.array_equal(again.score(asked, TODAY + 5), scorer.score(asked, TODAY + 5))
    with pytest.raises(Refused):
        Scorer.of_bytes(scorer.model.as_bytes())


def test_a_snapshot_has_the_features_of_the_store(scorer: Scorer) -> None:
    """Also of values that were never seen, and of days long past."""
    asked = frame(400, 7).with_columns(origin=pl.Series(["new", *["O2"] * 399]))
    for day in (TODAY + 1, TODAY - 120):
        told = scorer.tell(asked, np.full(400, day))
        wanted = scorer.store.features(asked, day).values
        assert np.allclose(told.features.values, wanted, rtol=0, atol=2e-6)


def test_each_row_has_its_answer_whatever_stands_beside(scorer: Scorer) -> None:
    asked, days = frame(50, 8), TODAY + 1 + np.arange(50) % 3
    whole = scorer.tell(asked, days)
    for row in range(0, 50, 7):
        one = scorer.tell(asked[row], days[row : row + 1])
        assert one.score[0] == whole.score[row] and one.lifted[0] == whole.lifted[row]
        assert one.promise[0] == whole.promise[row] and one.values(0) == whole.values(row)


def test_labels_of_later_change_no_byte_and_no_past_feature() -> None:
    """Turned round after a day: the same model, and the same features of all that was decided until then."""
    taught, day = lesson(), TODAY - 60
    turned = replace(taught, labels=np.where(taught.known > day, 1 - taught.labels, taught.labels))
    one, two = (learn(each, day, 1) for each in (taught, turned))
    assert one.as_bytes() == two.as_bytes()
    first, other = (learn(each, TODAY, 1).store for each in (taught, turned))
    rows = np.flatnonzero(taught.decided <= day)
    asked, days = taught.frame[rows], taught.decided[rows]
    assert np.array_equal(first.features(asked, days).values, other.features(asked, days).values)
    assert not np.array_equal(
        first.features(asked, TODAY + 1).values, other.features(asked, TODAY + 1).values
    )


def test_alarms_lift_a_single_row_as_the_weekly_protocol_does(scorer: Scorer) -> None:
    day = scorer.day(TODAY + 1)
    told = scorer.tell(frame(60, 9), np.full(60, TODAY + 1))
    alarms, low = list_alarms(day.watch), np.full(60, 0.05)
    lifted = lift(low, told.features.keys, alarms)
    assert alarms and lifted.max() > 0.4 and lifted.min() == 0.05
    for row in range(60):
        keys = told.features.keys[row : row + 1]
        assert lifted[row] == pytest.approx(raise_alarms(low[row : row + 1], keys, day.watch)[0])


def test_what_was_found_clean_lately_promises_less_than_what_nobody_looked_at(scorer: Scorer) -> None:
    taught = lesson()
    clean = [replace(taught, labels=np.where(taught.frame["firm"].to_numpy() == "F1", 0.0, taught.labels))]
    made = learn(clean[0], TODAY, 1)
    asked = pl.DataFrame(
        {"origin": ["O9"] * 2, "firm": ["F1", "F999"], "hs": ["100000"] * 2, "mass": [1.0] * 2}
    )
    promises = np.mean([made.tell(asked, np.full(2, TODAY + day)).promise for day in range(1, 30)], axis=0)
    assert promises[1] > promises[0] > 0


def test_a_consignment_counts_once_whatever_its_lines() -> None:
    """Each row twice as two lines: as many consignments on the card, the same findings."""
    taught = lesson(600)
    rows = np.repeat(np.arange(600), 2)
    lines = Lesson(
        taught.frame[rows], taught.labels[rows], taught.decided[rows], taught.known[rows],
        rows.astype(np.int64), taught.expected[rows],
    )  # fmt: skip
    window, whole = (learn(each, TODAY, 1).card()["window"] for each in (lines, taught))
    assert window == whole and window["rows"] == 600


def test_crossings_are_hashed_alike_in_the_loops() -> None:
    from jiangang.methods.targeting import kernels

    pairs = np.random.default_rng(1).integers(0, 2**63, (50, 2)).astype(np.uint64)
    keys = np.unique(mix(pairs[:, 0], pairs[:, 1]))
    table = np.arange(len(keys) + 1, dtype=float)[:, None] + 1
    totals = np.zeros((50, 1))
    kernels.add_values(pairs, 0, 1, kernels.make_slots(keys), keys, table, totals)
    assert np.array_equal(totals[:, 0] - 1, np.searchsorted(keys, mix(pairs[:, 0], pairs[:, 1])))
