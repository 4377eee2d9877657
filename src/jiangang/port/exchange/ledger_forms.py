"""Named, versioned forms in which rows of this department enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "exchange.envelope/1",
        model="exchange.Envelope",
        columns=(
            "kind", "state", "from_country", "to_country", "certificate_type", "certificate_status",
            "certificate_number", "digest", "hub_number", "queued_at", "queued_by",
        ),
    )
)  # fmt: skip
register(
    Form(
        "exchange.attempt/1",
        model="exchange.Attempt",
        columns=("envelope", "position", "hub_state", "hub_number", "message", "tried_at", "tried_by"),
    )
)
register(
    Form(
        "exchange.incoming/1",
        model="exchange.IncomingPaper",
        columns=(
            "kind", "state", "from_country", "certificate_type", "certificate_status", "certificate_number",
            "hub_number", "digest", "is_readable", "findings", "repeats", "acknowledged_as", "received_at",
            "received_by",
        ),
    )
)  # fmt: skip
