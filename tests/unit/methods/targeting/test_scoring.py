"""The score: beside scikit-learn, later labels, calibration, its bytes, its card."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.cards import draw_calibration, measure_drift
from jiangang.methods.targeting.effects import choose_pairs, fit_effects
from jiangang.methods.targeting.keys import group_keys
from jiangang.methods.targeting.measures import find_auc
from jiangang.methods.targeting.packing import pack, unpack
from jiangang.methods.targeting.reading_days import as_days
from jiangang.methods.targeting.scoring import (
    Blend,
    Model,
    ask_window,
    fit,
    fit_blend,
    fit_parts,
    list_windows,
    store_as_dict,
    store_of_dict,
)
from jiangang.methods.targeting.store import Features, FeatureStore
from jiangang.methods.targeting.trees import fit_trees
from tests.unit.methods.targeting.declared import labels_of, layout_of, make_frame

DAYS = 150


def features_of(frame: pl.DataFrame) -> tuple[Features, np.ndarray, np.ndarray]:
    days, labels = as_days(frame["date"]), labels_of(frame)
    store = FeatureStore(layout_of(frame), ((2, 3),))
    store.learn(frame, labels, days)
    return store.features(frame, days), labels, (days[0] + DAYS - days).astype(float)


@pytest.fixture(scope="module")
def known() -> tuple[Features, np.ndarray, np.ndarray]:
    return features_of(make_frame())


@pytest.fixture(scope="module")
def model(known: tuple[Features, np.ndarray, np.ndarray]) -> Model:
    return fit(*known, 1)


def test_effects_are_ridge_regression_when_spreads_are_given() -> None:
    from sklearn.linear_model import LogisticRegression

    frame = make_frame(800)
    keys, labels = group_keys(frame, layout_of(frame))[:, [3, 4]], labels_of(frame)
    weights = np.linspace(0.5, 1, len(labels))
    got = fit_effects(keys, labels, weights, [(0, 0), (1, 1)], fixed_spread=0.5)
    hot = np.column_stack([(keys[:, g] == v) for g in (0, 1) for v in np.unique(keys[:, g])]).astype(float)
    peer = LogisticRegression(C=0.5, tol=1e-8, max_iter=2000).fit(hot, labels, sample_weight=weights)
    assert got.odds(keys) == pytest.approx(peer.decision_function(hot), abs=2e-3)


def test_a_group_that_says_nothing_shrinks_and_one_that_does_stays() -> None:
    frame = make_frame(6000)
    layout = layout_of(frame)
    keys, labels = group_keys(frame, layout), labels_of(frame)
    got = fit_effects(keys, labels, np.ones(len(labels)), [(g, g) for g in range(keys.shape[1])])
    spreads = {layout.groups[group.pair[0]]: group.spread for group in got.groups}
    assert spreads["origin"] > 0.3
    assert spreads["importer"] > 0.3
    assert spreads["mass"] < 0.05
    assert (got.variances(keys) > 0).all()


def test_a_crossing_is_found_by_its_score() -> None:
    chance = np.random.default_rng(3)
    keys = chance.integers(1, 9, (6000, 4)).astype(np.uint64)
    odds = -1.5 + chance.normal(0, 1.2, (9, 9))[keys[:, 1].astype(int), keys[:, 2].astype(int)]
    labels = (chance.random(6000) < 1 / (1 + np.exp(-odds))).astype(float)
    singles = fit_effects(keys, labels, np.ones(6000), [(g, g) for g in range(4)])
    assert choose_pairs(keys, labels, np.ones(6000), singles.odds(keys), (0, 1, 2, 3))[0] == (1, 2)
    drawn = chance.permutation(labels)
    flat = fit_effects(keys, drawn, np.ones(6000), [(g, g) for g in range(4)])
    assert len(choose_pairs(keys, drawn, np.ones(6000), flat.odds(keys), (0, 0, 1, 1), 9)) <= 3


def test_trees_run_as_in_scikit_learn() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    chance = np.random.default_rng(5)
    few = chance.integers(0, 9, (1500, 5)).astype(np.float32)  # fewer values than bins: both bin alike
    few[chance.random((1500, 5)) < 0.1] = np.nan
    labels = (np.nan_to_num(few[:, 0]) + chance.normal(0, 3, 1500) > 6).astype(int)
    got = fit_trees(few, labels, np.ones(1500), 1, count=30)
    peer = HistGradientBoostingClassifier(
        max_iter=30, max_depth=4, learning_rate=0.08, min_samples_leaf=20, l2_regularization=5.0,
        early_stopping=False, random_state=1,
    ).fit(few.astype(float), labels)  # fmt: skip
    assert got.odds(few) == pytest.approx(peer.decision_function(few.astype(float)), abs=1e-9)


def test_labels_of_later_days_change_no_score() -> None:
    frame = make_frame()
    days, labels = as_days(frame["date"]), labels_of(frame)
    today = int(days[0]) + 100
    past = days < today
    scores = []
    for after in (labels, np.where(past, labels, np.random.default_rng(9).permutation(labels))):
        store = FeatureStore(layout_of(frame[:500]))
        store.learn(frame, after, days)
        rows = frame.filter(pl.Series(past))
        made = fit(store.features(rows, days[past]), after[past], (today - days[past]).astype(float), 1)
        scores.append(made.score(store.features(frame.filter(pl.Series(days == today)), today)))
    assert np.array_equal(*scores)


def test_the_score_orders_and_is_calibrated(model: Model) -> None:
    other = make_frame(3000)  # the same world; its labels were in the fit, so only calibration is asked
    features, labels, _ = features_of(other)
    scores = model.score(features)
    assert 0 <= scores.min() <= scores.max() <= 1
    assert find_auc(scores, labels.astype(bool)) > 0.7
    card = model.card()
    assert card["metrics"]["auc"]["low"] < card["metrics"]["auc"]["value"] < card["metrics"]["auc"]["high"]
    inside = [row["low"] <= row["expected"] <= row["high"] for row in card["calibration"]]
    assert sum(inside) >= len(inside) - 2
    assert sum(row["rows"] for row in card["calibration"]) == card["window"]["held_out_rows"]


def test_a_model_comes_back_from_its_bytes(
    model: Model, known: tuple[Features, np.ndarray, np.ndarray]
) -> None:
    content = model.as_bytes()
    again = Model.of_bytes(content, model.digest)
    assert np.array_equal(again.score(known[0]), model.score(known[0]))
    assert again.as_bytes() == content
    assert again.card() == model.card()


def test_a_model_from_before_there_were_drifting_effects_is_read(
    model: Model, known: tuple[Features, np.ndarray, np.ndarray]
) -> None:
    parts = replace(model.parts, drifting=None)
    old = replace(model, parts=parts, blend=Blend((0.25,) * 4))
    assert b'"drifting"' in model.as_bytes() and b'"drifting"' not in old.as_bytes()
    again = Model.of_bytes(old.as_bytes())
    assert again.parts.drifting is None
    assert np.array_equal(again.score(known[0]), old.score(known[0]))
    assert not np.array_equal(again.score(known[0]), model.score(known[0]))


def test_damaged_and_other_models_are_refused(model: Model) -> None:
    content = model.as_bytes()
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    for bad in (bytes(changed), content[:-1], b"", b"JGMODEL1" + content[8:-32]):
        with pytest.raises(Refused):
            Model.of_bytes(bad)
    with pytest.raises(Refused):
        Model.of_bytes(content, "00" * 32)
    with pytest.raises(Refused):
        Model.of_bytes(pack({"form": "other"}, {}))


def test_only_numbers_are_packed() -> None:
    with pytest.raises(TypeError):
        pack({}, {"a": np.array([object()])})
    values, arrays = unpack(pack({"b": [1, "二"]}, {"a": np.arange(6, dtype=np.int32).reshape(2, 3)}))
    assert values == {"b": [1, "二"]}
    assert arrays["a"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_fitting_twice_gives_the_same_bytes(known: tuple[Features, np.ndarray, np.ndarray]) -> None:
    few = np.arange(0, 1500)
    part = (known[0].take(few), known[1][few], known[2][few])
    assert fit(*part, 3).digest == fit(*part, 3).digest


def test_windows_are_asked_only_of_what_is_older() -> None:
    ages, labels = np.arange(200.0, 0, -1) - 0.5, np.tile([1.0, 0.0], 100)
    found = list_windows(labels, ages)
    assert [(ages[each.held].min(), ages[each.held].max()) for each in found] == [
        (0.5, 27.5), (28.5, 55.5), (56.5, 83.5),
    ]  # fmt: skip
    for each in found:
        assert ages[each.known].min() > ages[each.held].max()
        assert each.known.sum() + (ages <= ages[each.held].max()).sum() == 200
    assert len(list_windows(labels[-160:], ages[-160:])) == 2
    rare = np.where(ages > 28, labels, 0.0)
    (fourth,) = list_windows(rare, ages)
    assert fourth.held.tolist() == list(range(0, 200, 4))
    assert not fourth.known[fourth.held].any()


def test_labels_of_a_window_change_nothing_it_is_told(known: tuple[Features, np.ndarray, np.ndarray]) -> None:
    features, labels, ages = known
    order = np.argsort(-ages, kind="stable")
    features, labels, ages = features.take(order), labels[order], ages[order]
    starts = np.arange(len(labels))
    window = list_windows(labels, ages)[1]
    other = labels.copy()
    other[~window.known] = 1 - other[~window.known]
    told = [ask_window(features, each, ages, 1, starts, window) for each in (labels, other)]
    assert np.array_equal(*told)
    rows = np.flatnonzero(window.known)
    plain = fit_parts(features.take(rows), labels[rows], ages[rows] - 28, 1).odds(features.take(window.held))
    assert told[0] == pytest.approx(plain)


def test_too_few_labels_are_refused(known: tuple[Features, np.ndarray, np.ndarray]) -> None:
    for rows in (np.arange(50), np.flatnonzero(known[1] == 0)[:500]):
        with pytest.raises(Refused):
            fit(known[0].take(rows), known[1][rows], known[2][rows], 1)


def test_the_blend_believes_the_part_that_knows() -> None:
    chance = np.random.default_rng(2)
    truth = chance.normal(-2, 1.5, 4000)
    labels = (chance.random(4000) < 1 / (1 + np.exp(-truth))).astype(float)
    blend = fit_blend(np.array([truth, chance.normal(-2, 1.5, 4000)]), labels, np.zeros(4000))
    assert blend.weights[0] > 0.85
    assert sum(blend.weights) == pytest.approx(1)
    assert abs(blend.probabilities(np.array([truth, truth])).mean() - labels.mean()) < 0.02


def test_a_store_is_described_and_made_again() -> None:
    store = FeatureStore(layout_of(make_frame()), ((0, 3),), (10.0, 20.0), 4.0)
    assert store_as_dict(store_of_dict(store_as_dict(store))) == store_as_dict(store)


def test_drift_is_seen_where_it_is() -> None:
    chance = np.random.default_rng(1)
    before = chance.normal(0, 1, (2000, 2)).astype(np.float32)
    after = chance.normal([0, 1], 1, (2000, 2)).astype(np.float32)
    told = {row["feature"]: row["state"] for row in measure_drift(before, after, ("still", "moving"))}
    assert told == {"still": "steady", "moving": "moved"}


def test_the_plot_is_well_formed(model: Model) -> None:
    drawn = ElementTree.fromstring(draw_calibration(model.card()["calibration"], "a<b", "c"))
    circles = [each for each in drawn if each.tag.endswith("circle")]
    assert len(circles) == len(model.card()["calibration"])
