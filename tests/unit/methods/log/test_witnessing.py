"""The witness: judged as another program's test script judges, and never brought to sign two histories."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    AddCheckpoint,
    Checkpoint,
    Head,
    MerkleTree,
    NoteSigner,
    VerifierKey,
    answer_with,
    join_cosignatures,
    judge_add_checkpoint,
    leaf_hash,
    verify_cosignatures,
)

from .test_cosignatures import OFFICE, WITNESS, code_of

CASES = json.loads(
    (Path(__file__).parents[3] / "data" / "log-notes" / "litewitness.json").read_text(encoding="utf-8")
)
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = VerifierKey(
    SIGSUM, bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
)
ORIGIN = OFFICE.key.name
LOGS = {ORIGIN: [OFFICE.key]}
TREE = MerkleTree(leaf_hash(b"%d" % number) for number in range(40))
OTHER = MerkleTree(leaf_hash(b"%d" % (number + (number == 3))) for number in range(40))


def asked(old: int, new: int, tree: MerkleTree = TREE, **changes) -> bytes:
    proof = tree.consistency_proof(old, new) if 0 < old <= new else []
    request = {
        "old_size": old,
        "proof": tuple(proof),
        "checkpoint": Checkpoint(ORIGIN, new, tree.root(new)).sign(OFFICE),
    }
    return AddCheckpoint(**{**request, **changes}).encode()


def judged(body: bytes, size: int = 0, tree: MerkleTree = TREE):
    return judge_add_checkpoint(body, logs=LOGS, latest={ORIGIN: Head(size, tree.root(size))})


def test_the_script_of_another_witness_is_answered_alike():
    latest: dict[str, Head] = {}
    for case in CASES:
        found = judge_add_checkpoint(case["body"].encode(), logs={SIGSUM: [SIGSUM_KEY]}, latest=latest)
        # The specification now asks for 404 where that script still says 403.
        expected = 404 if "unknown log" in case["assert"] else case["status"]
        assert found.status == expected, case
        if found.keep:
            latest[SIGSUM] = found.keep
        if found.status == 409:
            assert case["assert"] == f'body == "{json.dumps(found.body.decode())[1:-1]}"'
            assert found.content_type == "text/x.tlog.size"
    assert latest[SIGSUM].size == 5


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(0, 40))
def test_growth_is_cosigned_and_nothing_else(first, second):
    old, new = sorted((first, second))
    found = judged(asked(old, new), old)
    assert (found.status, found.keep) == (200, Head(new, TREE.root(new)))
    answer = answer_with(found, [WITNESS], 1679315147)
    note = join_cosignatures(found.note, answer.body)
    assert [each.time for each in verify_cosignatures(note, [WITNESS.key])] == [1679315147]
    assert join_cosignatures(note, answer.body) == note
    forked = judged(asked(old, new, OTHER), old)
    assert forked.status == (200 if old <= 3 and TREE.root(old) == OTHER.root(old) else 422)
    if new > old:
        assert judged(asked(new, old), new).status == 400
        stale = judged(asked(old, new), new)
        assert (stale.status, stale.body) == (409, f"{new}\n".encode())


def test_a_log_set_back_is_refused():
    """An old backup is brought back: the log offers 10 entries to a witness that saw 20."""
    assert judged(asked(5, 10), 20).body == b"20\n"
    assert judged(asked(10, 10), 20).status == 409
    assert judged(asked(20, 20, OTHER), 20).status == 422
    assert judged(asked(20, 20, proof=(TREE.root(),)), 20).status == 422
    assert judged(asked(0, 3, proof=(TREE.root(),))).status == 422
    empty = Checkpoint(ORIGIN, 0, TREE.root(1)).sign(OFFICE)
    assert judged(asked(0, 0, checkpoint=empty)).status == 422


def test_signatures_and_logs_are_told_apart():
    other = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
    by_other_key = Checkpoint(ORIGIN, 3, TREE.root(3)).sign(NoteSigner.from_private_key(ORIGIN, other))
    assert judged(asked(0, 3, checkpoint=by_other_key)).status == 403
    good = Checkpoint(ORIGIN, 3, TREE.root(3)).sign(OFFICE)
    assert judged(asked(0, 3, checkpoint=good.replace("3", "4", 1))).status == 403
    unknown = Checkpoint("unknown.example", 3, TREE.root(3)).sign(OFFICE)
    assert judged(asked(0, 3, checkpoint=unknown)).status == 404


@pytest.mark.parametrize(
    "head",
    ["old 01\n\n", "old -1\n\n", "old\n\n", "new 0\n\n", "old 0\n", "old 0\r\n\n", "old 0 \n\n", "\n\n", "",
     "old 0\nAAAA\n\n", "old 0\n" + "A" * 43 + "B\n\n", "old 0\n" + ("A" * 43 + "=\n") * 64 + "\n",
     "old 9223372036854775808\n\n"],
)  # fmt: skip
def test_what_is_no_request_is_four_hundred(head):
    note = Checkpoint(ORIGIN, 3, TREE.root(3)).sign(OFFICE)
    assert judged(head.encode() + note.encode()).status == 400


@given(st.binary(max_size=300))
def test_no_body_raises(body):
    assert judged(body).status == 400
    assert judged(b"old 0\n\n" + body).status == 400


def test_requests_come_back():
    made = AddCheckpoint(3, tuple(TREE.consistency_proof(3)), "text\n\n— a AAAAAAAA\n")
    with pytest.raises(Refused):
        AddCheckpoint.parse(made.encode())
    whole = AddCheckpoint.parse(asked(3, 40))
    assert (whole.old_size, list(whole.proof)) == (3, TREE.consistency_proof(3))
    with pytest.raises(ValueError, match="at most 63"):
        AddCheckpoint(0, (bytes(32),) * 64, "")


def test_only_good_judgements_are_answered_and_only_signatures_joined():
    good = judged(asked(0, 3))
    for judgement, cosigners in ((judged(b""), [WITNESS]), (good, [])):
        with pytest.raises(ValueError, match="judged good"):
            answer_with(judgement, cosigners, 1)
    for answer in (
        b"",
        b"\xff",
        b"no signature\n",
        b"\xe2\x80\x94 a AAAAAAAA",
        b"text\n\n\xe2\x80\x94 a AAAAAAAA\n",
    ):
        assert code_of(lambda answer=answer: join_cosignatures(good.note, answer)) == (
            "witness_answer_malformed"
        )
