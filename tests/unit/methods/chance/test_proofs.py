"""Proofs of draws: recomputed from the document alone; every change and every bad document is found."""

import copy
import hashlib
import hmac
import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.chance import DaySeeds, DrawProof, Pool, list_not_checked, make_draw, verify_draw
from jiangang.methods.findings import Refused, Severity
from jiangang.methods.log import Checkpoint, NoteSigner

from .test_stream import other_draw

DAY = date(2011, 6, 30)
SEEDS = DaySeeds.of_slots(b"m" * 32, DAY, 100)
OPENED = SEEDS.reveal("17")
ENTRY = hashlib.sha256(b"entry").digest()
POOL = Pool.of(["p:9", "p:10", "p:3", "p:4"], {"p:7": ["interest", "on_leave"], "p:8": ["accepted"]})
OFFICE = NoteSigner.from_private_key("zjg/draws", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = NoteSigner.from_private_key("zjg/draws", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
DRAW = make_draw(
    OPENED,
    office="ZJG",
    subject="ZJG2011-000017",
    entry_sequence=412,
    entry_leaf_hash=ENTRY,
    pool=POOL,
    count=2,
)
SIGNED = Checkpoint("zjg/draws/2011-06-30", 100, SEEDS.root).sign(OFFICE)
PROOF = DrawProof.of(DRAW, OPENED, checkpoint=SIGNED)
DOCUMENT = PROOF.as_dict()
# These stand in the proof for the reader; by design they decide nothing in the draw.
SAID_ONLY = {("entry", "sequence"), ("excluded",)}


def codes(document, **options) -> list[str]:
    return [found.code.removeprefix("methods.finding.") for found in verify_draw(document, **options)]


def changed(path: tuple[str, ...], value: object) -> dict:
    document = copy.deepcopy(DOCUMENT)
    inner = document
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return document


def paths(values: dict, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, value in values.items():
        inner = isinstance(value, dict) and name != "excluded"
        found += paths(value, (*before, name)) if inner else [(*before, name)]
    return found


def test_a_true_proof_verifies_from_text_bytes_and_object():
    for form in (
        PROOF.as_json(),
        PROOF.as_json().encode(),
        DOCUMENT,
        DrawProof.parse(PROOF.as_json()).as_json(),
    ):
        assert verify_draw(form) == []
        assert verify_draw(form, keys=[OFFICE.key]) == []
    assert DrawProof.parse(PROOF.as_json()) == PROOF


def test_the_result_is_that_of_a_second_implementation():
    sub_seed = hmac.new(b"m" * 32, b"2011-06-30|17", hashlib.sha256).digest()
    seed = hmac.new(sub_seed, b"jiangang.draw/1 mix\0" + ENTRY, hashlib.sha256).digest()
    label = "draw|ZJG|2011-06-30|17|ZJG2011-000017"
    assert list(DRAW.result) == other_draw(seed, label, ["p:10", "p:3", "p:4", "p:9"], 2)


def test_the_order_in_which_ids_come_decides_nothing():
    again = make_draw(
        OPENED, office="ZJG", subject="ZJG2011-000017", entry_sequence=412, entry_leaf_hash=ENTRY,
        pool=Pool.of(["p:4", "p:3", "p:10", "p:9"]), count=2,
    )  # fmt: skip
    assert again.result == DRAW.result


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("sub_seed",), "00" * 32, "draw_seed_not_committed"),
        (("label",), "18", "draw_seed_not_committed"),
        (("day",), "2011-07-01", "draw_seed_not_committed"),
        (("commitment", "index"), 18, "draw_seed_not_committed"),
        (("commitment", "root"), "00" * 32, "draw_seed_not_committed"),
        (("commitment", "checkpoint"), "x\n", "note_malformed"),
        (("result",), list(DRAW.result[::-1]), "draw_result_differs"),
        (("subject",), "ZJG2011-000019", "draw_result_differs"),
        (("entry", "leaf_hash"), "01" * 32, "draw_result_differs"),
        (("count",), 5, "pool_too_small"),
        (("count",), 0, "pool_too_small"),
        (("pool",), ["p:3", "p:10"], "document_pool_wrong"),
        (("pool",), ["p:3", "p:7"], "document_pool_wrong"),
        (("excluded",), {"p:7": []}, "document_pool_wrong"),
        (("version",), "jiangang.draw/2", "document_version_unknown"),
        (("algorithm",), "md5", "document_version_unknown"),
        (("surprise",), 1, "document_name_unknown"),
        (("entry", "surprise"), 1, "document_name_unknown"),
    ],
)
def test_each_change_is_found(path, value, code):
    assert code in codes(changed(path, value))


@pytest.mark.parametrize("path", paths(DOCUMENT), ids=".".join)
def test_each_missing_or_misshapen_value_is_found(path):
    document = changed(path, None)
    assert codes(document)
    inner = document
    for part in path[:-1]:
        inner = inner[part]
    del inner[path[-1]]
    assert codes(document) == ["document_lacks"] or "draw_checkpoint_missing" in codes(document)
    for value in (1.5, True, -1, [1], {"a": 1}, "\0", "\ud800", [["p"]], 2**70):
        assert codes(changed(path, value)), value


@given(st.sampled_from(paths(DOCUMENT)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
))  # fmt: skip
def test_no_value_raises_and_none_passes(path, value):
    found = verify_draw(changed(path, value))
    inner = DOCUMENT
    for part in path:
        inner = inner[part]
    same_draw_by_chance = path in {("office",), ("subject",)} and isinstance(value, str)
    assert found or path in SAID_ONLY or value in ("", inner) or same_draw_by_chance


@given(st.text() | st.binary())
def test_no_document_raises(document):
    assert verify_draw(document)


@pytest.mark.parametrize("document", ["[1]", "1", "{", '{"a":1,"a":2}', "[" * 100_000, b"\xff", "", "null"])
def test_what_is_no_document_is_one_finding(document):
    assert codes(document) == ["document_no_json"]


def test_the_checkpoint_is_compared_and_its_signature_checked_with_keys():
    other_root = Checkpoint("zjg/draws/2011-06-30", 100, bytes(32)).sign(OFFICE)
    assert codes(changed(("commitment", "checkpoint"), other_root)) == ["draw_checkpoint_differs"]
    assert codes(DOCUMENT, keys=[OTHER.key]) == ["note_not_signed"]
    assert codes(changed(("commitment", "checkpoint"), ""), keys=[OFFICE.key]) == ["draw_checkpoint_missing"]


def test_what_is_not_checked_is_said():
    unsigned = changed(("commitment", "checkpoint"), "")
    for document, expected in (
        (unsigned, ["draw_root_unsigned"]),
        (DOCUMENT, ["draw_signature_not_checked"]),
    ):
        found = list_not_checked(document)
        assert [each.code.removeprefix("methods.finding.") for each in found] == expected
        assert all(each.severity is Severity.NOT_CHECKED for each in found)
    assert list_not_checked(DOCUMENT, keys=[OFFICE.key]) == []
    assert list_not_checked("{") == []


def test_a_pool_too_small_is_refused():
    with pytest.raises(Refused) as caught:
        make_draw(
            OPENED, office="ZJG", subject="x", entry_sequence=1, entry_leaf_hash=ENTRY, pool=POOL, count=5
        )
    assert caught.value.findings[0].params == {"count": 5, "eligible": 4, "excluded": 2}
    with pytest.raises(ValueError, match="another seed"):
        DrawProof.of(DRAW, SEEDS.reveal("18"))


def test_pools_are_sorted_and_without_doubt():
    assert POOL.eligible == ("p:10", "p:3", "p:4", "p:9")
    for eligible, excluded in ((["a"], {"a": ["x"]}), (["a", "a"], {}), ([""], {}), (["a"], {"b": []})):
        with pytest.raises(ValueError, match=r".+"):
            Pool.of(eligible, excluded)


def test_the_document_is_plain_json():
    assert json.loads(PROOF.as_json()) == DOCUMENT
