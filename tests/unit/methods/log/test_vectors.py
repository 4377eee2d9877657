"""Every published vector of transparency-dev/merkle is judged as its authors judge it."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from jiangang.methods.log.verification import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

FOLDER = Path(__file__).parents[3] / "data" / "merkle-vectors" / "testdata"
COUNTS = {"inclusion": 98, "consistency": 98, "subtreeinclusion": 204, "subtreeconsistency": 118}


def accepted(kind: str, vector: dict) -> bool:
    proof = [b64decode(part) for part in vector["proof"] or []]
    hashes = {
        name: b64decode(vector[name]) for name in ("root", "leafHash", "root1", "root2") if name in vector
    }
    if kind == "inclusion":
        return verify_inclusion(
            vector["leafIdx"], vector["treeSize"], hashes["leafHash"], proof, hashes["root"]
        )
    if kind == "consistency":
        return verify_consistency(vector["size1"], vector["size2"], hashes["root1"], hashes["root2"], proof)
    if kind == "subtreeinclusion":
        return verify_subtree_inclusion(
            vector["leafIdx"], vector["start"], vector["end"], hashes["leafHash"], proof, hashes["root"]
        )
    return verify_subtree_consistency(
        vector["start"],
        vector["end"],
        vector["size"],
        subtree_root=hashes["root1"],
        root=hashes["root2"],
        proof=proof,
    )


@pytest.mark.parametrize(("kind", "count"), COUNTS.items())
def test_all_vectors_agree(kind, count):
    files = sorted((FOLDER / kind).rglob("*.json"))
    assert len(files) == count
    vectors = {file: json.loads(file.read_text(encoding="utf-8")) for file in files}
    wrong = [str(file) for file, vector in vectors.items() if accepted(kind, vector) == vector["wantErr"]]
    assert wrong == []
