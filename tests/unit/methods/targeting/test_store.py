"""The as-of store: brute force, no label of the day or later, keys that stay."""

import numpy as np
import polars as pl
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.keys import find_telling, group_keys, make_keys, mix, read_layout
from jiangang.methods.targeting.reading_days import as_days
from jiangang.methods.targeting.store import FeatureStore, choose_crossings
from tests.unit.methods.targeting.declared import labels_of, layout_of, make_frame


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return make_frame()


def test_columns_are_taken_as_they_come(frame: pl.DataFrame) -> None:
    kinds = {column.name: column.kind for column in layout_of(frame).columns}
    assert kinds == {
        "hs": "code", "origin": "category", "importer": "category", "seller": "category", "mass": "number",
    }  # fmt: skip
    assert layout_of(frame).groups[:3] == ("hs[:6]", "hs[:4]", "hs[:2]")
    assert layout_of(frame).parents[:4] == (1, 2, -1, -1)


def test_identifiers_and_constants_are_left_out(frame: pl.DataFrame) -> None:
    more = frame.with_columns(pl.lit("x").alias("same"))
    names = {column.name for column in read_layout(more, ["date", "found"]).columns}
    assert not names & {"number", "same"}
    with pytest.raises(Refused):
        read_layout(more.select("number", "same"))


def test_a_column_that_tells_the_label_is_found(frame: pl.DataFrame) -> None:
    told = frame.with_columns(
        pl.when(pl.col("found") == "1").then(pl.lit("a")).otherwise(pl.lit("b")).alias("t")
    )
    found = find_telling(told.drop("found", "number"), labels_of(frame).astype(bool))
    assert [finding.field for finding in found] == ["t"]


def test_keys_are_pinned() -> None:
    # BLAKE2b-64 of "CN", little end first, by hashlib on its own.
    assert make_keys(pl.Series(["CN", None])).tolist() == [0x0A6F76ACAAF33BA4, 0]
    first = make_keys(pl.Series(["CN", None, "CN1"]))
    again = make_keys(pl.Series(["CN1", "x", "CN"]))
    assert first[1] == 0
    assert (first[0], first[2]) == (again[2], again[0])
    assert make_keys(pl.Series(["CN1"]), 2)[0] == first[0]
    assert mix(first[:1], first[2:])[0] != mix(first[2:], first[:1])[0]


def test_rates_by_brute_force(frame: pl.DataFrame) -> None:
    layout, labels, days = layout_of(frame), labels_of(frame), as_days(frame["date"])
    store = FeatureStore(layout, half_lives=(20.0,), strength=5.0)
    store.learn(frame, labels, days)
    as_of = int(days[0]) + 100
    asked = frame[:40]
    got = store.features(asked, as_of)
    group = layout.groups.index("origin")
    known = days < as_of
    faded = 0.5 ** ((as_of - days) / 20.0) * known
    general = ((faded * labels).sum() + 0.5) / (faded.sum() + 5)
    for row, origin in enumerate(asked["origin"]):
        here = (frame["origin"] == origin).to_numpy() * faded
        rate = ((here * labels).sum() + 5 * general) / (here.sum() + 5)
        place = got.names.index("origin, rate 20 d")
        assert got.values[row, place] == pytest.approx(np.log(rate / (1 - rate)), abs=1e-4)
        assert got.values[row, got.names.index("origin, count")] == pytest.approx(
            np.log1p(here.sum()), abs=1e-4
        )
    assert got.keys[0, group] == make_keys(asked["origin"])[0]


def test_a_code_shrinks_towards_its_prefix(frame: pl.DataFrame) -> None:
    layout, labels, days = layout_of(frame), labels_of(frame), as_days(frame["date"])
    store = FeatureStore(layout, strength=5.0)
    store.learn(frame, labels, days)
    unseen = frame[:1].with_columns(hs=pl.lit(frame["hs"][0][:2] + "9999"))
    got = store.features(unseen, int(days[-1]) + 1)
    values = {name: float(value) for name, value in zip(got.names, got.values[0], strict=True)}
    assert values["hs[:6], rate 30 d"] == values["hs[:4], rate 30 d"] == values["hs[:2], rate 30 d"]
    assert values["hs[:2], rate 30 d"] != values["all, rate 30 d"]


def test_rows_of_a_day_are_the_same_without_what_follows(frame: pl.DataFrame) -> None:
    layout, labels, days = layout_of(frame), labels_of(frame), as_days(frame["date"])
    crossings = choose_crossings(group_keys(frame[:1000], layout), layout)
    assert crossings
    whole, cut = FeatureStore(layout, crossings), FeatureStore(layout, crossings)
    whole.learn(frame, labels, days)
    day = int(days[0]) + 90
    before = days < day
    cut.learn(frame.filter(pl.Series(before)), labels[before], days[before])
    today = frame.filter(pl.Series(days == day))
    assert np.array_equal(whole.features(today, day).values, cut.features(today, day).values)
    history = frame.filter(pl.Series(days <= day))
    one = whole.features(history, days[days <= day]).values
    assert np.array_equal(one, cut.features(history, days[days <= day]).values)


def test_shuffled_labels_of_the_day_and_later_change_nothing(frame: pl.DataFrame) -> None:
    layout, labels, days = layout_of(frame), labels_of(frame), as_days(frame["date"])
    day = int(days[0]) + 90
    changed = labels.copy()
    later = np.flatnonzero(days >= day)
    changed[later] = 1 - labels[later]
    stores = [FeatureStore(layout), FeatureStore(layout)]
    stores[0].learn(frame, labels, days)
    stores[1].learn(frame, changed, days)
    asked = frame.filter(pl.Series(days == day))
    first, second = (store.features(asked, day).values for store in stores)
    assert np.array_equal(first, second)
    after = [store.features(asked, day + 1).values for store in stores]
    assert not np.array_equal(*after)


def test_a_missing_column_is_refused(frame: pl.DataFrame) -> None:
    store = FeatureStore(layout_of(frame))
    with pytest.raises(Refused) as refused:
        store.features(frame.drop("origin", "mass"), 1)
    assert [finding.field for finding in refused.value.findings] == ["origin", "mass"]


def test_dates_that_are_none_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        as_days(pl.Series("d", ["2020-01-01", "x"]))
    assert refused.value.findings[0].row == 3
    assert as_days(pl.Series(["1970-01-02", "1971-01-01"])).tolist() == [1, 365]
