"""The proof that an entry is in the log, as a value that anybody can carry away and check. Pure: no
database.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jiangang.kernel.ledger import leaf
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.checkpoints import Checkpoint, verify_checkpoint
from jiangang.methods.log.notes import VerifierKey, note_text
from jiangang.methods.log.verification import verify_inclusion


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry is in the log of a size and root; `checkpoint` is the signed note, empty before the first
    one.
    """

    index: int
    size: int
    root: bytes
    leaf: bytes
    leaf_hash: bytes
    hashes: tuple[bytes, ...]
    checkpoint: str

    @property
    def holds(self) -> bool:
        """Whether the proof leads from the leaf to the root."""
        return leaf.leaf_hash(self.leaf) == self.leaf_hash and verify_inclusion(
            self.index, self.size, self.leaf_hash, list(self.hashes), self.root
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; bytes as base64, the leaf as the text that was hashed."""
        return {
            "form": leaf.LEAF_FORM,
            "index": self.index,
            "size": self.size,
            "root": _base64(self.root),
            "leaf": self.leaf.decode(),
            "leaf_hash": _base64(self.leaf_hash),
            "hashes": [_base64(each) for each in self.hashes],
            "checkpoint": self.checkpoint,
        }

    def as_tlog_proof(self) -> str:
        """The proof in the text form of C2SP tlog-proof; ValueError before the first checkpoint that holds
        the entry.
        """
        if not self.checkpoint:
            raise ValueError("no checkpoint holds this entry yet")
        lines = ["c2sp.org/tlog-proof@v1", f"index {self.index}", *map(_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def read_proof(values: Mapping[str, Any]) -> InclusionProof:
    """The proof that `as_dict` wrote; raises Refused when it is none."""
    try:
        if values["form"] != leaf.LEAF_FORM:
            raise ValueError("another form")
        return InclusionProof(
            index=int(values["index"]),
            size=int(values["size"]),
            root=_bytes(values["root"]),
            leaf=str(values["leaf"]).encode(),
            leaf_hash=_bytes(values["leaf_hash"]),
            hashes=tuple(_bytes(each) for each in values["hashes"]),
            checkpoint=str(values["checkpoint"]),
        )
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Refused(Finding("ledger.finding.proof_malformed")) from error


def check_proof(proof: InclusionProof, keys: Iterable[VerifierKey] = ()) -> list[Finding]:
    """Everything that is wrong with a proof; with keys, also whether one of them signed its checkpoint.

    Hashes alone do not bind the log's size; the checkpoint does.
    """
    found = [] if proof.holds else [Finding("ledger.finding.proof_wrong", params={"index": proof.index})]
    trusted = tuple(keys)
    if not trusted and not proof.checkpoint:
        return found
    try:
        signed = verify_checkpoint(proof.checkpoint, trusted) if trusted else _unverified(proof.checkpoint)
    except Refused as refused:
        return [*found, *refused.findings]
    if (signed.size, signed.root) != (proof.size, proof.root):
        found.append(Finding("ledger.finding.proof_of_other_log", params={"size": signed.size}))
    return found


def _unverified(note: str) -> Checkpoint:
    return Checkpoint.parse(note_text(note))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: Any) -> bytes:
    return base64.b64decode(text, validate=True)
