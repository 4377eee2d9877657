"""Agreement with popsborder: our means against its six simulations of 500, and the published means.

A mean of six simulations has a standard error that six simulations know badly, so each figure is judged
twice: with the error that our own simulations give to a mean of six, and, wider, with the error stated
beside it.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.targeting.simulation import Config, Result, get_config, run
from jiangang.methods.targeting.simulation.config import Arrangement, Counting, Rate, Unit

EXAMPLES = Path(__file__).parents[5] / "examples" / "simulation"
SIMULATIONS, EACH, SEED = 1000, 500, 11
LIMIT, STATED_LIMIT = 3.5, 4.5
NAMES = {
    "missing": "missing_percent",
    "false_neg": "missed",
    "intercepted": "intercepted",
    "true_contamination_rate": "infestation_rate",
    "pct_boxes_opened_completion": "boxes_to_completion_percent",
    "pct_boxes_opened_detection": "boxes_to_detection_percent",
    "pct_items_inspected_completion": "items_to_completion_percent",
    "pct_items_inspected_detection": "items_to_detection_percent",
    "avg_missed_contamination_rate": "missed_rate",
    "avg_intercepted_contamination_rate": "intercepted_rate",
    "total_missed_contaminants": "missed_items",
    "total_intercepted_contaminants": "intercepted_items",
    "num_items": "items",
}
PUBLISHED: dict[str, tuple[str, dict[str, float]]] = {
    "d-air": (
        "Montgomery et al. 2022, scenario Air, 10 million items",
        {
            "interception_rate": 0.659,
            "boxes_to_completion_percent": 37.173,
            "boxes_opened_each_to_completion": 22.317,
            "missed_items_percent": 1.626,
            "missed_items": 420.04,
            "intercepted_items": 25408.69,
            "infested": 61.49,
        },
    ),
    "e-maritime": (
        "the same, scenario Maritime",
        {
            "interception_rate": 0.571,
            "boxes_to_completion_percent": 19.933,
            "boxes_opened_each_to_completion": 25.904,
            "missed_items_percent": 0.554,
            "infested": 9.96,
        },
    ),
    "f-direct": (
        "the same, scenario Direct-to-consumer",
        {
            "interception_rate": 0.821,
            "boxes_to_completion_percent": 61.202,
            "boxes_opened_each_to_completion": 15.589,
            "missed_items_percent": 2.09,
            "infested": 234.83,
        },
    ),
}
"""Their counts have two digits behind the point: means of (at least) a hundred simulations."""
PUBLISHED_SIMULATIONS = 100


def configured(name: str) -> Config:
    """An example by the beginning of its name."""
    (path,) = EXAMPLES.glob(f"{name}*.toml")
    return get_config(path.read_text(encoding="utf-8"))


def distances(result: Result, figures: dict[str, list[float]]) -> Iterator[tuple[str, float, float]]:
    """Each figure's distance in errors of a mean of six, and in the stated error joined with ours."""
    for name, (value, stated) in figures.items():
        if name in NAMES:
            ours = result[NAMES[name]]
            assert ours.mean is not None and ours.standard_error is not None
            six = ours.standard_error * math.sqrt(ours.simulations / 6)
            yield (
                name,
                abs(value - ours.mean) / math.hypot(six, ours.standard_error),
                abs(value - ours.mean) / math.hypot(stated, ours.standard_error),
            )


@pytest.fixture(scope="module")
def reference() -> Callable[[str, Callable[[str], Path]], dict[str, list[float]]]:
    def find(letter: str, shared: Callable[[str], Path]) -> dict[str, list[float]]:
        text = shared("popsborder_reference_outputs.json").read_text(encoding="utf-8")
        results: dict[str, Any] = json.loads(text)["results"]
        (found,) = [value for name, value in results.items() if name[0] == letter]
        return {name: value for name, value in found.items() if isinstance(value, list)}

    return find


@pytest.mark.parametrize("letter", ["A", "B", "C", "D"])
def test_four_reference_configurations_agree(letter: str, reference: Any, shared_data: Any) -> None:
    result = run(configured(letter.lower() + "-"), EACH, SEED, simulations=SIMULATIONS)
    found = list(distances(result, reference(letter, shared_data)))
    assert len(found) == len(NAMES)
    assert {name: far for name, far, _ in found if far > LIMIT} == {}
    assert {name: far for name, _, far in found if far > STATED_LIMIT} == {}


@pytest.mark.parametrize(
    ("letter", "change"),
    [
        ("A", lambda c: replace(c, inspection=replace(c.inspection, rounding=Counting.UP))),
        ("A", lambda c: replace(c, infestation=replace(c.infestation, ratio=Fraction(1, 4)))),
        ("B", lambda c: replace(c, infestation=replace(c.infestation, rate=Rate(None, 0.1, 53.0)))),
        ("C", lambda c: replace(c, infestation=replace(c.infestation, unit=Unit.ITEM))),
        ("D", lambda c: replace(c, infestation=replace(c.infestation, arrangement=Arrangement.RANDOM))),
        ("D", lambda c: replace(c, infestation=replace(c.infestation, per_cluster=1000, width=1000))),
    ],
)
def test_a_wrong_arrangement_or_size_does_not_agree(
    letter: str, change: Any, reference: Any, shared_data: Any
) -> None:
    result = run(change(configured(letter.lower() + "-")), EACH, SEED, simulations=300)
    assert max(far for _, far, _ in distances(result, reference(letter, shared_data))) > LIMIT


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_means_of_three_pathways_agree(name: str) -> None:
    _, figures = PUBLISHED[name]
    result = run(configured(name), None, SEED, simulations=SIMULATIONS)
    for figure, value in figures.items():
        ours = result[figure]
        assert ours.mean is not None and ours.standard_error is not None
        published = ours.standard_error * math.sqrt(SIMULATIONS / PUBLISHED_SIMULATIONS)
        assert abs(value - ours.mean) < LIMIT * math.hypot(published, ours.standard_error), figure


def test_a_skip_lot_configuration_agrees_where_its_figures_are_known() -> None:
    result = run(configured("g-"), EACH, SEED, simulations=200)
    for name, value, error in (
        ("missing_percent", 5.10, 0.19),
        ("items_to_completion_percent", 0.4914, 0.001),
        ("items_to_detection_percent", 0.186, 0.002),
    ):
        ours = result[name]
        assert ours.mean is not None and ours.standard_error is not None
        assert abs(value - ours.mean) < 3 * math.hypot(error, ours.standard_error), name
