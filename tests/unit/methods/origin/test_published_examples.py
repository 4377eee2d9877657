"""Worked examples of others: handbooks, law firms, authorities. Each test names where the figures stand."""

from fractions import Fraction
from typing import Any

import pytest

from jiangang.methods.origin.content import build_down, build_up, foreign_percent
from jiangang.methods.origin.product_rules import read_rule_set
from tests.unit.methods.origin.cases import (
    agreement,
    case_table,
    determined,
    material,
    own,
    rules,
    shipped,
    tolerance,
)


@pytest.mark.parametrize(("input_code", "originating"), [("1101.00", True), ("1901.20", False)])
def test_bread_from_flour_and_from_mixes(input_code: str, originating: bool) -> None:
    """US International Trade Administration, “Example Rules of Origin”, US–Australia: 1902–1905 from any
    other chapter; flour of chapter 11 qualifies, a mix of chapter 19 does not.
    """
    table = case_table("1905.90", [material(30, hs=input_code)], good={"fob": "100"})
    answer = determined(table, agreement(), rules("CC", codes="1902-1905"))
    assert answer.values["originating"] is originating


def test_wooden_furniture_by_subheading_and_content() -> None:
    """US International Trade Administration, the same page: 9403.50 from parts of 9403.90, adjusted value
    1,000, non-originating 500: 50 % by either formula, above 45 (build-down) and 35 (build-up).
    """
    assert build_down(Fraction(1000), Fraction(500)) == 50
    assert build_up(Fraction(1000), Fraction(500)) == 50
    rule = rules("CTH or CTSH and (RVC35.build_up or RVC45.build_down)", codes="940310-940380")
    parts = [own(500, hs="9403.90"), material(500, hs="9403.90")]
    answer = determined(case_table("9403.50", parts, good={"fob": "1000"}), agreement(), rule)
    assert answer.values["criteria_met"] == ["CTSH and (RVC35.build_up or RVC45.build_down)"]


def rcep_converter(**more: Any) -> dict[str, Any]:
    """Product A of Lantai Partners' article: FOB 5.6; India 2, Thailand 1.5, China 1.2 and costs 0.9."""
    materials = [
        material("1.2", origin="CN", originating=True, hs="850490"),
        material("1.5", origin="TH", originating=True, hs="850490"),
        material("2", origin="IN", hs="850490"),
    ]
    return {
        **case_table("850440", materials, good={"fob": "5.6"}),
        "agreement": "rcep",
        "date": "2023-07-01",
        "export_country": "CN",
        "import_country": "JP",
        "costs": {"direct_labour": "0.9", "direct_overhead": 0, "profit": 0, "other": 0},
        **more,
    }


def rcep_rule(text: str) -> Any:
    """A rule set for the case above."""
    head = {"agreement": "rcep", "hs_edition": 2022, "from": "2022-01-01", "source": "test"}
    return read_rule_set({**head, "rule": [{"codes": "8504", "rule": text}]})


def test_rcep_cumulation_turns_the_outcome() -> None:
    """lantai.cn, news 1317: without cumulation 37.5 % by both formulas, not originating; with it 64.28 %."""
    fob = Fraction("5.6")
    assert build_down(fob, Fraction("3.5")) == Fraction("37.5")
    assert build_up(fob, Fraction("1.2"), [Fraction("0.9")]) == Fraction("37.5")
    assert int(build_down(fob, Fraction(2)) * 100) == 6428
    assert int(build_up(fob, Fraction("2.7"), [Fraction("0.9")]) * 100) == 6428
    table = rcep_converter()
    assert determined(table, shipped(table), rcep_rule("RVC40")).values["originating"] is True
    assert determined(table, shipped(table), rcep_rule("RVC40.own")).values["originating"] is False


def test_rcep_marks_cumulation_on_the_form() -> None:
    table = rcep_converter()
    assert determined(table, shipped(table), rcep_rule("RVC40")).values["marks"] == ["ACU", "RVC"]


def test_hair_curling_iron_of_atiga() -> None:
    """customslegaloffice.com after the WCO Origin Compendium: 8516.32 from parts 8516.90, FOB 4.40, foreign
    1.20, RVC 40: originating. (The page prints 76 %, which does not follow from its own figures.)
    """
    assert build_down(Fraction("4.40"), Fraction("1.20")) == Fraction(800, 11)
    table = case_table("8516.32", [material("1.20", hs="8516.90")], good={"fob": "4.40"})
    answer = determined(table, agreement(), rules("RVC40 or CTH", codes="8516"))
    assert answer.values["criteria_met"] == ["RVC40"]


@pytest.mark.parametrize(("thread", "originating"), [("7", True), ("7.001", False)])
def test_silk_yarn_by_weight(thread: str, originating: bool) -> None:
    """Japan–Indonesia, –Malaysia and –Chile agreements, “Example of the application of De Minimis for textile
    goods”: 5006.00 from Indian raw silk 5002 and Chinese thread 5006; thread up to 7 % of the yarn's weight.
    """
    materials = [
        material(60, hs="5002.00", weight="93"),
        material(20, hs="5006.00", weight=thread),
    ]
    table = case_table("5006.00", materials, good={"fob": "100", "weight": "100"})
    answer = determined(table, agreement(tolerance(7, "weight")), rules("AH except 5005-5006", codes="50"))
    assert answer.values["originating"] is originating


def test_refrigerator_with_korean_compressor() -> None:
    """xilu.com 2022-01-03: parts from Korea above 60 % of the price fail ASEAN–China's 40 % (as it was before
    the heading rule of 2019) and count as regional under RCEP.
    """
    parts = [material(61, origin="KR", originating=True, hs="8414.30")]
    table = {
        **case_table("8418.10", parts, good={"fob": "100", "no_product_rule": True}),
        "agreement": "acfta",
        "date": "2018-05-01",
        "export_country": "CN",
        "import_country": "TH",
    }
    assert determined(table, shipped(table)).values["originating"] is False
    later = {**table, "agreement": "rcep", "date": "2023-05-01"}
    rule = read_rule_set(
        {
            "agreement": "rcep",
            "hs_edition": 2022,
            "from": "2022-01-01",
            "source": "test",
            "rule": [{"codes": "8418", "rule": "RVC40"}],
        }
    )
    assert determined(later, shipped(later), rule).values["originating"] is True


def test_transaction_value_of_a_motor_part() -> None:
    """calkulon.com, rules of origin: transaction value 500, non-originating 200: 60 %, below 75 %."""
    assert build_down(Fraction(500), Fraction(200)) == 60
    assert foreign_percent(Fraction(500), Fraction(200)) == 40
    table = case_table("8708.99", [material(200, hs="8708.99")], good={"fob": "500"})
    assert determined(table, agreement(), rules("RVC75")).values["originating"] is False
