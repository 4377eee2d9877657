"""A proof as a file: what was carried away can be checked, and what was changed fails."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiangang.kernel.ledger import leaf
from jiangang.kernel.ledger.inclusion import InclusionProof, check_proof, read_proof
from jiangang.methods.findings import Refused
from jiangang.methods.log import Checkpoint, MerkleTree, NoteSigner, VerifierKey

LEAVES = [leaf.netstring(f"entry {number}") for number in range(11)]


@pytest.fixture
def signer() -> NoteSigner:
    return NoteSigner.from_private_key("office", Ed25519PrivateKey.generate())


@pytest.fixture
def proof(signer: NoteSigner) -> InclusionProof:
    tree = MerkleTree(leaf.leaf_hash(each) for each in LEAVES)
    return InclusionProof(
        index=6,
        size=11,
        root=tree.root(),
        leaf=LEAVES[6],
        leaf_hash=leaf.leaf_hash(LEAVES[6]),
        hashes=tuple(tree.inclusion_proof(6)),
        checkpoint=Checkpoint("office", 11, tree.root()).sign(signer),
    )


def test_a_proof_survives_the_way_through_a_file(proof: InclusionProof, signer: NoteSigner) -> None:
    carried = read_proof(proof.as_dict())
    assert carried == proof
    assert check_proof(carried, [signer.key]) == []
    assert proof.as_tlog_proof().startswith("c2sp.org/tlog-proof@v1\nindex 6\n")


@pytest.mark.parametrize(
    "changed", [{"index": 5}, {"size": 12}, {"leaf": "7:entry 9,"}, {"root": "A" * 43 + "="}, {"hashes": []}]
)
def test_a_changed_proof_fails(proof: InclusionProof, changed: dict[str, Any]) -> None:
    found = {finding.code for finding in check_proof(read_proof(proof.as_dict() | changed))}
    assert found
    assert found <= {"ledger.finding.proof_wrong", "ledger.finding.proof_of_other_log"}


def test_another_key_or_another_log_is_told(proof: InclusionProof, signer: NoteSigner) -> None:
    stranger = VerifierKey("office", Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    assert [finding.code for finding in check_proof(proof, [stranger])] == ["methods.finding.note_not_signed"]
    other = Checkpoint("office", 12, proof.root).sign(signer)
    found = check_proof(read_proof(proof.as_dict() | {"checkpoint": other}), [signer.key])
    assert [finding.code for finding in found] == ["ledger.finding.proof_of_other_log"]


@pytest.mark.parametrize("wrong", [{}, {"form": "other/1"}, {"form": leaf.LEAF_FORM, "index": "x"}])
def test_what_is_no_proof_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_proof(wrong)
