"""What other rooms may use of the ledger: appending, forms, checkpoints, proofs and verification."""

from jiangang.kernel.ledger.checkpoints import latest_checkpoint, sign_checkpoint, verifier_keys
from jiangang.kernel.ledger.examiners import register_examiner
from jiangang.kernel.ledger.faults import Fault, Report
from jiangang.kernel.ledger.inclusion import InclusionProof, check_proof, read_proof
from jiangang.kernel.ledger.leaf import Covered, moment, netstring
from jiangang.kernel.ledger.operations import (
    Act,
    LedgerFault,
    append,
    append_many,
    cover_later,
    erase_personal,
    record_many,
    take_turn,
)
from jiangang.kernel.ledger.personal import PersonalForm, erase_personal_of, register_personal
from jiangang.kernel.ledger.proofs import prove_consistency, prove_inclusion
from jiangang.kernel.ledger.queries import find_entry, first_sequences, last_sequence, root, size
from jiangang.kernel.ledger.registry import Form, all_forms, get_form, register
from jiangang.kernel.ledger.verifying import verify

__all__ = [
    "Act",
    "Covered",
    "Fault",
    "Form",
    "InclusionProof",
    "LedgerFault",
    "PersonalForm",
    "Report",
    "all_forms",
    "append",
    "append_many",
    "check_proof",
    "cover_later",
    "erase_personal",
    "erase_personal_of",
    "find_entry",
    "first_sequences",
    "get_form",
    "last_sequence",
    "latest_checkpoint",
    "moment",
    "netstring",
    "prove_consistency",
    "prove_inclusion",
    "read_proof",
    "record_many",
    "register",
    "register_examiner",
    "register_personal",
    "root",
    "sign_checkpoint",
    "size",
    "take_turn",
    "verifier_keys",
    "verify",
]
