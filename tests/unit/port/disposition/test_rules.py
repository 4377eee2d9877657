"""Rules of disposition: when a case is ripe, what a refusal needs; measures as dated data."""

from datetime import date
from typing import Any

import pytest

from jiangang.port.disposition.measures import all_measures, measures_on
from jiangang.port.disposition.rules import DECISION_RULES, DispositionFacts
from jiangang.port.disposition.workflow import DISPOSITION

DAY = date(2026, 3, 2)
INSPECTED = {"state": "inspected", "lane_inspects": True, "inspection_concluded": True, "conforming": True}
PAPERS = {"state": "targeted", "lane_inspects": False, "inspection_concluded": False, "conforming": None}


def codes(**changes: Any) -> list[str]:
    values = {**INSPECTED, "outcome": "release", "measure": "", "reason": "", "day": DAY, **changes}
    facts = DispositionFacts(**values)
    found = [finding for rule in DECISION_RULES for finding in rule(facts)]
    return [finding.code.removeprefix("disposition.finding.") for finding in found]


@pytest.mark.parametrize("case", [INSPECTED, PAPERS])
def test_a_ripe_case_is_released(case: dict[str, Any]) -> None:
    assert codes(**case) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"inspection_concluded": False}, ["inspection_open"]),
        ({**PAPERS, "lane_inspects": True}, ["inspection_wanted"]),
        ({**PAPERS, "lane_inspects": None}, ["inspection_wanted"]),
        ({"state": "submitted"}, ["not_ripe"]),
        ({"state": "released"}, ["not_ripe"]),
        ({"conforming": False}, ["release_of_failed"]),
        ({"measure": "destroy"}, ["measure_with_release"]),
        ({"outcome": "perhaps"}, ["outcome_unknown"]),
        ({"outcome": "refuse"}, ["measure_missing", "reason_missing"]),
        ({"outcome": "refuse", "measure": "burn", "reason": "x"}, ["measure_missing"]),
        (
            {"outcome": "refuse", "measure": "destroy", "reason": "x", "day": date(1991, 1, 1)},
            ["measure_missing"],
        ),
    ],
)
def test_what_is_wrong_is_found(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(**changes) == expected


def test_a_refusal_with_measure_and_reason_passes() -> None:
    assert codes(outcome="refuse", measure="return", reason="检出实蝇", conforming=False) == []


def test_measures_are_dated_and_cited() -> None:
    assert {measure.code for measure in measures_on(date(1995, 1, 1))} == {"return", "destroy"}
    assert all(measure.basis_zh and measure.basis_en for measure in all_measures().values())


def test_the_table_of_acts_is_whole() -> None:
    DISPOSITION.check_total()
