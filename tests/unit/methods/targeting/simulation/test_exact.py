"""Inspections whose outcome is known exactly: hypergeometric, binomial and waiting-time probabilities."""

import math
from dataclasses import replace
from fractions import Fraction
from math import comb

import pytest

from jiangang.methods.targeting.simulation import Config, Infestation, Inspection, Measure, Rate, Unit, run
from jiangang.methods.targeting.simulation.config import (
    Arrangement,
    BoxesBy,
    ClusterForm,
    Goods,
    Sample,
    Selection,
    WithinBox,
)

TIMES, EACH = 40, 2000
BOXES, PER_BOX = 10, 20
LOT = BOXES * PER_BOX
RANDOM = Infestation(Unit.ITEM, Rate(Fraction(1, 20)), Arrangement.RANDOM)
GOODS = Goods(least_boxes=BOXES, most_boxes=BOXES, items_per_box={"default": PER_BOX})


def inspected(inspection: Inspection, infestation: Infestation = RANDOM) -> Config:
    return Config(TIMES, EACH, GOODS, inspection, infestation)


def close(measure: Measure, value: float) -> None:
    """Within four standard errors, or exactly where there is no chance."""
    assert measure.mean is not None and measure.standard_error is not None
    assert abs(measure.mean - value) <= 4 * measure.standard_error + 1e-9, (measure, value)
    assert measure.standard_error <= 0.05 * abs(value) + 1e-9


def missed(lot: int, infested: int, sampled: int) -> float:
    return comb(lot - infested, sampled) / comb(lot, sampled)


@pytest.mark.parametrize("sampled", [1, 5, 20, 60])
def test_items_at_random_are_missed_as_the_hypergeometric_law_says(sampled: int) -> None:
    result = run(inspected(Inspection(Unit.ITEM, Sample.FIXED, fixed=sampled)), rng_seed=1)
    close(result["missing_percent"], 100 * missed(LOT, 10, sampled))
    waited = sum(missed(LOT, 10, done) for done in range(sampled))
    close(result["items_examined_each_to_detection"], waited)
    closed = 1 - missed(LOT, PER_BOX, sampled)
    close(result["boxes_opened_each_to_completion"], BOXES * closed)


def test_efficacy_thins_what_is_found() -> None:
    inspection = Inspection(Unit.ITEM, Sample.FIXED, fixed=30, efficacy=Fraction(1, 2))
    law = sum(comb(10, k) * comb(190, 30 - k) / comb(200, 30) * 0.5**k for k in range(11))
    close(run(inspected(inspection), rng_seed=2)["missing_percent"], 100 * law)
    close(run(inspected(inspection), rng_seed=2)["found_to_completion"], EACH * 30 * 0.05 * 0.5)


def test_whole_boxes_are_missed_as_the_hypergeometric_law_says() -> None:
    boxes = Infestation(Unit.BOX, Rate(Fraction(3, 20)), Arrangement.RANDOM)
    result = run(inspected(Inspection(Unit.BOX, Sample.FIXED, fixed=4), boxes), rng_seed=3)
    close(result["missing_percent"], 100 * missed(10, 2, 4))
    close(result["infested_items"], EACH * 30.0)
    # The box that is infested in part is infested from its first item on.
    half = Inspection(Unit.BOX, Sample.FIXED, fixed=4, within_box=Fraction(1, 20))
    close(run(inspected(half, boxes), rng_seed=3)["missing_percent"], 100 * missed(10, 2, 4))


@pytest.mark.parametrize("within", list(WithinBox))
def test_boxes_each_by_itself(within: WithinBox) -> None:
    each = Infestation(
        Unit.ITEM,
        Rate(Fraction(1, 4)),
        Arrangement.PER_BOX,
        probability=Fraction(1, 2),
        ratio=Fraction(1, 4),
        within=within,
    )
    result = run(inspected(Inspection(Unit.BOX, Sample.FIXED, fixed=3), each), rng_seed=4)
    none, none_seen = 0.75**10, 0.75**3
    close(result["infested"], EACH * 0.5 * (1 - none))
    close(result["missing_percent"], 100 * (none_seen - none) / (1 - none))
    items = {WithinBox.ALL: 20, WithinBox.FIRST: 1, WithinBox.ONE: 1, WithinBox.RATE: 5}[within]
    close(result["infested_items"], EACH * 0.5 * 10 * 0.25 * items)


def test_the_part_of_a_box_that_is_examined() -> None:
    each = Infestation(Unit.ITEM, Rate(), Arrangement.PER_BOX, ratio=Fraction(1, 2), within=WithinBox.ONE)
    inspection = Inspection(Unit.BOX, Sample.ALL, within_box=Fraction(1, 4))
    result = run(inspected(inspection, each), rng_seed=5)
    none, unseen = 0.5**10, (0.5 + 0.5 * 0.75) ** 10
    close(result["missing_percent"], 100 * (unseen - none) / (1 - none))
    close(result["items_examined_each_to_completion"], 50.0)


def test_convenience_looks_only_at_what_lies_in_front() -> None:
    inspection = Inspection(Unit.ITEM, Sample.FIXED, fixed=30, selection=Selection.CONVENIENCE)
    result = run(inspected(inspection), rng_seed=6)
    close(result["missing_percent"], 100 * missed(LOT, 10, 30))
    close(result["boxes_opened_each_to_completion"], 2.0)
    run_of = replace(
        RANDOM, arrangement=Arrangement.CLUSTERED, form=ClusterForm.SUBSET, clustering=Fraction(1)
    )
    result = run(inspected(inspection, run_of), rng_seed=6)
    # Ten items side by side on a ring of 200: 30 + 10 − 1 of its 200 places are seen.
    close(result["missing_percent"], 100 * (1 - 39 / 200))


@pytest.mark.parametrize("by", list(BoxesBy))
def test_clusters_of_items_from_few_boxes(by: BoxesBy) -> None:
    inspection = Inspection(
        Unit.ITEM,
        Sample.FIXED,
        fixed=12,
        within_box=Fraction(1, 4),
        selection=Selection.CLUSTER,
        boxes_by=by,
        interval=3,
    )
    result = run(inspected(inspection), rng_seed=7)
    close(result["boxes_opened_each_to_completion"], 3.0)
    close(result["items_examined_each_to_completion"], 12.0)
    close(result["missing_percent"], 100 * missed(LOT, 10, 12))


def test_clusters_without_gaps_lie_in_strata() -> None:
    clusters = replace(
        RANDOM, arrangement=Arrangement.CLUSTERED, form=ClusterForm.CONTINUOUS, per_cluster=5, width=5
    )
    result = run(inspected(Inspection(Unit.BOX, Sample.FIXED, fixed=2), clusters), rng_seed=8)
    # Two of forty strata, four in a box: both outside the two opened boxes.
    close(result["missing_percent"], 100 * missed(40, 8, 2))


def test_an_error_is_what_the_means_of_other_seeds_differ_by() -> None:
    config = inspected(Inspection(Unit.ITEM, Sample.FIXED, fixed=20))
    runs = [run(config, 200, seed)["missing_percent"] for seed in range(100)]
    means = [each.mean or 0.0 for each in runs]
    middle = sum(means) / len(means)
    spread = math.sqrt(sum((each - middle) ** 2 for each in means) / (len(means) - 1))
    told = sum(each.standard_error or 0.0 for each in runs) / len(runs)
    assert 0.75 < spread / told < 1.3
