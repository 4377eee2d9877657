"""Columns of the retention schedule that the ledger's digests cover."""

from jiangang.kernel.ledger.api import Form, register

RULE = register(
    Form(
        "privacy.rule/1",
        "privacy.RetentionRule",
        ("model", "way", "counted_from", "keep_days", "basis", "verified", "valid_from"),
    )
)
ERASURE = register(
    Form(
        "privacy.erasure/1", "privacy.Erasure", ("rule", "model", "cutoff", "rows", "erased_at", "erased_by")
    )
)
