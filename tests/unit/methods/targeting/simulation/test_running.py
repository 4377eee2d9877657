"""Runs: repeatable whatever the stretch, files as the source, sample sizes, measures."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.simulation import (
    Config,
    Infestation,
    Inspection,
    Measure,
    Rate,
    Unit,
    find_rbs_size,
    get_config,
    read_pathway,
    run,
)
from jiangang.methods.targeting.simulation.config import Arrangement, Goods, Sample, SourceForm
from jiangang.methods.targeting.simulation.sizes import find_exact_size, find_sample_size

EXAMPLES = Path(__file__).parents[5] / "examples" / "simulation"
PER_BOX = {"default": 10, "air": 20, "maritime": 70}
F280 = Goods(items_per_box=PER_BOX, file="f.csv")
ALL = Infestation(Unit.ITEM, Rate(Fraction(1)), Arrangement.RANDOM)
HEADING = ("Report_DT", "pathway", "ORIGIN_NM", "COMMODITY", "LOCATION", "QUANTITY")


def example(name: str) -> Config:
    (path,) = EXAMPLES.glob(f"{name}*.toml")
    return get_config(path.read_text(encoding="utf-8"))


def rows(*cells: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(cells, 2):
        yield number, dict(zip(HEADING, row, strict=True))


@pytest.mark.parametrize("name", ["a-", "b-", "d-", "g-"])
def test_the_length_of_a_stretch_changes_nothing(name: str) -> None:
    config, told = replace(example(name), simulations=3), list[int]()
    whole = run(config, 200, 9)
    parts = run(config, 200, 9, chunk=7, told=told.append)
    assert np.array_equal(whole.totals, parts.totals)
    assert told[-1] == 600 and told == sorted(told)
    assert not np.array_equal(whole.totals, run(config, 200, 10).totals)
    # Simulations do not depend on how many there are.
    assert np.array_equal(whole.totals[:2], run(config, 200, 9, simulations=2).totals)


def test_skip_lot_levels_go_on_from_stretch_to_stretch() -> None:
    config = replace(example("g-"), infestation=None)
    whole, parts = run(config, 300, 9, simulations=2), run(config, 300, 9, simulations=2, chunk=1)
    assert np.array_equal(whole.totals, parts.totals)
    assert (whole["inspected_percent"].mean or 100) < 60


def test_another_inspection_meets_the_same_consignments() -> None:
    config = example("d-")
    other = replace(config, inspection=Inspection(Unit.ITEM, Sample.FIXED, fixed=10))
    first, second = run(config, 500, 9, simulations=4), run(other, 500, 9, simulations=4)
    for name in ("infested", "infested_items", "boxes", "infestation_rate"):
        assert first[name] == second[name]
    assert first["missed"] != second["missed"]


def test_seeds_are_64_bits() -> None:
    config = replace(example("d-"), simulations=2)
    assert run(config, 10, 2**64 - 1)["boxes"].mean
    for seed in (-1, 2**64):
        with pytest.raises(Refused):
            run(config, 10, seed)


def test_a_file_of_records_is_the_source() -> None:
    made, findings = read_pathway(
        rows(
            ("2024-03-01", "Air", "NL", "Rosa", "East", "45"),
            ("2024-03-02 08:00", "Maritime", "MX", "Rosa", "West", "1,400"),
            ("2024-03-02", "rail", "NL", "Lily", "East", "7.0"),
            ("2 March", "Air", "NL", "Rosa", "East", "0"),
            ("2024-03-02", "Air", "NL", "Rosa", "East", "2.5"),
        ),
        F280,
    )
    assert [(f.code.rpartition(".")[2], f.row) for f in findings] == [
        ("row_quantity", 5),
        ("row_day", 5),
        ("row_quantity", 6),
    ]
    assert made.rows[:, :2].tolist() == [[45, 20], [1400, 70], [7, 10]]
    assert made.origins == ("NL", "MX") and made.commodities == ("Rosa", "Lily")
    config = Config(3, 1, F280, Inspection(Unit.BOX, Sample.ALL), ALL)
    result = run(config, made)
    assert (result.consignments, result["boxes"].mean, result["items"].mean) == (3, 3 + 20 + 1, 1452)
    assert result["found_to_completion"].mean == 1452
    with pytest.raises(Refused):
        run(config, 10)


def test_records_of_another_layout() -> None:
    goods = replace(F280, form=SourceForm.AQIM)
    heading = ("UNIT", "QUANTITY", "CARGO_FORM", "CALENDAR_YR", "COMMODITY_LIST", "ORIGIN", "LOCATION")
    given = [
        ("boxes", "4", "Air", "2014", "Rosa", "NL", "East"),
        ("tons", "4", "Air", "2014", "R", "NL", "E"),
    ]
    listed = [(n, dict(zip(heading, row, strict=True))) for n, row in enumerate(given, 2)]
    made, findings = read_pathway(listed, goods)
    assert made.rows[:, :2].tolist() == [[80, 20]]
    assert [(f.code.rpartition(".")[2], f.row) for f in findings] == [("row_unit", 3)]
    made, findings = read_pathway(listed, F280)
    assert [f.code.rpartition(".")[2] for f in findings] == ["columns_missing"] and not len(made)


def test_a_last_box_that_is_not_full() -> None:
    made, _ = read_pathway(rows(*[("2024-03-01", "Air", "NL", "Rosa", "East", "45")] * 4000), F280)
    one = Config(5, 1, F280, Inspection(Unit.BOX, Sample.FIXED, fixed=1), None)
    items = run(one, made)["items_examined_each_to_completion"]
    assert items.mean is not None and abs(items.mean - 15) < 4 * (items.standard_error or 0)
    half = Inspection(Unit.ITEM, Sample.ALL, within_box=Fraction(1, 2))
    assert run(replace(one, inspection=half), made)["items_examined_each_to_completion"].mean == 10 + 10 + 3


def test_exact_sizes_are_the_least_that_reach_the_confidence() -> None:
    for units, level in product(range(1, 60), (Fraction(1, 10), Fraction(1, 3))):
        infested = max(1, int(units * level))
        size = find_exact_size(units, level, Fraction(95, 100))

        def miss(sample: int, n: int = units, d: int = infested) -> Fraction:
            return Fraction(comb(n - d, sample), comb(n, sample))

        assert miss(size) <= Fraction(5, 100) < miss(size - 1)


def test_the_approximation_is_the_calculators() -> None:
    tenth, confidence = Fraction(1, 10), Fraction(95, 100)
    # By hand: N = 60, dN = 6: (1 − 0.05^(1/6)) · (60 − 2.5) = 22.60.
    assert find_rbs_size(60, tenth, confidence) == 23
    assert find_rbs_size(1, tenth, confidence) == 1
    smaller = [
        n
        for n in range(20, 101)
        if find_rbs_size(n, tenth, confidence) < find_exact_size(n, tenth, confidence)
    ]
    assert len(smaller) > 50 and 25 in smaller


def test_sample_sizes_keep_to_their_limits() -> None:
    inspection = Inspection(Unit.BOX, Sample.PROPORTION, proportion=Fraction(1, 50))
    assert [find_sample_size(inspection, n, n) for n in (1, 50, 51)] == [1, 1, 2]
    least = replace(inspection, least_boxes=3)
    assert [find_sample_size(least, n, n) for n in (1, 50, 200)] == [1, 3, 4]
    assert find_sample_size(replace(inspection, sample=Sample.ALL), 9, 5) == 5


def test_a_measure_says_what_it_does_not_know() -> None:
    assert Measure.of(np.array([np.nan, np.nan])) == Measure(None, None, 0)
    assert Measure.of(np.array([2.0, np.nan])) == Measure(2.0, None, 1)
    assert Measure.of(np.array([1.0, 3.0])) == Measure(2.0, 1.0, 2)
    ratio = Measure.ratio(np.array([1.0, 3.0]), np.array([10.0, 10.0]), 100.0)
    assert (ratio.mean, ratio.standard_error) == (20.0, pytest.approx(10.0))
    assert Measure.ratio(np.zeros(2), np.zeros(2)) == Measure(None, None, 0)
    result = run(replace(example("d-"), infestation=None), 10, simulations=1)
    assert result["missing_percent"].mean is None and result["boxes"].standard_error is None
    assert result.as_answer().sentence.key.endswith("nothing_infested")
