"""Verifiable logs: Merkle trees, proofs, tiles, signed notes, checkpoints, witnesses and proof files.

One code for the office ledger and the register of papers. Here live only calculations on bytes; where
entries and tiles are kept, and who holds the private key, is the callers' affair.
"""

from jiangang.methods.log.bundles import (
    Bundle,
    bundles_between,
    check_bundle,
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
    parse_tile_path,
)
from jiangang.methods.log.checkpoints import Checkpoint, verify_checkpoint
from jiangang.methods.log.cosignatures import (
    Cosignature,
    Cosigner,
    CosignerKey,
    cosign,
    cosignature_message,
    subtree_message,
    verify_cosignatures,
)
from jiangang.methods.log.merkle import (
    EMPTY_ROOT,
    CompactRange,
    MerkleTree,
    consistency_proof,
    covering_subtrees,
    inclusion_proof,
    is_subtree,
    leaf_hash,
    node_hash,
    range_hash,
    root_of,
    subtree_consistency_proof,
    subtree_inclusion_proof,
)
from jiangang.methods.log.notes import (
    NoteSigner,
    VerifiedNote,
    VerifierKey,
    note_signatures,
    note_text,
    sign_note,
    verify_note,
)
from jiangang.methods.log.proof_files import ProvenEntry, TlogProof, verify_proof_file
from jiangang.methods.log.tiles import Tile, index_path, node_reader, tile_holding, tiles_between
from jiangang.methods.log.verification import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from jiangang.methods.log.witnessing import (
    AddCheckpoint,
    Head,
    Judgement,
    answer_with,
    join_cosignatures,
    judge_add_checkpoint,
)

__all__ = [
    "EMPTY_ROOT",
    "AddCheckpoint",
    "Bundle",
    "Checkpoint",
    "CompactRange",
    "Cosignature",
    "Cosigner",
    "CosignerKey",
    "Head",
    "Judgement",
    "MerkleTree",
    "NoteSigner",
    "ProvenEntry",
    "Tile",
    "TlogProof",
    "VerifiedNote",
    "VerifierKey",
    "answer_with",
    "bundles_between",
    "check_bundle",
    "consistency_proof",
    "cosign",
    "cosignature_message",
    "covering_subtrees",
    "decode_bundle",
    "decode_tile",
    "encode_bundle",
    "encode_tile",
    "inclusion_proof",
    "index_path",
    "is_subtree",
    "join_cosignatures",
    "judge_add_checkpoint",
    "leaf_hash",
    "node_hash",
    "node_reader",
    "note_signatures",
    "note_text",
    "parse_tile_path",
    "range_hash",
    "root_of",
    "sign_note",
    "subtree_consistency_proof",
    "subtree_inclusion_proof",
    "subtree_message",
    "tile_holding",
    "tiles_between",
    "verify_checkpoint",
    "verify_consistency",
    "verify_cosignatures",
    "verify_inclusion",
    "verify_note",
    "verify_proof_file",
    "verify_subtree_consistency",
    "verify_subtree_inclusion",
]
