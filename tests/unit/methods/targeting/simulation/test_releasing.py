"""Release programmes against what their rules say, worked by hand or exactly."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from jiangang.methods.targeting.simulation import Config, Infestation, Inspection, Rate, Unit, run
from jiangang.methods.targeting.simulation.config import (
    Arrangement,
    FlowerOfTheDay,
    Goods,
    InfestationRule,
    Programme,
    Release,
    Sample,
)
from jiangang.methods.targeting.simulation.packing import pack
from jiangang.methods.targeting.simulation.releasing import record_result

ALL = Infestation(Unit.ITEM, Rate(Fraction(1)), Arrangement.RANDOM)
GOODS = Goods(
    1, 4, {"default": 2}, ("here", "there"), ("rose", "lily", "fern"), ("east", "west"), date(2024, 1, 1), 10
)
BASE = Config(20, 3000, GOODS, Inspection(Unit.BOX, Sample.ALL), ALL)
DYNAMIC = Release(
    Programme.DYNAMIC_SKIP_LOT,
    track=("origin", "commodity"),
    fractions=tuple(Fraction(1, 2**n) for n in range(6)),
    clearance=3,
)


def levels(release: Release, results: str) -> Iterator[int]:
    """Level of a group after each inspection, `.` passed and `x` failed."""
    plan, scratch = pack(replace(BASE, release=release))
    scratch.groups[:] = (release.start, 0, -1)
    for result in results:
        record_result(scratch, plan, (0, 1, 2, 0, 0), result == "x")
        yield int(scratch.groups[5, 0])
    assert not scratch.groups[:5, 1].any() and (scratch.groups[:5, 0] == release.start).all()


@pytest.mark.parametrize(
    ("settings", "results", "expected"),
    [
        ({}, "........." + "x" + "...", [0, 0, 1, 1, 1, 2, 2, 2, 3, 0, 0, 0, 1]),
        ({}, "." * 18, [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5]),
        ({"start": 2}, "x" + "..." + "x" + "......", [1, 1, 1, 2, 1, 1, 1, 2, 2, 2, 3]),
        ({"start": 2}, "...x", [2, 2, 3, 2]),
        ({"start": 0, "monitoring": 1}, ".........xxx", [0, 0, 1, 1, 1, 2, 2, 2, 3, 1, 0, 0]),
        ({"start": 3, "decrease": 2}, "xx", [1, 0]),
        ({"start": 3, "decrease": 2, "quick_clearance": 2}, "x..." + "..", [1, 1, 3, 3, 3, 4]),
        ({"start": 3, "decrease": 1, "quick_clearance": 2}, "xx..", [2, 1, 1, 2]),
        ({"start": 3, "decrease": 1, "quick_clearance": 2}, "x.x...", [2, 2, 1, 1, 2, 2]),
    ],
)
def test_a_dynamic_programme_moves_levels_as_documented(
    settings: dict[str, int], results: str, expected: list[int]
) -> None:
    assert list(levels(replace(DYNAMIC, **settings), results)) == expected


def share(config: Config) -> tuple[float, float]:
    """Mean of the percentage inspected, and its error."""
    measure = run(config, rng_seed=3)["inspected_percent"]
    assert measure.mean is not None and measure.standard_error is not None
    return measure.mean, measure.standard_error


def test_clean_goods_settle_at_the_lowest_share() -> None:
    config = replace(BASE, infestation=None, release=DYNAMIC, consignments=30_000, simulations=5)
    # Six groups; inspections to pass levels 0–4 take 3 · (1 + 2 + 4 + 8 + 16) consignments of each group.
    at_start = 6 * 3 * 31
    expected = 100 * (6 * 15 + (30_000 - at_start) / 32) / 30_000
    assert share(config)[0] == pytest.approx(expected, abs=0.5)
    # Goods that always fail are always inspected from level 0.
    assert share(replace(config, infestation=ALL))[0] == 100


def test_a_fixed_programme_inspects_its_share_of_each_group() -> None:
    release = Release(
        Programme.FIXED_SKIP_LOT,
        track=("origin", "port"),
        fractions=(Fraction(1), Fraction(1, 2), Fraction(0)),
        default_level=1,
        records=((("here", "west"), 2), (("there", "east"), 0)),
    )
    mean, error = share(replace(BASE, release=release))
    assert abs(mean - 100 * (0.5 + 0 + 1 + 0.5) / 4) < 4 * error
    result = run(replace(BASE, release=release), rng_seed=3)
    assert result["missed"] == result["missed_released"]


def test_a_naive_programme_inspects_one_flower_a_day_of_small_consignments() -> None:
    release = Release(Programme.NAIVE_CFRP, commodities=("rose", "lily"), most_boxes=2)
    mean, error = share(replace(BASE, release=release))
    # Of small consignments (half) the fern (a third) is always inspected, the others every other day.
    assert abs(mean - 100 * (0.5 + 0.5 * (1 / 3 + 2 / 3 / 2))) < 4 * error
    days = Counter(run(replace(BASE, release=release), 10, 3, simulations=40).totals[:, 1].tolist())
    assert len(days) > 1


def test_a_schedule_inspects_the_flower_of_the_day() -> None:
    lines = (
        FlowerOfTheDay(date(2024, 1, 1), "rose", "here"),
        FlowerOfTheDay(date(2024, 1, 2), "lily", "there"),
        FlowerOfTheDay(date(2024, 1, 2), "lily", "there"),
    )
    release = Release(Programme.CFRP, schedule=lines)
    config = replace(BASE, release=release)
    # On the 300 days, two of the six pairs take part; on the first two days one of them is inspected.
    mean, error = share(config)
    assert abs(mean - 100 * (4 + 1 * 2 / 300) / 6) < 4 * error
    first = replace(config, consignments=10, simulations=3000)
    mean, error = share(first)
    assert abs(mean - 100 * 5 / 6) < 4 * error
    mean, error = share(replace(first, release=replace(release, ports=("east",))))
    assert abs(mean - 100 * (1 - 1 / 6 / 2)) < 4 * error


def test_rules_infest_only_what_they_fit() -> None:
    rules = (
        InfestationRule(ALL, commodity="rose", origin="here"),
        InfestationRule(ALL, port="west", since=date(2024, 1, 3), until=date(2024, 1, 4)),
    )
    config = replace(BASE, infestation=None, rules=rules, consignments=100, simulations=2000)
    infested = run(config, rng_seed=4)["infested"]
    assert infested.mean is not None and infested.standard_error is not None
    expected = 100 / 6 + 20 * (1 - 1 / 6) / 2
    assert abs(infested.mean - expected) < 4 * infested.standard_error
