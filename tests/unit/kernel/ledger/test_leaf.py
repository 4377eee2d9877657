"""The canonical forms, byte by byte, without a database."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.kernel.ledger import leaf

TEXT = st.text(max_size=20)


def test_a_leaf_written_out_by_hand() -> None:
    data = leaf.leaf_bytes(
        sequence=7,
        at=datetime(2011, 6, 30, 8, 5, tzinfo=timezone(timedelta(hours=8))),
        recorded_at=datetime(2011, 7, 1, 1, 2, 3, 4, tzinfo=UTC),
        actor="person:12",
        post="clerk",
        act="declarations.notice.accept",
        subject="notice:5",
        case="案1",
        facts_json='{"n":1}',
        personal_commitment=None,
        rows_digest=bytes(32),
    )
    expected = (
        "14:ledger.entry/1,1:7,27:2011-06-30T00:05:00.000000Z,27:2011-07-01T01:02:03.000004Z,9:person:12,5:clerk,"
        '26:declarations.notice.accept,8:notice:5,4:案1,7:{"n":1},0:,64:' + "0" * 64 + ","
    )
    assert data == expected.encode()
    assert leaf.leaf_hash(data) == hashlib.sha256(b"\x00" + data).digest()


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
def test_no_two_lists_of_fields_share_one_writing(one: list[str], other: list[str]) -> None:
    same = b"".join(map(leaf.netstring, one)) == b"".join(map(leaf.netstring, other))
    assert same == (one == other)


def test_null_and_empty_differ_in_a_row() -> None:
    assert leaf.row_bytes("a.b/1", ["c"], [None]) == b"5:a.b/1,1:c,-"
    assert leaf.row_bytes("a.b/1", ["c"], [""]) == b"5:a.b/1,1:c,0:,"


def test_the_rows_of_an_entry_have_one_order() -> None:
    rows = [leaf.Covered("b/1", "1", bytes(32)), leaf.Covered("a/1", "2", bytes(32))]
    assert leaf.rows_digest(rows) == leaf.rows_digest(rows[::-1])
    assert leaf.rows_digest([]) != leaf.rows_digest(rows)


def test_facts_are_exact_sorted_text() -> None:
    facts = {"名": "苹\n果", "a": Decimal("1E+3"), "b": [True, None, {"y": 2, "x": (1,)}]}
    assert leaf.canonical_json(facts) == '{"a":"1000","b":[true,null,{"x":[1],"y":2}],"名":"苹\\n果"}'
    for wrong in ({"a": 0.1}, {1: "a"}, {"a": {1, 2}}):
        with pytest.raises(TypeError):
            leaf.canonical_json(wrong)  # type: ignore[arg-type]


def test_a_commitment_hides_behind_its_salt() -> None:
    assert leaf.commitment(bytes(32), "{}") != leaf.commitment(bytes(31) + b"\x01", "{}")
    with pytest.raises(ValueError, match="32"):
        leaf.commitment(b"short", "{}")
