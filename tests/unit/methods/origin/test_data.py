"""The agreements that are shipped, and the forms of the files that people load."""

from datetime import date

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.origin.agreements import get_edition, load_agreements, read_agreement
from jiangang.methods.origin.conditions import parse_condition
from jiangang.methods.origin.goods import read_case
from jiangang.methods.origin.product_rules import read_rule_set
from tests.unit.methods.origin.cases import case_table, rules


def test_every_part_names_its_source() -> None:
    for edition in load_agreements():
        assert edition.citations
        for name, citation in edition.citations.items():
            assert len(citation.source) > 10, (edition.key, name)


@pytest.mark.parametrize(
    ("key", "day", "general"),
    [
        ("acfta", date(2019, 8, 19), "RVC40"),
        ("acfta", date(2019, 8, 20), "RVC40 or CTH"),
        ("apta", date(2011, 6, 30), "MAXNOM55.own or RVC60"),
    ],
)
def test_an_agreement_is_as_it_was_on_the_day(key: str, day: date, general: str) -> None:
    """certificates-and-origin.md §4.1."""
    assert str(get_edition(load_agreements(), key, day).general) == general


def test_least_developed_countries_have_ten_points_more() -> None:
    """certificates-and-origin.md §4.1: local content 35 %, aggregate 50 %."""
    apta = get_edition(load_agreements(), "apta", date(2020, 1, 1))
    assert str(apta.general_of("BD")) == "MAXNOM65.own or RVC50"
    assert str(apta.general_of("CN")) == "MAXNOM55.own or RVC60"


def test_no_edition_on_a_day_is_refused() -> None:
    for key, day in (("rcep", date(2021, 12, 31)), ("nothing", date(2024, 1, 1))):
        with pytest.raises(Refused):
            get_edition(load_agreements(), key, day)


def test_a_party_that_joined_later() -> None:
    rcep = get_edition(load_agreements(), "rcep", date(2022, 1, 1))
    assert (rcep.parties["KR"], rcep.parties["PH"]) == (date(2022, 2, 1), date(2023, 6, 2))


def test_all_faults_of_a_case_are_told_at_once() -> None:
    table = case_table(
        "85044", [{"name": "x", "value": "-1", "origin": "China", "wieght": 3}], good={"fob": 0}
    )
    with pytest.raises(Refused) as refused:
        read_case({**table, "date": "soon"})
    fields = [each.field for each in refused.value.findings]
    assert set(fields) == {
        "date", "good.hs", "good.fob", "materials[1].value", "materials[1].origin", "materials[1].wieght",
    }  # fmt: skip


@pytest.mark.parametrize("value", [0.1, "1e999999999", "NaN", "Infinity", "1_0", "1,5", "12,34", True])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(Refused):
        read_case(case_table("8504.40", [], good={"fob": value}))


@pytest.mark.parametrize(
    "text", ["", "CTX", "CTH or", "(CTH", "RVC140", "RVC40.fobb", "CTH CTSH", "CTH except", "(" * 2000]
)
def test_a_rule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_condition(text)
    with pytest.raises(Refused):
        read_rule_set({"agreement": "test", "hs_edition": 2022, "from": "2000-01-01", "source": "x",
                       "rule": [{"codes": "85", "rule": text}]})  # fmt: skip


def test_and_binds_before_or() -> None:
    assert str(parse_condition("CTH or CTSH and RVC40")) == "CTH or CTSH and RVC40"
    assert parse_condition("CTH or CTSH and RVC40") != parse_condition("(CTH or CTSH) and RVC40")


def test_a_rule_set_says_of_which_agreement_it_is() -> None:
    assert rules("CTH").agreement == "test"


def test_overlapping_editions_are_refused() -> None:
    part = {"source": "made up here", "verified": False}
    edition = {
        "from": "2000-01-01",
        "parties": {**part, "all": ["AA"]},
        "rules": {**part, "product_rules": "only"},
        "value_content": {**part, "base": "fob", "methods": ["build_down"]},
    }
    with pytest.raises(Refused) as refused:
        read_agreement(
            {"key": "x", "name": "x", "form": "x", "edition": [edition, {**edition, "from": "2001-01-01"}]}
        )
    assert refused.value.findings[0].code.endswith("editions_overlap")
