"""Named, versioned forms in which rows of this department enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "disposition.disposition/1",
        model="disposition.Disposition",
        columns=("number", "consignment", "state", "opened_at", "decided_at"),
    )
)
register(
    Form(
        "disposition.decision/1",
        model="disposition.Decision",
        columns=(
            "disposition", "outcome", "basis", "inspection", "measure", "legal_basis", "reason", "findings",
            "rules", "request_key", "person", "decided_at", "decided_by",
        ),
    )
)  # fmt: skip
