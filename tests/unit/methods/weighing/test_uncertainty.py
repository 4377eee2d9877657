"""Intervals: against sums by hand, and against the truth of many seeded worlds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.weighing import survey_by_draughts
from jiangang.methods.weighing.case import Case, Errors, read_case
from jiangang.methods.weighing.outcome import find_outcome, list_inputs
from jiangang.methods.weighing.uncertainty import Spread, find_first_order, find_replicates, list_sigmas
from jiangang.methods.weighing.verdicts import judge
from tests.unit.methods.weighing.hulls import Hull, case_values, survey_values

ERRORS = {
    "draught": 0.01,
    "density": 0.0003,
    "hydrometer": 0.0005,
    "table_per_mille": 0.5,
    "deductibles": {"fuel": 5.0},
}
WORLDS, REPLICATES = 1_000, 400


def values(**errors: Any) -> dict[str, Any]:
    hull = Hull(skew=0.3)
    light = survey_values(hull, forward=4.2, midship=5.0, aft=5.7, deductibles={"fuel": 800.0})
    laden = survey_values(hull, forward=10.8, midship=11.0, aft=11.1, deductibles={"fuel": 780.0})
    more = {"final": laden, "operation": "loading", "errors": {**ERRORS, **errors}}
    return case_values(hull, light, **more, bill_of_lading={"mass": 33_000.0})


def case() -> tuple[Case, Errors]:
    read = read_case(values())
    assert read.errors is not None
    return read, read.errors


def test_first_order_of_the_deductibles_is_the_sum_of_squares() -> None:
    only = {name: 0 for name in ERRORS if name != "deductibles"}
    found = survey_by_draughts(values(**only)).values["uncertainty"]["first_order"]
    assert found["standard"] == pytest.approx(5 * 2**0.5)
    assert [part["share"] for part in found["budget"]] == pytest.approx([0.5, 0.5])
    low, high = found["interval"]
    assert high - low == pytest.approx(2 * 1.959964 * 5 * 2**0.5)


def test_the_hydrometer_s_error_is_the_same_in_both_surveys() -> None:
    only = {name: 0 for name in ERRORS if name not in {"hydrometer", "deductibles"}}
    found = survey_by_draughts(values(**only, deductibles={})).values
    cargo = found["final"]["displacement"] - found["initial"]["displacement"]
    assert found["uncertainty"]["first_order"]["standard"] == pytest.approx(cargo * 0.0005 / 1.025, rel=1e-6)


def test_replicates_agree_with_first_order_and_with_themselves() -> None:
    read, errors = case()
    linear = find_first_order(read, errors, 0.95)
    drawn = find_replicates(read, errors, 0.95, replicates=40_000, rng_seed=7)
    assert drawn.mass.standard == pytest.approx(linear.mass.standard, rel=0.02)
    assert (drawn.mass.low, drawn.mass.high) == pytest.approx((linear.mass.low, linear.mass.high), rel=2e-4)
    again = find_replicates(read, errors, 0.95, replicates=40_000, rng_seed=7)
    assert again == drawn
    assert find_replicates(read, errors, 0.95, replicates=40_000, rng_seed=8) != drawn


def test_parts_are_whole_and_by_size() -> None:
    read, errors = case()
    parts = find_first_order(read, errors, 0.95).parts
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert [part.share for part in parts] == sorted((part.share for part in parts), reverse=True)
    assert {part.input for part in parts} == set(list_sigmas(read, errors))


@pytest.mark.parametrize("method", ["replicates", "first_order"])
def test_the_truth_lies_in_the_interval(method: str) -> None:
    read, errors = case()
    sigmas, inside = list_sigmas(read, errors), 0
    random = np.random.default_rng(20260101)
    for world in range(WORLDS):
        true = list_inputs(read)
        shared = {name: sigmas[name] * random.standard_normal() for name in ("hydrometer", "table_per_mille")}
        truth = find_outcome(read, {**true, **shared}).cargo
        seen = {
            name: value + sigmas[name] * random.standard_normal() if name in sigmas else value
            for name, value in true.items()
            if name not in shared
        }
        observed = replace(
            read,
            **{
                survey.survey: survey.with_inputs(
                    {
                        name.partition(".")[2]: value
                        for name, value in seen.items()
                        if name.startswith(survey.survey)
                    }
                )
                for survey in read.surveys
            },
        )
        if method == "replicates":
            spread = find_replicates(observed, errors, 0.95, replicates=REPLICATES, rng_seed=world).mass
        else:
            spread = find_first_order(observed, errors, 0.95).mass
        inside += spread.low <= float(truth or 0) <= spread.high
    assert 0.93 * WORLDS <= inside <= 0.975 * WORLDS


def test_replicates_need_a_seed_and_errors() -> None:
    with pytest.raises(Refused) as refused:
        survey_by_draughts(values(), replicates=1000)
    assert refused.value.findings[0].field == "rng-seed"
    nothing = {name: 0 for name in ERRORS if name != "deductibles"}
    with pytest.raises(Refused) as refused:
        survey_by_draughts(values(**nothing, deductibles={}), replicates=1000, rng_seed=1)
    assert refused.value.findings[0].code == "methods.weighing.finding.no_errors"


def test_a_replicate_outside_the_table_is_refused() -> None:
    hull = Hull()
    near = survey_values(hull, forward=14.48, midship=14.48, aft=14.48)
    edge = case_values(hull, near, errors={"draught": 0.05})
    with pytest.raises(Refused) as refused:
        survey_by_draughts(edge, replicates=1000, rng_seed=1)
    assert refused.value.findings[0].code == "methods.weighing.finding.out_of_table"


@pytest.mark.parametrize(
    ("rate", "tolerance", "low", "high", "verdict"),
    [
        (9.5, 5.0, 6.0, 13.0, "above_tolerance_beyond_error"),
        (9.5, 5.0, 4.0, 15.0, "above_tolerance_within_error"),
        (4.9, 5.0, 4.0, 6.0, "within_tolerance"),
        (9.5, None, 6.0, 13.0, "beyond_error"),
        (1.0, None, -1.0, 3.0, "within_error"),
        (-9.0, 5.0, -12.0, -6.0, "surplus"),
    ],
)
def test_verdicts(rate: float, tolerance: float | None, low: float, high: float, verdict: str) -> None:
    assert judge(rate, tolerance, Spread(1.0, low, high)) == verdict
    assert judge(rate, tolerance, None) == ("surplus" if rate < 0 else "error_unknown")


def test_a_shortage_in_dry_weight_counts_the_errors_of_the_moistures() -> None:
    bill = {"mass": 33_500.0, "moisture_loaded": 0.07, "moisture_discharged": 0.08, "tolerance_per_mille": 5}
    wet = {"draught": 0, "density": 0, "hydrometer": 0, "table_per_mille": 0, "deductibles": {}}
    found = survey_by_draughts({**values(**wet, moisture=0.001), "bill_of_lading": bill}).values
    short, cargo = found["shortage"], found["cargo"]
    assert short["basis"] == "dry"
    assert short["mass"] == pytest.approx(33_500 * 0.93 - cargo * 0.92)
    ratio = cargo * 0.92 / (33_500 * 0.93)
    parts = [1000 * ratio * 0.001 / 0.93, 1000 * ratio * 0.001 / 0.92]
    rate = found["uncertainty"]["first_order"]["standard_per_mille"]
    assert rate == pytest.approx(float(np.hypot(*parts)), rel=1e-4)
