"""Determinations: unknown values, rules that are not loaded, tolerances, cumulation, other requirements."""

from datetime import date
from typing import Any

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.origin.agreements import Issue
from jiangang.methods.origin.requirements import add_months, weigh_issue
from tests.unit.methods.origin.cases import (
    agreement,
    case_table,
    codes,
    cumulation,
    determined,
    material,
    own,
    rules,
    shipped,
    tolerance,
)

ANY = agreement()


def test_a_rule_that_is_not_loaded_is_no_guess() -> None:
    answer = determined(case_table("8504.40", [material(10, hs="8541")], good={"fob": "100"}), ANY)
    assert answer.values["originating"] is None
    assert "rule_not_loaded" in codes(answer)


def test_rules_of_another_hs_edition_are_not_applied() -> None:
    found = rules("CTH", hs_edition=2012)
    answer = determined(case_table("8504.40", [material(10, hs="8541")], good={"fob": "100"}), ANY, found)
    assert answer.values["originating"] is None
    finding = next(each for each in answer.findings if each.code.endswith("hs_edition_differs"))
    assert (finding.params["goods"], finding.params["rules"]) == ("2022", "2012")


def test_a_material_of_another_edition_cannot_show_a_change() -> None:
    table = case_table("8504.40", [material(50, hs="8541", hs_edition=2012)], good={"fob": "100"})
    answer = determined(table, ANY, rules("CTH"))
    assert answer.values["originating"] is None
    assert "material_edition" in codes(answer)


def test_wholly_obtained_and_exclusive_need_no_rule() -> None:
    whole = determined(case_table("0703.20", [], good={"wholly_obtained": True}), ANY)
    made = determined(case_table("2001.10", [own(5, hs="0707")]), ANY)
    assert [whole.values["criteria_met"], made.values["criteria_met"]] == [["WO"], ["PE"]]


def test_an_excepted_code_must_be_originating() -> None:
    found = rules("CTH except 6001-6006")
    fabric = case_table("6109.10", [material(20, hs="6006.22")], good={"fob": "100"})
    yarn = case_table("6109.10", [material(20, hs="5205.11")], good={"fob": "100"})
    assert determined(fabric, ANY, found).values["originating"] is False
    assert determined(yarn, ANY, found).values["originating"] is True


@pytest.mark.parametrize(("value", "originating"), [("10", True), ("10.0000001", False)])
def test_the_bound_of_a_tolerance_is_exact(value: str, originating: bool) -> None:
    materials = [material(40, hs="8541.10"), material(value, hs="8504.90")]
    answer = determined(
        case_table("8504.40", materials, good={"fob": "100"}), agreement(tolerance(10)), rules("CTH")
    )
    assert answer.values["originating"] is originating


@pytest.mark.parametrize(("foreign", "originating"), [("60", True), ("60.00000001", False)])
def test_the_bound_of_a_content_is_exact_and_included(foreign: str, originating: bool) -> None:
    answer = determined(
        case_table("8504.40", [material(foreign, hs="8504")], good={"fob": "100"}), ANY, rules("RVC40")
    )
    assert answer.values["originating"] is originating


def test_tolerated_materials_still_count_for_the_content() -> None:
    """RCEP article 3.7, paragraph 2."""
    materials = [material(9, hs="8504.90"), material(55, hs="8541")]
    table = case_table("8504.40", materials, good={"fob": "100"})
    answer = determined(table, agreement(tolerance(10)), rules("CTH and RVC40"))
    assert answer.values["originating"] is False


@pytest.mark.parametrize(
    ("kind", "origin", "originating"),
    [
        ("none", "BB", False),
        ("bilateral", "BB", True),
        ("bilateral", "CC", False),
        ("diagonal", "CC", True),
        ("diagonal", "ZZ", False),
    ],
)
def test_cumulation_reaches_as_far_as_the_agreement_says(kind: str, origin: str, originating: bool) -> None:
    materials = [own(10), material(70, origin=origin, originating=True)]
    table = case_table("8504.40", materials, good={"fob": "100"})
    answer = determined(table, agreement(cumulation(kind)), rules("RVC40"))
    assert answer.values["originating"] is originating


def test_full_cumulation_opens_a_foreign_material_made_in_a_party() -> None:
    inputs = [material(20, hs="7408"), material(15, origin="BB", originating=True, hs="7408")]
    made = material(70, origin="BB", hs="8504.90", inputs=inputs)
    table = case_table("8504.40", [made], good={"fob": "100"})
    full = determined(table, agreement(cumulation("full")), rules("RVC80"))
    diagonal = determined(table, agreement(cumulation("diagonal")), rules("RVC80"))
    assert [full.values["originating"], diagonal.values["originating"]] == [True, False]


@pytest.mark.parametrize(("share", "rule", "originating"), [(50, "RVC40", True), (70, "RVC40", None)])
def test_a_status_not_known_is_reckoned_both_ways(share: int, rule: str, originating: Any) -> None:
    unknown = material(share, origin="AA", originating=None, hs="8504")
    answer = determined(case_table("8504.40", [unknown], good={"fob": "100"}), ANY, rules(rule))
    assert answer.values["originating"] is originating
    assert "status_unknown" in codes(answer)


def test_an_undetermined_origin_counts_as_foreign() -> None:
    nowhere = {"name": "of unknown origin", "value": "70", "originating": True}
    answer = determined(case_table("8504.40", [nowhere], good={"fob": "100"}), ANY, rules("RVC40"))
    assert answer.values["originating"] is False
    assert "origin_undetermined" in codes(answer)


@pytest.mark.parametrize(
    ("good", "materials", "code"),
    [
        ({}, [material(50, hs="8504")], "good_value_unknown"),
        ({"fob": "100"}, [material(None, hs="8504")], "value_unknown"),
        ({"fob": "100"}, [], "no_materials"),
    ],
)
def test_an_unknown_value_is_a_finding(good: dict[str, Any], materials: list[Any], code: str) -> None:
    answer = determined(case_table("8504.40", materials, good=good), ANY, rules("RVC40"))
    assert answer.values["originating"] is None
    assert code in codes(answer)


def test_an_unstated_cost_is_a_lower_end_only() -> None:
    table = case_table("8504.40", [own(30), material(20, hs="8504")], good={"fob": "100"})
    up = agreement(methods=["build_up"])
    assert determined({**table, "costs": {"direct_labour": "10"}}, up, rules("RVC40")).values["originating"]
    assert (
        determined({**table, "costs": {"direct_labour": "9"}}, up, rules("RVC40")).values["originating"]
        is None
    )
    costs = {"direct_labour": "9", "direct_overhead": 0, "profit": 0, "other": 0}
    assert determined({**table, "costs": costs}, up, rules("RVC40")).values["originating"] is False


def test_rows_that_differ_by_description_must_be_chosen() -> None:
    rows = [
        {"codes": "8504", "rule": "CC", "name": "for ships", "partial": True},
        {"codes": "8504", "rule": "CTH", "name": "all others"},
    ]
    found = rules("CTH", rule=rows)
    table = case_table("8504.40", [material(10, hs="8541")], good={"fob": "100"})
    assert "rule_ambiguous" in codes(determined(table, ANY, found))
    chosen = {**table, "good": {**table["good"], "rule": "for ships"}}
    assert determined(chosen, ANY, found).values["originating"] is False


def test_the_narrowest_row_is_the_rule() -> None:
    rows = [
        {"codes": "85", "rule": "CC"},
        {"codes": "8504.40", "rule": "CTH"},
        {"codes": "8504", "rule": "WO"},
    ]
    table = case_table("8504.40", [material(10, hs="8541")], good={"fob": "100"})
    assert determined(table, ANY, rules("CTH", rule=rows)).values["rule"] == "CTH"


def test_a_process_is_as_the_case_states() -> None:
    table = case_table("2815.11", [material(10, hs="2815")], good={"fob": "100"})
    stated = {**table, "good": {**table["good"], "processes": {"chemical_reaction": True}}}
    assert determined(stated, ANY, rules("CR")).values["originating"] is True
    assert "process_unknown" in codes(determined(table, ANY, rules("CR")))


def rcep(**good: Any) -> dict[str, Any]:
    table = case_table("8504.40", [material(10, origin="US", hs="8541")])
    table["good"] = {"hs": "8504.40", "fob": "100", **good}
    return {**table, "agreement": "rcep", "export_country": "CN", "import_country": "JP"}


@pytest.mark.parametrize(
    ("good", "originating", "code"),
    [
        ({"operations": ["packaging", "simple_mixing"]}, False, "minimal_only"),
        ({"operations": ["packaging"], "other_operations": ["soldering"]}, True, ""),
        ({}, None, "operations_unknown"),
    ],
)
def test_minimal_operations_confer_nothing(good: dict[str, Any], originating: Any, code: str) -> None:
    table = rcep(**good)
    answer = determined(table, shipped(table), rules("CTH", agreement="rcep"))
    assert answer.values["originating"] is originating
    assert not code or code in codes(answer)


def test_an_operation_outside_the_list_is_refused() -> None:
    table = rcep(operations=["packng"])
    with pytest.raises(Refused) as refused:
        determined(table, shipped(table), rules("CTH", agreement="rcep"))
    assert refused.value.findings[0].field == "good.operations"


@pytest.mark.parametrize(
    ("transport", "preference"),
    [
        ({"route": []}, True),
        ({"route": ["SG"], "no_further_processing": True, "customs_control": True}, True),
        ({"route": ["US"], "no_further_processing": False, "customs_control": True}, False),
        ({"route": ["US"], "customs_control": True}, None),
        ({}, None),
    ],
)
def test_direct_transport_decides_the_preference(transport: dict[str, Any], preference: Any) -> None:
    table = {**rcep(other_operations=["soldering"]), "transport": transport}
    answer = determined(table, shipped(table), rules("CTH", agreement="rcep"))
    assert (answer.values["originating"], answer.values["preference"]) == (True, preference)


TERMS = Issue(3, "calendar", 12, "ISSUED RETROACTIVELY", 12)


@pytest.mark.parametrize(
    ("issued", "kind"),
    [
        (date(2024, 2, 28), "normal"),
        (date(2024, 3, 3), "normal"),
        (date(2024, 3, 4), "retroactive"),
        (date(2025, 2, 28), "retroactive"),
        (date(2025, 3, 1), "too_late"),
    ],
)
def test_issue_after_the_goods_left(issued: date, kind: str) -> None:
    timely = weigh_issue(date(2024, 2, 29), issued, TERMS)
    assert (timely.kind, timely.mark) == (kind, TERMS.mark if kind == "retroactive" else "")


def test_months_end_on_the_last_day() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2023, 12, 15), 12) == date(2024, 12, 15)


def test_working_days_say_that_holidays_are_not_known() -> None:
    timely = weigh_issue(date(2024, 3, 1), date(2024, 3, 6), Issue(3, "working", None, "", 12))
    assert (timely.kind, timely.holidays_unknown) == ("normal", True)
    assert weigh_issue(date(2024, 3, 1), date(2024, 3, 7), Issue(3, "working", None, "", 12)).kind is None


def test_an_originating_material_beyond_the_reach_of_cumulation_is_told() -> None:
    far = material(10, origin="ZZ", originating=True, hs="8541")
    answer = determined(case_table("8504.40", [far], good={"fob": "100"}), ANY, rules("CTH"))
    assert "not_cumulated" in codes(answer)


def test_materials_worth_more_than_the_good_are_told() -> None:
    answer = determined(case_table("8504.40", [own(101)], good={"fob": "100"}), ANY, rules("RVC40"))
    assert "materials_exceed_value" in codes(answer)


def test_a_tolerance_by_weight_asks_for_weights() -> None:
    parts = [material(30, hs="5205.11")]
    table = case_table("5205.12", parts, good={"fob": "100"})
    answer = determined(table, agreement(tolerance(10) + tolerance(10, "weight")), rules("CTH"))
    assert answer.values["originating"] is None
    assert "weight_unknown" in codes(answer)
