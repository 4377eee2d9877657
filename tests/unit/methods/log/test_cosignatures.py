"""Cosignatures: those of running witnesses verify, every change is refused, ours come back."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    EMPTY_ROOT,
    Checkpoint,
    Cosigner,
    CosignerKey,
    NoteSigner,
    VerifierKey,
    cosign,
    cosignature_message,
    subtree_message,
    verify_checkpoint,
    verify_cosignatures,
)
from jiangang.methods.log.cosignatures import Kind

FOLDER = Path(__file__).parents[3] / "data" / "log-notes"
LOG, REMORA, NAVIGLI = (FOLDER / "keys.txt").read_text().split()
ED25519 = (FOLDER / "ed25519-witness.note").read_text()
ML_DSA = (FOLDER / "ml-dsa-44-witness.note").read_text()
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
WITNESS = Cosigner(CosignerKey("witness.example/w1", PRIVATE.public_key().public_bytes_raw()), PRIVATE.sign)
OFFICE = NoteSigner.from_private_key("zjg.example/papers", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
CHECKPOINT = Checkpoint("zjg.example/papers", 0, EMPTY_ROOT)


def code_of(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.findings[0].code.rpartition(".")[2]


def test_checkpoints_of_running_logs_verify_with_their_witnesses():
    checkpoint = verify_checkpoint(ED25519, [VerifierKey.parse(LOG)])
    assert (checkpoint.origin, checkpoint.size) == ("arche2025h1.staging.ct.transparency.dev", 1432088532)
    (seen,) = verify_cosignatures(ED25519, [CosignerKey.parse(REMORA), CosignerKey.parse(NAVIGLI)])
    assert (seen.key.name, seen.time) == ("remora.n621.de", 0x6A122120)
    (seen,) = verify_cosignatures(ML_DSA, [CosignerKey.parse(REMORA), CosignerKey.parse(NAVIGLI)])
    assert (seen.key.kind, seen.time) == (Kind.ML_DSA_44, 0x6A6FB0F3)


@pytest.mark.parametrize(
    ("note", "key", "change"),
    [
        (ED25519, REMORA, ("1432088532", "1432088533")),
        (ED25519, REMORA, ("arche2025h1", "arche2025h2")),
        (ED25519, REMORA, ("2net5wAAAABq", "2net5wAAAABr")),
        (ML_DSA, NAVIGLI, ("185550722", "185550723")),
        (ML_DSA, NAVIGLI, ("a8RCSQAAAABq", "a8RCSQAAAABr")),
        (ML_DSA, NAVIGLI, ("a8RCSQAAAABq", "a8RCSYAAAABq")),
    ],
)
def test_a_changed_checkpoint_or_time_is_refused(note, key, change):
    assert change[0] in note
    keys = [CosignerKey.parse(key)]
    assert code_of(lambda: verify_cosignatures(note.replace(*change, 1), keys)) == "cosignature_wrong"


def test_published_keys_come_back_and_wrong_ones_are_refused():
    for text in (REMORA, NAVIGLI):
        assert CosignerKey.parse(text).encode() == text
    # The key of the specification's own example, and keys of witnesses that run in the public network.
    assert CosignerKey.parse(
        "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"
    ).key_id == bytes.fromhex("67f7aea0")
    for text in (LOG, REMORA.replace("da77", "da78"), REMORA[:-4], "a+b", "", NAVIGLI[:-8]):
        with pytest.raises(ValueError, match=r".+"):
            CosignerKey.parse(text)


def test_the_messages_are_those_of_the_specification():
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert cosignature_message(text, 1679315147).decode() == f"cosignature/v1\ntime 1679315147\n{text}"
    root = bytes(range(32))
    made = subtree_message("w", 0, "log", start=8, end=13, root=root)
    assert made == (
        b"subtree/v1\n\0" + b"\x01w" + bytes(8) + b"\x03log" + bytes(7) + b"\x08" + bytes(7) + b"\x0d" + root
    )


@settings(max_examples=30)
@given(st.integers(0, 2**62), st.integers(1, 2**63 - 1))
def test_what_is_cosigned_verifies(size, time):
    checkpoint = Checkpoint("zjg.example/papers", size, EMPTY_ROOT, ("more",))
    note = checkpoint.sign(OFFICE) + cosign(checkpoint.text, WITNESS, time)
    (seen,) = verify_cosignatures(note.encode(), [WITNESS.key])
    assert (seen.key, seen.time) == (WITNESS.key, time)
    assert verify_checkpoint(note, [OFFICE.key]) == checkpoint
    assert code_of(lambda: verify_cosignatures(note.replace("more", "less"), [WITNESS.key])) == (
        "cosignature_wrong"
    )


def test_ml_dsa_signs_and_verifies():
    mldsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
    private = mldsa.MLDSA44PrivateKey.from_seed_bytes(b"\x07" * 32)
    key = CosignerKey("witness.example/pq", private.public_key().public_bytes_raw(), Kind.ML_DSA_44)
    note = CHECKPOINT.sign(OFFICE) + cosign(CHECKPOINT.text, Cosigner(key, private.sign), 1)
    assert [seen.time for seen in verify_cosignatures(note, [key, WITNESS.key])] == [1]
    assert not key.verify(b"other", private.sign(b"message"))


def test_keys_that_share_a_name_or_an_id_are_others():
    note = CHECKPOINT.sign(OFFICE) + cosign(CHECKPOINT.text, WITNESS, 5)
    other = CosignerKey(WITNESS.key.name, OFFICE.key.public_key)
    assert verify_cosignatures(note, [other]) == []
    plain = NoteSigner(VerifierKey(WITNESS.key.name, WITNESS.key.public_key), WITNESS.sign)
    assert verify_cosignatures(CHECKPOINT.sign(plain), [WITNESS.key]) == []


def test_wrong_arguments_are_refused():
    false = Cosigner(WITNESS.key, lambda message: bytes(64))
    for call in (
        lambda: cosign(CHECKPOINT.text, WITNESS, 0), lambda: cosign(CHECKPOINT.text, WITNESS, 2**63),
        lambda: cosign(CHECKPOINT.text, false, 1), lambda: CosignerKey("a b", bytes(32)),
        lambda: CosignerKey("a", bytes(31)), lambda: cosignature_message(CHECKPOINT.text, -1),
        lambda: subtree_message("", 0, "l", start=0, end=1, root=EMPTY_ROOT),
        lambda: subtree_message("w" * 256, 0, "l", start=0, end=1, root=EMPTY_ROOT),
        lambda: subtree_message("w", 1, "l", start=8, end=9, root=EMPTY_ROOT),
        lambda: subtree_message("w", 0, "l", start=9, end=8, root=EMPTY_ROOT),
        lambda: subtree_message("w", 0, "l", start=8, end=9, root=b""),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            call()
    assert code_of(lambda: cosignature_message("no checkpoint\n", 1)) == "checkpoint_malformed"
