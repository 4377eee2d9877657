"""What other rooms may use of the ledger: appending, forms, reading, proofs and verification."""

from jiangang.kernel.ledger.operations import Act, LedgerFault, append, append_many
from jiangang.kernel.ledger.registry import Form, all_forms, register

__all__ = ["Act", "Form", "LedgerFault", "all_forms", "append", "append_many", "register"]
