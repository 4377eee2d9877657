"""What other rooms may use of the register.

In an act: `enter("issue", make_leaf("issue", at, {…}), at)` before the act's ledger entry. Later, until it is
not None: `proof_of(index)`, which goes onto the paper. `note_restoration` is for the restoring program.
"""

from jiangang.kernel.register.audit import fsck
from jiangang.kernel.register.entering import NewEntry, enter, enter_many
from jiangang.kernel.register.operations import (
    COMPROMISE,
    NEW_ORIGIN,
    OPEN,
    ROTATE,
    WITNESS_END,
    WITNESS_SET,
    confirm,
    note_restoration,
    propose,
)
from jiangang.kernel.register.permissions import CONFIRM as CONFIRM_KEYS
from jiangang.kernel.register.permissions import PROPOSE as PROPOSE_KEYS
from jiangang.kernel.register.proofs import proof_of, proofs_of
from jiangang.kernel.register.public_keys import text as published_keys
from jiangang.kernel.register.publishing import MERGE_DELAY, Outcome, publish, required_cosignatures
from jiangang.kernel.register.queries import (
    all_witness_keys,
    current_origin,
    find_issue,
    leaf_of,
    list_witnesses,
    missing_witnesses,
    recovered_issues,
    size,
    state,
    trusted_logs,
    verifier_keys,
)
from jiangang.kernel.register.recovering import Recovered, rebuild, recover

__all__ = [
    "COMPROMISE",
    "CONFIRM_KEYS",
    "MERGE_DELAY",
    "NEW_ORIGIN",
    "OPEN",
    "PROPOSE_KEYS",
    "ROTATE",
    "WITNESS_END",
    "WITNESS_SET",
    "NewEntry",
    "Outcome",
    "Recovered",
    "all_witness_keys",
    "confirm",
    "current_origin",
    "enter",
    "enter_many",
    "find_issue",
    "fsck",
    "leaf_of",
    "list_witnesses",
    "missing_witnesses",
    "note_restoration",
    "proof_of",
    "proofs_of",
    "propose",
    "publish",
    "published_keys",
    "rebuild",
    "recover",
    "recovered_issues",
    "required_cosignatures",
    "size",
    "state",
    "trusted_logs",
    "verifier_keys",
]
