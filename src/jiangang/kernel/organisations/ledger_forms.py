"""Named, versioned forms in which rows of this room enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "organisations.firm/1",
        model="organisations.Firm",
        columns=("name_zh", "name_en", "country", "is_provisional", "registered_at"),
    )
)
register(
    Form(
        "organisations.identifier/1",
        model="organisations.FirmIdentifier",
        columns=("firm_id", "scheme", "value", "is_checked", "valid_from", "valid_until"),
    )
)
