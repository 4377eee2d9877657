"""Cases, agreements and rules built for the tests of origin."""

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jiangang.methods.answers import Answer
from jiangang.methods.origin.agreements import Edition, get_edition, load_agreements, read_agreement
from jiangang.methods.origin.determination import determine_origin
from jiangang.methods.origin.goods import read_case
from jiangang.methods.origin.product_rules import RuleSet, read_rule_set

BOUND = """
key = "test"
name = "An agreement for tests"
form = "T"
[[edition]]
from = 2000-01-01
universal = {universal}
[edition.parties]
all = ["AA", "BB", "CC"]
source = "made"
verified = true
[edition.rules]
product_rules = "only"
source = "made"
verified = true
[edition.value_content]
base = "fob"
methods = {methods}
source = "made"
verified = true
{more}
"""
TOLERANCE = """
[[edition.de_minimis]]
basis = "{basis}"
percent = {percent}
chapters = ["01-97"]
source = "made"
verified = true
"""
CUMULATION = """
[edition.cumulation]
kind = "{kind}"
source = "made"
verified = true
"""


def tolerance(percent: object, basis: str = "value") -> str:
    """A de minimis part."""
    return TOLERANCE.format(basis=basis, percent=percent)


def cumulation(kind: str) -> str:
    """A cumulation part."""
    return CUMULATION.format(kind=kind)


def agreement(
    more: str = "", methods: Sequence[str] = ("build_down",), universal: Sequence[str] = ("WO", "PE")
) -> Edition:
    """A made agreement of the countries AA, BB and CC."""
    text = BOUND.format(more=more, methods=list(methods), universal=list(universal)).replace("'", '"')
    return read_agreement(tomllib.loads(text, parse_float=Decimal))[0]


def rules(text: str, codes: str = "01-97", **more: Any) -> RuleSet:
    """One product rule for all codes, or for some."""
    row = {"codes": codes, "rule": text}
    head = {"agreement": "test", "hs_edition": 2022, "from": "2000-01-01", "source": "made", "verified": True}
    return read_rule_set({**head, "rule": [row], **more})


def material(
    value: object = None, *, origin: str = "ZZ", originating: bool | None = False, **more: Any
) -> dict[str, Any]:
    """A material, foreign unless said otherwise."""
    found = {"name": more.pop("name", f"{origin} {value}"), "origin": origin, **more}
    if value is not None:
        found["value"] = str(value)
    if originating is not None:
        found["originating"] = originating
    return found


def own(value: object, **more: Any) -> dict[str, Any]:
    """An originating material of the exporting country."""
    return material(value, origin="AA", originating=True, **more)


def case_table(hs: str, materials: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A case of the made agreement, from AA to BB, shipped directly and certified in time."""
    good = {"hs": hs, "other_operations": ["made"], **more.pop("good", {})}
    return {
        "agreement": "test",
        "date": "2024-01-01",
        "export_country": "AA",
        "import_country": "BB",
        "currency": "USD",
        "hs_edition": 2022,
        "good": good,
        "materials": list(materials),
        "transport": {"route": []},
        "certificate": {"shipped": "2024-01-01", "issued": "2024-01-01"},
        **more,
    }


def determined(table: dict[str, Any], edition: Edition, found: RuleSet | None = None) -> Answer:
    """The determination of a case table."""
    return determine_origin(read_case(table), edition, found)


def shipped(table: dict[str, Any]) -> Edition:
    """The edition that is shipped for a case."""
    case = read_case(table)
    return get_edition(load_agreements(), case.agreement, case.day)


def codes(answer: Answer) -> set[str]:
    """Short codes of the findings of an answer."""
    return {each.code.rpartition(".")[2] for each in answer.findings}
