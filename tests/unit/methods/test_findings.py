"""Findings are values: immutable, hashable, written as plain JSON; refusals always say why."""

import copy
import json
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jiangang.methods.findings import (
    Citation,
    Conflict,
    Finding,
    Forbidden,
    FrozenMap,
    NotFound,
    Refused,
    Severity,
    errors,
    raise_if_blocked,
)

MASS = Finding(
    "declarations.finding.mass_negative",
    Severity.ERROR,
    "mass",
    {"mass": Decimal("-1.50")},
)
LATE = Finding("declarations.finding.late", Severity.WARNING)


def test_only_an_error_blocks():
    blocking = [severity for severity in Severity if Finding("a.b", severity).blocks]
    assert blocking == [Severity.ERROR]
    assert errors([LATE, MASS, LATE]) == [MASS]


def test_a_finding_is_hashable_and_equal_by_value():
    again = Finding(
        "declarations.finding.mass_negative",
        "error",
        "mass",
        {"mass": Decimal("-1.50")},
    )
    assert {MASS, again} == {MASS}
    assert hash(Finding("a.b", params={"list": [1, {"x": [2]}], "set": {3}}))
    assert pickle.loads(pickle.dumps(MASS)) == MASS == copy.deepcopy(MASS)


def test_parameters_cannot_be_changed():
    with pytest.raises(TypeError):
        MASS.params["mass"] = 1
    with pytest.raises(AttributeError):
        MASS.params.other = 1
    with pytest.raises(AttributeError):
        MASS.code = "x"


def test_as_dict_is_plain_json_and_loses_no_digit():
    found = Finding(
        "a.b",
        field="mass",
        params={
            "m": Decimal("1.50"),
            "d": date(2011, 6, 30),
            "r": Fraction(1, 3),
            "l": [True, None],
            "b": b"\x01",
        },
        citation=Citation("GB 2763", article="4.1", verified=False),
        row=7,
    )
    plain = json.loads(json.dumps(found.as_dict()))
    assert plain["params"] == {
        "m": "1.50",
        "d": "2011-06-30",
        "r": "1/3",
        "l": [True, None],
        "b": "01",
    }
    assert plain["citation"]["article"] == "4.1"
    assert plain["citation"]["verified"] is False
    assert (plain["row"], plain["severity"], plain["code"]) == (7, "error", "a.b")


def test_keys_of_the_two_sentences():
    assert LATE.message_key == "declarations.finding.late.message"
    assert LATE.mend_key == "declarations.finding.late.mend"


def test_refusals_carry_all_findings_and_at_least_one():
    with pytest.raises(Refused) as caught:
        raise_if_blocked(iter([LATE, MASS]))
    assert caught.value.findings == (LATE, MASS)
    raise_if_blocked([LATE])
    with pytest.raises(ValueError, match="at least one"):
        Refused([])
    for kind in (Forbidden, Conflict, NotFound):
        assert isinstance(kind(MASS), Refused)
        assert kind(MASS).findings == (MASS,)
        assert pickle.loads(pickle.dumps(kind(MASS))).findings == (MASS,)
    assert "mass" in str(Refused(MASS))


def test_frozen_map_equals_any_mapping_with_the_same_items():
    assert FrozenMap({"a": 1, "b": 2}) == {"b": 2, "a": 1}
    assert hash(FrozenMap({"a": 1, "b": 2})) == hash(FrozenMap({"b": 2, "a": 1}))
    assert not FrozenMap()
