"""Proof files: written and read in one spelling, verified whole, refused for every change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.log import Checkpoint, MerkleTree, TlogProof, cosign, leaf_hash, verify_proof_file

from .test_cosignatures import ED25519, OFFICE, WITNESS, code_of

ENTRIES = [b"paper %d" % number for number in range(70)]
TREE = MerkleTree(map(leaf_hash, ENTRIES))
CHECKPOINT = Checkpoint(OFFICE.key.name, 70, TREE.root())
NOTE = CHECKPOINT.sign(OFFICE) + cosign(CHECKPOINT.text, WITNESS, 1_700_000_000)
LOGS = {OFFICE.key.name: [OFFICE.key]}


def proof_of(index: int, extra: bytes = b"") -> str:
    return TlogProof(index, tuple(TREE.inclusion_proof(index)), NOTE, extra).encode()


@settings(max_examples=40)
@given(st.integers(0, 69), st.binary(max_size=40))
def test_every_entry_is_proved_and_no_other(index, extra):
    text = proof_of(index, extra)
    assert TlogProof.parse(text).encode() == text == TlogProof.parse(text.encode()).encode()
    found = verify_proof_file(text, leaf_hash(ENTRIES[index]), logs=LOGS, witnesses=[WITNESS.key], wanted=1)
    assert (found.index, found.checkpoint) == (index, CHECKPOINT)
    assert [each.time for each in found.witnesses] == [1_700_000_000]
    other = leaf_hash(ENTRIES[index - 1])
    assert code_of(lambda: verify_proof_file(text, other, logs=LOGS)) == "proof_file_not_included"


def test_the_form_is_that_of_the_specification():
    assert proof_of(3, b"x").split("\n")[:3] == ["c2sp.org/tlog-proof@v1", "extra eA==", "index 3"]
    head, _, note = proof_of(3).partition("\n\n")
    assert note == NOTE
    assert len(head.split("\n")) == 2 + len(TREE.inclusion_proof(3))
    alone = TlogProof(0, (), ED25519)
    assert alone.encode() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{ED25519}"
    assert TlogProof.parse(alone.encode()) == alone


@pytest.mark.parametrize(
    "change",
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3", "index"),
        ("index 3\n", ""),
        ("index 3", "index notanumber"),
        ("index 3", "extra \nindex 3"),
        ("index 3", "extra !!\nindex 3"),
        ("index 3", "extra eB==\nindex 3"),
        ("index 3", "index 3\nAAAA"),
        ("index 3", "index 3\nextra eA=="),
        ("index 3", "index 3\n" + "A" * 43 + "B"),
        ("\n\n", "\n"),
        ("index 3", "index 9223372036854775808"),
        ("\n", "\r\n"),
        ("index 3\n", "index 3\n" + ("A" * 43 + "=\n") * 63),
        ("index 3", "index 3 "),
        ("c2sp", "\nc2sp"),
    ],
)
def test_another_spelling_is_refused(change):
    assert code_of(lambda: TlogProof.parse(proof_of(3).replace(*change, 1))) in (
        "proof_file_malformed", "note_malformed", "checkpoint_malformed",
    )  # fmt: skip


def test_trust_is_asked_for():
    leaf, text = leaf_hash(ENTRIES[3]), proof_of(3)
    assert code_of(lambda: verify_proof_file(text, leaf, logs={})) == "proof_file_of_other_log"
    assert code_of(lambda: verify_proof_file(text, leaf, logs=LOGS, wanted=1)) == "proof_file_unwitnessed"
    wrong = {OFFICE.key.name: []}
    assert code_of(lambda: verify_proof_file(text, leaf, logs=wrong)) == "note_not_signed"
    moved = text.replace("index 3", "index 4")
    assert code_of(lambda: verify_proof_file(moved, leaf, logs=LOGS)) == "proof_file_not_included"
    twice = TlogProof(3, tuple(TREE.inclusion_proof(3)), NOTE + cosign(CHECKPOINT.text, WITNESS, 5)).encode()
    keys = [WITNESS.key, WITNESS.key]
    refused = code_of(lambda: verify_proof_file(twice, leaf, logs=LOGS, witnesses=keys, wanted=2))
    assert refused == "proof_file_unwitnessed"


@given(st.text() | st.binary())
def test_no_text_does_worse_than_be_refused(text):
    with pytest.raises(Refused):
        TlogProof.parse(text)
    with pytest.raises(ValueError, match="at least 0"):
        TlogProof(-1, (), NOTE)
