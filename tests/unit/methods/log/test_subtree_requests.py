"""Cosignatures on subtrees: given for a true part of a cosigned checkpoint, and for nothing else."""

import base64

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    Checkpoint,
    Cosigner,
    CosignerKey,
    SignSubtree,
    answer_subtree_with,
    cosign,
    is_subtree,
    judge_sign_subtree,
    range_hash,
    subtree_consistency_proof,
    subtree_message,
)
from jiangang.methods.log.cosignatures import Kind

from .test_cosignatures import OFFICE, WITNESS
from .test_witnessing import LOGS, ORIGIN, TREE

mldsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
PRIVATE = mldsa.MLDSA44PrivateKey.from_seed_bytes(b"\x07" * 32)
KEY = CosignerKey("witness.example/pq", PRIVATE.public_key().public_bytes_raw(), Kind.ML_DSA_44)
SIGNER = Cosigner(KEY, PRIVATE.sign)
LINES = {
    size: cosign(Checkpoint(ORIGIN, size, TREE.root(size)).text, SIGNER, 1_700_000_000)
    for size in (1, 7, 14, 40)
}


def subtree_asked(
    start: int, end: int, size: int, *, cosigned: bool = True, root: bytes | None = None
) -> bytes:
    checkpoint = Checkpoint(ORIGIN, size, TREE.root(size)).sign(OFFICE) + LINES[size] * cosigned
    proof = tuple(subtree_consistency_proof(start, end, size, TREE.node_at))
    return SignSubtree(start, end, root or range_hash(start, end, TREE.node_at), proof, checkpoint).encode()


def status(body: bytes, **changes) -> int:
    return judge_sign_subtree(body, **{"origins": LOGS, "keys": [KEY], **changes}).status


def test_every_subtree_is_cosigned_without_a_time():
    for size in LINES:
        for start in range(size):
            for end in range(start + 1, size + 1):
                if is_subtree(start, end):
                    assert status(subtree_asked(start, end, size)) == 200
    body = subtree_asked(8, 13, 14)
    assert SignSubtree.parse(body).encode() == body
    assert body.startswith(b"subtree 8 13\n")
    answer = answer_subtree_with(body, judge_sign_subtree(body, origins=LOGS, keys=[KEY]), [SIGNER])
    raw = base64.b64decode(answer.body.split()[2])
    root = range_hash(8, 13, TREE.node_at)
    assert raw[:12] == KEY.key_id + bytes(8)
    assert KEY.verify(subtree_message(KEY.name, 0, ORIGIN, start=8, end=13, root=root), raw[12:])


def test_nothing_else_is_cosigned():
    body = subtree_asked(8, 12, 14)
    assert status(body, origins=()) == 404
    assert status(body, keys=[WITNESS.key]) == 403
    assert status(subtree_asked(8, 12, 14, cosigned=False)) == 403
    assert status(body.replace(b"\n14\n", b"\n15\n")) == 403
    assert status(subtree_asked(8, 12, 14, root=bytes(32))) == 422
    assert status(body.replace(b"subtree 8 12", b"subtree 8 13")) == 422
    assert status(body.replace(b"subtree 8 12", b"subtree 0 4")) == 422


@pytest.mark.parametrize(
    "line",
    [b"subtree 8 15", b"subtree 7 12", b"subtree 12 8", b"subtree 8 8", b"subtree 08 12", b"subtree 8",
     b"subtree", b"subtree 8 12 13", b"subtree  8 12", b"tree 8 12", b"subtree 8 12\nAAAA", b"\nsubtree 8 12",
     b""],
)  # fmt: skip
def test_what_is_no_request_is_four_hundred(line):
    assert status(subtree_asked(8, 12, 14).replace(b"subtree 8 12", line, 1)) == 400
    assert status(line) == status(b"\xff") == status(b"x" * 2_000_000) == 400


def test_only_good_judgements_are_answered_by_the_right_keys():
    body = subtree_asked(8, 12, 14)
    good = judge_sign_subtree(body, origins=LOGS, keys=[KEY])
    false = Cosigner(KEY, lambda message: bytes(2420))
    for judgement, signers in (
        (good, []), (good, [WITNESS]), (good, [false]),
        (judge_sign_subtree(body, origins=(), keys=[KEY]), [SIGNER]),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            answer_subtree_with(body, judgement, signers)
    with pytest.raises(Refused):
        SignSubtree.parse(b"")
    with pytest.raises(ValueError, match="no subtree"):
        SignSubtree(1, 3, bytes(32), (), "")
