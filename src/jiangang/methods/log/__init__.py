"""Verifiable logs: Merkle trees, proofs, tiles, signed notes and checkpoints.

One code for the office ledger and the register of papers. Here live only calculations on bytes; where
entries and tiles are kept, and who holds the private key, is the callers' affair.
"""

from jiangang.methods.log.checkpoints import Checkpoint
from jiangang.methods.log.merkle import (
    EMPTY_ROOT,
    CompactRange,
    MerkleTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)
from jiangang.methods.log.notes import NoteSigner, VerifiedNote, VerifierKey, sign_note, verify_note
from jiangang.methods.log.verification import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "CompactRange",
    "MerkleTree",
    "NoteSigner",
    "VerifiedNote",
    "VerifierKey",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_of",
    "sign_note",
    "verify_consistency",
    "verify_inclusion",
    "verify_note",
]
