"""Named, versioned forms in which rows of this room enter the ledger. Digests stand for certificates and
lists.
"""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "papers.key/1",
        model="papers.PaperKey",
        columns=(
            "purpose", "fingerprint", "key_id", "serial", "issuer", "valid_from", "valid_until", "made_at",
            "made_by",
        ),
    )
)  # fmt: skip
register(
    Form(
        "papers.key_end/1",
        model="papers.KeyEnd",
        columns=("key", "how", "since", "reason", "ended_at", "ended_by"),
    )
)
register(
    Form(
        "papers.revocation_list/1",
        model="papers.RevocationList",
        columns=("issuer", "number", "digest", "dated", "next_due"),
    )
)
register(
    Form(
        "papers.outside_evidence/1",
        model="papers.OutsideEvidence",
        columns=("sort", "digest", "issuer", "valid_until", "kept_at", "kept_by"),
    )
)
