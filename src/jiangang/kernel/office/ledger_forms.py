"""Named, versioned forms in which rows of this room enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "office.setting/1",
        model="office.OfficeSetting",
        columns=("key", "value", "valid_from", "recorded_by"),
    )
)
