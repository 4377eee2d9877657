"""Named, versioned forms in which rows of this room enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "figures.snapshot/1",
        model="figures.Snapshot",
        columns=(
            "code",
            "version",
            "first_day",
            "last_day",
            "number",
            "n",
            "low",
            "high",
            "p90",
            "records_digest",
            "as_of",
            "frozen_by",
        ),
    )
)
