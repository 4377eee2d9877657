"""Properties that every determination has, whatever the bill of materials."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.origin.classification import HsRange
from jiangang.methods.origin.conditions import (
    Change,
    Content,
    Either,
    Every,
    Exclusive,
    Process,
    WhollyObtained,
    parse_condition,
)
from tests.unit.methods.origin.cases import (
    agreement,
    case_table,
    cumulation,
    determined,
    material,
    own,
    rules,
    tolerance,
)

BOTH = agreement(methods=["build_down", "build_up"])
TOLERANT = agreement(tolerance(10) + cumulation("diagonal"), methods=["build_down", "build_up"])
CODES = ("8504", "850490", "8541", "8531", "7408")
STATUS = (True, False, None)
materials = st.lists(
    st.builds(
        lambda value, country, status, code: material(value, origin=country, originating=status, hs=code),
        st.integers(0, 60),
        st.sampled_from(["AA", "BB", "CC", "ZZ"]),
        st.sampled_from(STATUS),
        st.sampled_from(CODES),
    ),
    min_size=1,
    max_size=5,
)
ALTERNATIVES = ("CTH", "RVC40", "CC except 85", "CTSH and RVC60", "MAXNOM30.own", "CR")


def outcome(table: dict[str, Any], rule: str, edition: Any = TOLERANT) -> Any:
    """Yes, no or not determined."""
    return determined(table, edition, rules(rule)).values["originating"]


@settings(max_examples=150)
@given(materials, st.integers(100, 300), st.integers(0, 50), st.booleans())
def test_more_originating_material_never_takes_origin_away(
    parts: list[Any], fob: int, added: int, raises_price: bool
) -> None:
    before = case_table("850440", parts, good={"fob": str(fob)})
    price = fob + added if raises_price else fob
    after = case_table("850440", [*parts, own(added, hs="8504")], good={"fob": str(price)})
    if outcome(before, "RVC40", BOTH) is True:
        assert outcome(after, "RVC40", BOTH) is True


@settings(max_examples=100)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(100, 1000))
def test_the_tolerance_is_monotone(one: int, other: int, fob: int) -> None:
    small, large = sorted((one, other))
    made = [
        outcome(case_table("850440", [material(value, hs="850490")], good={"fob": str(fob)}), "CTH")
        for value in (small, large)
    ]
    assert made[0] or not made[1]
    assert made == [Fraction(value * 100, fob) <= 10 for value in (small, large)]


@settings(max_examples=150)
@given(st.data(), materials, st.integers(50, 300))
def test_order_decides_nothing(data: st.DataObject, parts: list[Any], fob: int) -> None:
    chosen = data.draw(st.lists(st.sampled_from(ALTERNATIVES), min_size=1, max_size=4))
    one = case_table("850440", parts, good={"fob": str(fob)})
    other = case_table("850440", data.draw(st.permutations(parts)), good={"fob": str(fob)})
    first = determined(one, TOLERANT, rules(" or ".join(chosen)))
    second = determined(other, TOLERANT, rules(" or ".join(data.draw(st.permutations(chosen)))))
    for name in ("originating", "preference", "criteria_met", "marks"):
        assert first.values[name] == second.values[name]


@settings(max_examples=150)
@given(materials, st.integers(50, 300), st.sampled_from(ALTERNATIVES))
def test_what_is_decided_holds_however_the_unknown_turns_out(parts: list[Any], fob: int, rule: str) -> None:
    decided = outcome(case_table("850440", parts, good={"fob": str(fob)}), rule)
    if decided is None:
        return
    for answer in (True, False):
        known = [{**each, "originating": each.get("originating", answer)} for each in parts]
        assert outcome(case_table("850440", known, good={"fob": str(fob)}), rule) is decided


@settings(max_examples=150)
@given(materials, st.integers(50, 300))
def test_the_content_equals_a_plain_recount(parts: list[Any], fob: int) -> None:
    known = [{**each, "originating": bool(each.get("originating"))} for each in parts]
    foreign = sum(
        int(each["value"]) for each in known if not (each["originating"] and each["origin"] != "ZZ")
    )
    down = agreement(cumulation("diagonal"), methods=["build_down"], universal=[])
    made = outcome(case_table("850440", known, good={"fob": str(fob)}), "RVC40", down)
    assert made is ((fob - foreign) * 100 >= 40 * fob)


percents = st.integers(1, 100).map(Fraction)
ranges = st.sampled_from(["0901", "50-63", "850490"]).map(HsRange.parse)
leaves = st.one_of(
    st.builds(WhollyObtained),
    st.builds(Exclusive),
    st.builds(Change, st.sampled_from([0, 2, 4, 6]), st.lists(ranges, max_size=2).map(tuple)),
    st.builds(Content, percents, st.booleans(), st.sampled_from([(), ("build_up",)]), own=st.booleans()),
    st.builds(Process, st.sampled_from(["chemical_reaction", "spinning"])),
)
everys = st.lists(leaves, min_size=2, max_size=3).map(lambda parts: Every(tuple(parts)))
eithers = st.lists(st.one_of(leaves, everys), min_size=2, max_size=3).map(lambda parts: Either(tuple(parts)))


@given(st.one_of(leaves, everys, eithers, st.tuples(leaves, eithers).map(Every)))
def test_a_condition_reads_back_as_it_is_written(condition: Any) -> None:
    assert parse_condition(str(condition)) == condition
