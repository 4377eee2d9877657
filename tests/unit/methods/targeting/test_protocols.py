"""The protocols: their definitions by hand, and that no strategy sees what it may not."""

import math

import numpy as np
import polars as pl
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting import protocols, strategies
from jiangang.methods.targeting.answering import answer_rolling, find_keys
from jiangang.methods.targeting.protocols import (
    Case,
    find_fresh,
    find_norm_precision,
    find_norm_value,
    list_weeks,
    read_case,
    run_online,
)
from tests.unit.methods.targeting.declared import make_frame

EVERY = ("default", "exploit", "random")


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return make_frame(2400, 98)


@pytest.fixture(scope="module")
def case(frame: pl.DataFrame) -> Case:
    return read_case(frame, "found", "date")


def test_the_budget_falls_by_ten_points_a_week() -> None:
    days = np.repeat(np.arange(28 + 7 * 12 + 3), 10)
    weeks = list_weeks(days, 0.10)
    assert [budget for _, _, budget, _ in weeks] == [63, 56, 49, 42, 35, 28, 21, 14, 7, 7, 7, 7]
    assert [final for *_, final in weeks].index(True) == 8
    assert weeks[0][0] == 28
    assert [len(rows) for _, rows, _, _ in weeks] == [70] * 12


def test_normed_measures_by_hand() -> None:
    labels = np.array([1.0, 1, 0, 0, 1, 0])
    rows, chosen = np.arange(6), np.array([0, 2])
    assert find_norm_precision(labels, rows, chosen, 2) == 0.5  # 1 of 2, and 2 of 2 could be had
    assert find_norm_precision(labels, rows, np.array([0, 2, 3, 5, 1]), 5) == pytest.approx(2 / 3)
    assert find_norm_value(labels * np.array([5.0, 1, 9, 9, 3, 9]), rows, chosen, 2) == 5 / 8
    assert math.isnan(find_norm_precision(labels, np.array([2, 3]), np.array([2]), 1))


def test_what_is_known_best_reaches_one(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    class Oracle(strategies.Learner):
        def choose(self, day: int, rows: np.ndarray, budget: int) -> np.ndarray:
            return np.sort(rows[np.argsort(-case.labels[rows], kind="stable")[:budget]])

    monkeypatch.setitem(strategies.STRATEGIES, "oracle", Oracle)
    assert run_online(case, "oracle", 0.1, 1).values["norm_pre"] == 1
    drawn = run_online(case, "random", 0.1, 1).values
    base = case.labels.mean()
    assert abs(drawn["norm_pre"] - max(0.1, base) * 1.0) < 0.15


@pytest.mark.parametrize("strategy", EVERY)
def test_a_strategy_repeats_to_the_digit_and_keeps_its_budget(case: Case, strategy: str) -> None:
    first, second = (run_online(case, strategy, 0.1, 3) for _ in range(2))
    assert first == second
    assert len(set(first.selected)) == len(first.selected) == first.values["inspected"]
    assert first.values["weeks"] == 2


@pytest.mark.parametrize("strategy", EVERY)
def test_labels_of_later_weeks_change_no_past_decision(frame: pl.DataFrame, strategy: str) -> None:
    days = read_case(frame, "found", "date").arrivals.days
    later = days >= days[0] + 28 + 7 * 5
    labels = frame["found"].to_numpy().copy()
    labels[later] = np.random.default_rng(4).permutation(labels[later])
    changed = frame.with_columns(pl.Series("found", labels))
    whole, other = (
        run_online(read_case(each, "found", "date"), strategy, 0.1, 3) for each in (frame, changed)
    )
    count = sum(budget for day, _, budget, _ in list_weeks(days, 0.1) if day <= days[0] + 28 + 7 * 5)
    assert whole.selected[:count] == other.selected[:count]
    if strategy != "random":
        assert whole.selected[count:] != other.selected[count:]


@pytest.mark.parametrize("strategy", EVERY)
def test_labels_never_revealed_change_nothing(frame: pl.DataFrame, strategy: str) -> None:
    case = read_case(frame, "found", "date")
    first = run_online(case, strategy, 0.1, 3)
    days = case.arrivals.days
    hidden = ~frame["number"].is_in(list(first.selected)).to_numpy() & (days >= days[0] + 28)
    labels = np.where(hidden, 1 - case.labels, case.labels).astype(int).astype(str)
    again = run_online(
        read_case(frame.with_columns(pl.Series("found", labels)), "found", "date"), strategy, 0.1, 3
    )
    assert again.selected == first.selected


def test_rows_of_later_weeks_change_no_past_decision(frame: pl.DataFrame) -> None:
    days = read_case(frame, "found", "date").arrivals.days
    cut = frame.filter(pl.Series(days < days[0] + 28 + 7 * 5))
    whole, short = (run_online(read_case(each, "found", "date"), "default", 0.5, 3) for each in (frame, cut))
    assert whole.selected[: len(short.selected)] == short.selected


def test_a_strategy_sees_no_label() -> None:
    assert set(strategies.Arrivals.__dataclass_fields__) == {"layout", "keys", "numbers", "days"}


def test_the_value_is_no_feature_and_telling_columns_are_left_out(frame: pl.DataFrame) -> None:
    told = frame.with_columns(again=pl.col("found"), worth=pl.col("mass"))
    case = read_case(told, "found", "date", "worth")
    names = {column.name for column in case.arrivals.layout.columns}
    assert names == {"hs", "origin", "importer", "seller", "mass"}
    assert [finding.field for finding in case.findings] == ["again"]


def test_what_cannot_be_done_is_refused(frame: pl.DataFrame, case: Case) -> None:
    for act in (
        lambda: read_case(frame, "nothing", "date"),
        lambda: read_case(frame.with_columns(found=pl.lit("2")), "found", "date"),
        lambda: read_case(frame[:0], "found", "date"),
        lambda: run_online(case, "guess", 0.1, 1),
        lambda: run_online(case, "random", 0.0, 1),
        lambda: run_online(read_case(frame[:1000], "found", "date"), "random", 0.1, 1),
    ):
        with pytest.raises(Refused):
            act()


def test_rows_are_fresh_when_their_key_is_of_no_earlier_day() -> None:
    keys = [pl.Series(["a", "a", "b", "a", "b"]), pl.Series(["1", "2", "1", "1", "1"])]
    assert find_fresh(keys, np.array([0, 0, 1, 1, 1])).tolist() == [True, True, True, False, True]


def test_rolling_uses_no_label_of_the_month(frame: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    def scores_of(given: pl.DataFrame) -> np.ndarray:
        kept: list[np.ndarray] = []
        plain = protocols.score_month

        def keep(*args: object) -> np.ndarray:
            kept.append(plain(*args))
            return kept[-1]

        with monkeypatch.context() as patch:
            patch.setattr(protocols, "score_month", keep)
            answer_rolling(given, label="found", date="date", keys=("hs", "mass"), start="", leave_out=())
        return kept[0]

    later = (frame["date"] >= "2020-03-01").to_numpy()
    labels = frame["found"].to_numpy().copy()
    labels[later] = np.random.default_rng(4).permutation(labels[later])
    assert np.array_equal(scores_of(frame), scores_of(frame.with_columns(pl.Series("found", labels))))


def test_rolling_finds_its_keys_by_name() -> None:
    assert find_keys(["id", "HS6 Code", "Net Mass"]) == ("HS6 Code", "Net Mass")
    with pytest.raises(Refused):
        find_keys(["id", "mass"])
