"""Signed notes and checkpoints: the forms of C2SP, and the refusal of everything else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.log.checkpoints import Checkpoint, verify_checkpoint
from jiangang.methods.log.merkle import EMPTY_ROOT, leaf_hash
from jiangang.methods.log.notes import NoteSigner, VerifierKey, note_text, sign_note, verify_note

OFFICE = NoteSigner.from_private_key("zjg.example/ledger", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
WITNESS = NoteSigner.from_private_key("witness.example", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
# The example key and note of the Go package golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8"
    "pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def code_of(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.findings[0].code.removeprefix("methods.finding.")


def test_the_published_example_of_go_verifies():
    key = VerifierKey.parse(GO_KEY)
    assert key.encode() == GO_KEY
    assert verify_note(GO_NOTE, [key]).keys == (key,)
    assert code_of(lambda: verify_note(GO_NOTE.replace("answer", "ansver"), [key])) == "note_signature_wrong"


def test_a_signature_has_one_spelling():
    """Base64 leaves two or four bits of the last letter free: only zeros are ours."""
    free = GO_NOTE.replace("nAM=", "nAN=")
    assert free != GO_NOTE
    assert code_of(lambda: verify_note(free, [VerifierKey.parse(GO_KEY)])) == "note_signature_wrong"


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])))
def test_what_is_signed_verifies_and_keeps_its_text(line):
    note = sign_note(f"{line}\n\n{line}\n", OFFICE, WITNESS)
    assert verify_note(note.encode(), [OFFICE.key]).text == f"{line}\n\n{line}\n" == note_text(note)
    assert verify_note(note, [OFFICE.key]).unknown == ("witness.example",)
    assert verify_note(note, [WITNESS.key, OFFICE.key]).keys == (OFFICE.key, WITNESS.key)


def test_notes_without_trusted_signature_are_refused():
    note = sign_note("text\n", WITNESS)
    assert code_of(lambda: verify_note(note, [OFFICE.key])) == "note_not_signed"
    same_name = NoteSigner.from_private_key(
        OFFICE.key.name, Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
    )
    assert code_of(lambda: verify_note(sign_note("text\n", same_name), [OFFICE.key])) == "note_not_signed"


@pytest.mark.parametrize(
    "note",
    ["", "text\n", "text\n\n", "text\n\n— a\n", "text\n\n- a AAAAAAAA\n", "a\x07\n\n— a AAAAAAAA\n",
     b"\xff\n\n", "text\n\n— a AAAAAAAA", "text\n\n— a+b AAAAAAAA\n", "text\n\n— a AA\n",
     "text\n\n— a !\n", "\ud800\n\n— a AAAAAAAA\n"],
)  # fmt: skip
def test_what_is_no_note_is_refused(note):
    assert code_of(lambda: verify_note(note, [OFFICE.key])) == "note_malformed"


def test_bad_keys_and_texts_are_refused():
    for text in ("", "a+b", "a+00000000+AAAA", GO_KEY.replace("c74f", "c74e"), GO_KEY[:-4]):
        with pytest.raises(ValueError, match=r".+"):
            VerifierKey.parse(text)
    for name in ("", "a b", "a+b"):
        with pytest.raises(ValueError, match="name of a key"):
            VerifierKey(name, b"\x00" * 32)
    for text in ("no newline", "bell\x07\n", ""):
        with pytest.raises(ValueError, match="text of a note"):
            sign_note(text, OFFICE)
    with pytest.raises(ValueError, match="needs a signer"):
        sign_note("text\n")
    with pytest.raises(ValueError, match="no valid signature"):
        sign_note("text\n", NoteSigner(OFFICE.key, lambda message: b"\x00" * 64))


@given(st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_checkpoints_come_back(size, root):
    made = Checkpoint("zjg.example/ledger", size, root, ("more",))
    note = made.sign(OFFICE)
    assert verify_checkpoint(note, [OFFICE.key], origin="zjg.example/ledger") == made
    assert Checkpoint.parse(made.text) == made


def test_checkpoint_text_is_three_lines():
    text = Checkpoint("example.com/behind-the-sofa", 0, EMPTY_ROOT).text
    assert text == "example.com/behind-the-sofa\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def test_what_is_no_checkpoint_is_refused():
    good = Checkpoint("a", 7, leaf_hash(b""))
    for text in (
        "", "a\n7\n", good.text[:-1], good.text.replace("7", "07"), good.text.replace("7", "-7"),
        good.text.replace("7", "٧"), good.text.replace("=", ""), good.text + "\n", "\n" + good.text,
    ):  # fmt: skip
        assert code_of(lambda text=text: Checkpoint.parse(text)) == "checkpoint_malformed"
    other = code_of(lambda: verify_checkpoint(good.sign(OFFICE), [OFFICE.key], origin="b"))
    assert other == "checkpoint_of_other_log"
    for bad in (lambda: Checkpoint("a\nb", 1, EMPTY_ROOT), lambda: Checkpoint("a", 1, b"")):
        with pytest.raises(ValueError, match=r".+"):
            bad()
