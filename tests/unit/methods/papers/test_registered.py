"""The proof inside a paper: for that paper alone, under the published keys, seen by as many as asked for."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    Checkpoint,
    Cosigner,
    CosignerKey,
    MerkleTree,
    NoteSigner,
    TlogProof,
    cosign,
    leaf_hash,
    make_leaf,
    number_digest,
)
from jiangang.methods.papers import KnownRegister, check_registered, encode, read_register_keys
from tests.unit.methods.papers.records import record

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORIGIN = "ciq.example/register"
RECORD = encode(record())


def signer(name: str, seed: int) -> NoteSigner:
    return NoteSigner.from_private_key(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def witness(seed: int) -> Cosigner:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    key = CosignerKey(f"witness-{seed}.example", private.public_key().public_bytes_raw())
    return Cosigner(key, private.sign)


OFFICE, NEXT, OTHER = signer(ORIGIN, 1), signer(ORIGIN, 2), signer("other.example/log", 3)
ONE, TWO = witness(11), witness(12)
KEYS = f"""log {OFFICE.key.encode()}
witness {ONE.key.encode()}
former-witness {TWO.key.encode()}
cosigned 2 3 {ORIGIN}
cosigned 1 70 {ORIGIN}
of-later-times words that nobody knows yet
"""


def leaf(kind: str = "issue", number: str = "370100-2026-000001-9", content: bytes = RECORD) -> bytes:
    fields: dict[str, Any] = {"number": number_digest(number)}
    fields |= {"record": sha256(content).digest()} if kind == "issue" else {"reason": "r"}
    return make_leaf(kind, AT, fields)


def proof(
    entry: bytes = leaf(),
    *,
    office: NoteSigner = OFFICE,
    by: tuple[Cosigner, ...] = (ONE, TWO),
    size: int = 9,
) -> bytes:
    tree = MerkleTree([leaf_hash(entry if number == 4 else b"%d" % number) for number in range(size)])
    checkpoint = Checkpoint(office.key.name, size, tree.root())
    note = checkpoint.sign(office) + "".join(cosign(checkpoint.text, each, 1_772_442_000) for each in by)
    return TlogProof(4, tuple(tree.inclusion_proof(4)), note, entry).encode().encode()


def code_of(given: bytes, known: KnownRegister | None = None, content: bytes = RECORD) -> str:
    with pytest.raises(Refused) as refusal:
        check_registered(given, content, known or read_register_keys(KEYS))
    return refusal.value.findings[0].code.rpartition(".")[2]


def test_a_proof_shows_place_and_witnesses() -> None:
    shown = check_registered(proof(), RECORD, read_register_keys(KEYS))
    assert (shown.index, shown.checkpoint.size) == (4, 9)
    assert {each.key.name for each in shown.witnesses} == {"witness-11.example", "witness-12.example"}


def test_how_many_witnesses_are_asked_for_follows_the_size_of_the_log() -> None:
    assert code_of(proof(by=(ONE,))) == "proof_file_unwitnessed"
    assert check_registered(proof(by=(ONE,), size=80), RECORD, read_register_keys(KEYS)).index == 4
    before = KEYS.replace("cosigned 2 3", "cosigned 2 10")
    assert check_registered(proof(by=()), RECORD, read_register_keys(before)).witnesses == ()


def test_the_proof_of_another_paper_or_act_shows_nothing() -> None:
    others = (leaf(number="370100-2026-000002-7"), leaf(content=b"x"), leaf("withdrawal"))
    assert {code_of(proof(each)) for each in others} == {"proof_of_other_paper"}
    assert code_of(proof(), content=encode(record(remarks="x"))) == "proof_of_other_paper"
    assert code_of(proof(b"no entry")) == "leaf_malformed"


def test_who_lacks_the_keys_cannot_tell() -> None:
    assert code_of(proof(office=OTHER)) == "proof_file_of_other_log"
    assert code_of(proof(office=NEXT)) == "register_key_unknown"
    assert code_of(proof(by=(ONE, TWO, witness(13)))) == "register_key_unknown"
    assert code_of(proof(), KnownRegister()) == "proof_file_of_other_log"


def test_a_compromised_key_is_good_up_to_the_size_before() -> None:
    rest = KEYS.partition("\n")[2]
    ended = f"compromised 8 {OFFICE.key.encode()}\nlog {NEXT.key.encode()}\n{rest}"
    assert code_of(proof(), read_register_keys(ended)) == "note_not_signed"
    later = ended.replace("compromised 8", "compromised 9")
    assert check_registered(proof(), RECORD, read_register_keys(later)).checkpoint.size == 9


@pytest.mark.parametrize(
    "line",
    ["log x", "rotated", "compromised 3", "compromised x y", "witness x", "former-witness", "cosigned 2 x o"],
)
def test_a_line_that_cannot_be_read_is_not_passed_over(line: str) -> None:
    with pytest.raises(Refused, match="register_keys_malformed"):
        read_register_keys(f"{KEYS}{line}\n")


def test_no_byte_can_be_changed() -> None:
    whole, known = proof(), read_register_keys(KEYS)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 + place % 7
        with pytest.raises(Refused):
            check_registered(bytes(changed), RECORD, known)
    assert code_of(whole + b"\n") and code_of(b"x" * 100_000) == "proof_malformed"
