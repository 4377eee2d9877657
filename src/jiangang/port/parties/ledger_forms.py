"""Named, versioned forms in which rows of this room enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "parties.standing/1",
        model="parties.Standing",
        columns=(
            "firm",
            "scheme",
            "category",
            "valid_from",
            "valid_until",
            "reason",
            "replaces",
            "set_at",
            "set_by",
        ),
    )
)
