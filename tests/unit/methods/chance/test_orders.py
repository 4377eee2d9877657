"""Draws by order: people, items and units; repeated from the proof alone, and every change found."""

import copy
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.chance import (
    Opening,
    Order,
    OrderProof,
    Pool,
    Units,
    close_ceremony,
    draw_order,
    list_not_checked,
    open_ceremony,
    verify_draw,
    verify_order,
)
from jiangang.methods.findings import Refused

from .test_ceremonies import BEACON, OPENING, PLAN, codes, parts_of, paths, refused
from .test_stream import other_draw

DAY = date(2011, 6, 30)
UNITS = Order(
    "units", "ZJG", DAY, "1", "ZJG2011-17", Units.of(1, 5000, {"17": ["damaged"], "100-199": ["gone"]}), 12
)
ITEMS = Order("items", "ZJG", DAY, "2", "audit", Pool.of(["b", "a", "c"], {"d": ["seen"]}), 2)
PEOPLE = replace(ITEMS, kind="people", label="3")


def opening_for(*orders: Order) -> Opening:
    plan = replace(PLAN, orders=tuple(order.digest for order in orders))
    promises, shares = parts_of(plan)
    return open_ceremony(close_ceremony(plan, promises), shares, beacon_value=BEACON)[0]


PROMISED = opening_for(UNITS, ITEMS, PEOPLE)


def proof_of(order: Order, opening: Opening = PROMISED) -> OrderProof:
    return OrderProof(order, opening, draw_order(order, opening.seed))


@pytest.mark.parametrize("order", [UNITS, ITEMS, PEOPLE], ids=lambda order: order.kind)
def test_a_draw_is_repeated_from_its_proof(order):
    proof = proof_of(order)
    assert OrderProof.parse(proof.as_json()) == proof
    for form in (proof.as_json(), proof.as_json().encode(), proof.as_dict()):
        assert verify_draw(form, root=PROMISED.ceremony.root) == verify_order(form) == []
    assert codes(list_not_checked(proof.as_dict())) == ["root_time_not_checked", "beacon_not_checked"]
    assert Order.parse(json.dumps(order.as_dict())) == order
    expected = other_draw(
        OPENING.seed, order.stream_label, list(order.pool if order is UNITS else "abc"), order.count
    )
    assert list(draw_order(order, OPENING.seed)) == expected


def test_units_excluded_are_never_drawn_and_all_others_can_be():
    everything = replace(UNITS, count=4899)
    drawn = draw_order(everything, OPENING.seed)
    assert set(drawn) == set(range(1, 5001)) - {17} - set(range(100, 200))
    assert codes(replace(UNITS, count=4900).findings()) == ["too_few_to_draw"]
    assert codes(refused(lambda: draw_order(replace(UNITS, count=0), OPENING.seed))) == ["too_few_to_draw"]
    huge = replace(UNITS, pool=Units(1, 10**9), count=250_001)
    assert codes(huge.findings()) == ["too_many_to_draw"]


def test_kinds_labels_and_subjects_have_nothing_in_common():
    many = Pool.of(map(str, range(1000)))
    orders = [replace(ITEMS, pool=many, count=10)]
    orders += [replace(orders[0], **change) for change in (
        {"kind": "people"}, {"label": "x"}, {"subject": "x"}, {"day": date(2011, 7, 1)}, {"count": 11},
    )]  # fmt: skip
    assert len({draw_order(order, OPENING.seed)[:10] for order in orders}) == len(orders)


@given(st.permutations(range(12)), st.sets(st.integers(0, 11), max_size=4))
def test_the_order_in_which_ids_come_decides_nothing(ids, out):
    excluded = {f"id{each}": ["r"] for each in out}
    pools = [
        Pool.of([f"id{each}" for each in some if each not in out], excluded) for some in (ids, range(12))
    ]
    one, other = (replace(ITEMS, pool=pool, count=3) for pool in pools)
    assert one.digest == other.digest
    assert draw_order(one, OPENING.seed) == draw_order(other, OPENING.seed)


def test_an_order_that_was_not_promised_is_found():
    later = replace(UNITS, subject="ZJG2011-18")
    assert codes(verify_order(proof_of(later).as_dict())) == ["order_not_promised"]
    assert codes(verify_order(proof_of(replace(UNITS, office="NT")).as_dict())) == [
        "order_of_other_office", "order_not_promised",
    ]  # fmt: skip
    open_plan = proof_of(later, opening_for())
    assert verify_order(open_plan.as_dict()) == []
    assert "order_time_not_checked" in codes(list_not_checked(open_plan.as_dict()))


@pytest.mark.parametrize("order", [UNITS, ITEMS], ids=lambda order: order.kind)
def test_every_changed_value_of_a_proof_is_found(order):
    document = proof_of(order).as_dict()
    for path in [path for path in paths(document) if path[0] != "opening"]:
        for value in ("units", 3, None, [], {}, -1, 2**70, ["x"]):
            changed = copy.deepcopy(document)
            inner = changed
            for part in path[:-1]:
                inner = inner[part]
            if inner[path[-1]] != value:
                inner[path[-1]] = value
                assert verify_draw(changed), (path, value)
    swapped = {**document, "result": document["result"][::-1]}
    assert codes(verify_draw(swapped)) == ["methods.finding.draw_result_differs"]


def test_wrong_orders_are_refused():
    for change in ({"kind": "units"}, {"pool": Units(1, 3)}, {"kind": "lots"}):
        assert codes(replace(ITEMS, **change).findings()) == ["kind_wrong"]
    for document in ({**ITEMS.as_dict(), "kind": "lots"}, {**UNITS.as_dict(), "excluded": {"3-1": ["r"]}}):
        with pytest.raises(Refused):
            Order.parse(document)


@given(st.integers(0, 50), st.integers(0, 60), st.sets(st.integers(0, 110), max_size=8))
def test_units_are_counted_as_a_list_would_be(first, more, out):
    inside = sorted(each for each in out if first <= each <= first + more)
    units = Units.of(first, first + more, {str(each): ["r"] for each in inside})
    listed = [each for each in range(first, first + more + 1) if each not in out]
    assert (len(units), list(units), units[:]) == (len(listed), listed, listed)
    assert [units[place] for place in range(-len(listed), 0)] == listed
    assert units[1:5:2] == listed[1:5:2]


def test_wrong_units_are_refused():
    for first, last, excluded in (
        (2, 1, {}), (-1, 1, {}), (1, 10**15 + 1, {}), (1, 9, {"0": ["r"]}), (1, 9, {"10": ["r"]}),
        (1, 9, {"3": []}), (1, 9, {"3": [""]}), (1, 9, {"3-5": ["r"], "5": ["r"]}), (1, 9, {"5-3": ["r"]}),
        (1, 9, {"03": ["r"]}), (1, 9, {"x": ["r"]}),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            Units.of(first, last, excluded)
    with pytest.raises(IndexError):
        Units(1, 3)[3]
