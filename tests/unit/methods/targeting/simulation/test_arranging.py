"""Arrangements of one consignment, and what an inspection of given units finds in it."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.simulation import Arranged, Infestation, Rate, Unit, arrange, inspect_units
from jiangang.methods.targeting.simulation.config import Arrangement, ClusterForm, WithinBox

TENTH = Infestation(Unit.ITEM, Rate(Fraction(1, 10)), Arrangement.RANDOM)
CLUSTERS = replace(TENTH, arrangement=Arrangement.CLUSTERED, form=ClusterForm.SPREAD, per_cluster=4, width=8)


@given(
    seed=st.integers(0, 2**64 - 1),
    items=st.integers(1, 400),
    per_box=st.integers(1, 50),
    percent=st.integers(0, 100),
    kind=st.sampled_from(["random", "spread", "continuous", "subset", "boxes", "box clusters"]),
)
def test_as_many_items_are_infested_as_the_rate_says(
    seed: int, items: int, per_box: int, percent: int, kind: str
) -> None:
    rate = Rate(Fraction(percent, 100))
    form = {"spread": ClusterForm.SPREAD, "subset": ClusterForm.SUBSET}.get(kind, ClusterForm.CONTINUOUS)
    infestation = Infestation(
        Unit.BOX if "box" in kind else Unit.ITEM,
        rate,
        Arrangement.RANDOM if kind in {"random", "boxes"} else Arrangement.CLUSTERED,
        form=form,
        per_cluster=4,
        width=8 if form is ClusterForm.SPREAD else 4,
        clustering=Fraction(1, 2),
    )
    made = arrange(infestation, items=items, items_per_box=per_box, rng_seed=seed)
    assert made == arrange(infestation, items=items, items_per_box=per_box, rng_seed=seed)
    assert all(1 <= item <= items for item in made.infested)
    assert len(set(made.infested)) == len(made.infested)
    if infestation.unit is Unit.ITEM:
        assert len(made.infested) == round(percent / 100 * items)
    elif items % per_box == 0:
        boxes = percent / 100 * made.boxes
        full = int(boxes + 1e-9)
        assert abs(len(made.infested) - full * per_box - (boxes - full) * per_box) <= 0.5 + 1e-6


@given(seed=st.integers(0, 2**64 - 1))
def test_clusters_lie_in_strata_of_their_own(seed: int) -> None:
    made = arrange(CLUSTERS, items=200, items_per_box=20, rng_seed=seed)
    held = Counter((item - 1) // 8 for item in made.infested)
    assert sorted(held.values()) == [4, 4, 4, 4, 4]


@given(seed=st.integers(0, 2**64 - 1))
def test_a_subset_is_one_run_on_a_ring(seed: int) -> None:
    subset = replace(CLUSTERS, form=ClusterForm.SUBSET, clustering=Fraction(8, 10))
    made = arrange(subset, items=200, items_per_box=20, rng_seed=seed)
    places = [item - 1 for item in made.infested]
    gaps = [(b - a) % 200 for a, b in zip(places, [*places[1:], places[0]], strict=True)]
    assert len(places) == 20 and max(gaps) >= 200 - 40 + 1


def test_every_item_is_infested_alike() -> None:
    for infestation in (TENTH, replace(CLUSTERS, per_cluster=10, width=10), replace(CLUSTERS, width=10)):
        counted: Counter[int] = Counter()
        for number in range(2000):
            counted.update(
                arrange(infestation, items=50, items_per_box=5, rng_seed=7, number=number).infested
            )
        if infestation is TENTH:
            assert chisquare([counted[item] for item in range(1, 51)]).pvalue > 0.001
        strata = [sum(counted[10 * stratum + item + 1] for item in range(10)) for stratum in range(5)]
        if infestation.per_cluster == 10:
            assert chisquare([each / 5 for each in strata]).pvalue > 0.001
        assert sum(counted.values()) == 2000 * 5


def test_more_clusters_than_strata_keep_the_number() -> None:
    made = arrange(replace(CLUSTERS, rate=Rate(Fraction(9, 10))), items=100, items_per_box=10, rng_seed=1)
    assert len(made.infested) == 90


def test_the_first_items_of_boxes() -> None:
    first = Infestation(Unit.ITEM, Rate(), Arrangement.PER_BOX, within=WithinBox.FIRST)
    assert arrange(first, items=45, items_per_box=20, rng_seed=1).infested == (1, 21, 41)


def test_an_inspection_without_error_finds_what_is_there() -> None:
    truth = Arranged(45, 20, (1, 2, 21, 45))
    assert truth.boxes == 3
    assert inspect_units(truth, [3, 1], unit=Unit.BOX, rng_seed=1) == {3: 1, 1: 2}
    assert inspect_units(truth, [2, 3], unit=Unit.ITEM, rng_seed=1) == {2: 1, 3: 0}
    assert inspect_units(truth, [3, 1], unit=Unit.BOX, rng_seed=1, within_box=0.05) == {3: 0, 1: 1}
    with pytest.raises(ValueError, match="no box 4"):
        inspect_units(truth, [4], unit=Unit.BOX, rng_seed=1)


def test_an_item_is_recognised_whatever_else_is_opened() -> None:
    truth = Arranged(1000, 10, tuple(range(1, 1001, 2)))
    all_boxes = inspect_units(truth, range(1, 101), unit=Unit.BOX, rng_seed=5, efficacy=0.3)
    some = inspect_units(truth, [70, 3, 9], unit=Unit.BOX, rng_seed=5, efficacy=0.3)
    assert {box: all_boxes[box] for box in some} == some
    assert 110 < sum(all_boxes.values()) < 190
    assert all_boxes != inspect_units(truth, range(1, 101), unit=Unit.BOX, rng_seed=5, number=1, efficacy=0.3)


def test_a_seed_out_of_range_is_refused() -> None:
    with pytest.raises(Refused):
        arrange(TENTH, items=10, items_per_box=10, rng_seed=2**64)
