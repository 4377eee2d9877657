"""Rules of inspection: what makes a result whole; how many packages are opened; checklists as data."""

from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.port.inspection.checklists import all_checklists, get_checklist
from jiangang.port.inspection.content import FoundContent, ResultContent
from jiangang.port.inspection.rules import RESULT_RULES, ResultFacts
from jiangang.port.inspection.sample import WITHOUT_LIMIT, units_for
from jiangang.port.inspection.workflow import INSPECTION

LIST = get_checklist("general")
PEST = FoundContent("live_pest", "critical", "活体幼虫", "Bactrocera dorsalis", 2)


def codes(**changes: Any) -> list[str]:
    answers = {**dict.fromkeys(LIST.items, "conforming"), **changes.pop("answers", {})}
    values = {"conforming": True, "units_opened": 10, "answers": answers, **changes}
    facts = ResultFacts(LIST, 10, ResultContent(**values))
    found = [finding for rule in RESULT_RULES for finding in rule(facts)]
    return [finding.code.removeprefix("inspection.finding.") for finding in found]


def test_a_whole_result_has_no_findings() -> None:
    assert codes() == []
    assert codes(conforming=False, found=(PEST,), answers={"live_pests": "nonconforming"}) == []
    minor = FoundContent("label", "minor", "标签字迹不清")
    assert codes(found=(minor,)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answers": {"seals": ""}}, ["point_open"]),
        ({"answers": {"odour": "conforming"}}, ["point_unknown"]),
        ({"answers": {"seals": "nonconforming"}, "conforming": False}, ["point_unexplained"]),
        ({"units_opened": 0}, ["no_unit_opened"]),
        ({"units_opened": 4}, ["units_short"]),
        ({"units_opened": 4, "remarks": "雨天"}, ["units_missed"]),
        ({"found": (PEST,)}, ["conforming_contradicted"]),
        ({"conforming": False}, ["nonconforming_without_cause"]),
    ],
)
def test_what_is_wrong_is_found(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(**changes) == expected


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (FoundContent("ghost", "major", "x"), ["category_unknown"]),
        (FoundContent("soil", "", "x"), ["severity_unknown", "nonconforming"]),
        (FoundContent("soil", "major", " "), ["found_without_words"]),
        (FoundContent("soil", "major", "x", units_affected=11), ["units_affected_wrong"]),
        (FoundContent("soil", "major", "x", units_affected=0), ["units_affected_wrong"]),
    ],
)
def test_each_thing_found_is_whole(thing: FoundContent, expected: list[str]) -> None:
    assert codes(conforming=False, found=(thing,)) == expected[:1]


@pytest.mark.parametrize(
    ("packages", "units"), [(1, 1), (10, 10), (100, 45), (200, 51), (300, 54), (1000, 57)]
)
def test_the_sample_is_that_of_ispm_31(packages: int, units: int) -> None:
    # ISPM 31, appendix 2, table 1: 95 % confidence, 5 % level of detection (100 → 45 … 1000 → 57)
    assert units_for(packages) == units


@given(st.integers(20, 400))
def test_the_sample_is_the_smallest_that_finds_it(packages: int) -> None:
    affected, opened = max(1, packages // 20), units_for(packages)

    def missed(size: int) -> float:
        return comb(packages - affected, size) / comb(packages, size)

    assert missed(opened) <= 0.05 < missed(opened - 1)


def test_of_very_many_packages_59_are_opened() -> None:
    assert 0.95**59 < 0.05 < 0.95**58
    assert units_for(0) == units_for(10**9) == WITHOUT_LIMIT


@pytest.mark.parametrize("code", sorted(all_checklists()))
def test_a_checklist_speaks_both_languages(code: str) -> None:
    checklist = get_checklist(code)
    for language in ("zh-hans", "en"):
        words = checklist.wording[language]
        assert set(words["item"]) == set(checklist.items)
        assert set(words["category"]) == set(checklist.categories)
        assert checklist.title(language)
    assert checklist.organisms <= set(checklist.categories)


def test_the_table_of_acts_is_whole() -> None:
    INSPECTION.check_total()
