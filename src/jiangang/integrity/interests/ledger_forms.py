"""Named, versioned forms in which rows of this room enter the ledger; the note is personal and stays
outside.
"""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "interests.interest/1",
        model="interests.Interest",
        columns=(
            "person", "firm", "kind", "source", "valid_from", "valid_until", "declared_at", "declared_by",
        ),
    )
)  # fmt: skip
register(
    Form(
        "interests.ending/1",
        model="interests.InterestEnding",
        columns=("interest", "ends_on", "ended_at", "ended_by"),
    )
)
