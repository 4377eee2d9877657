"""Named, versioned forms in which rows of this room enter the ledger. Personal data stay out of them."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "people.posting/1",
        model="people.Posting",
        columns=("person_id", "post_kind_id", "unit_id", "firm_id", "valid_from", "valid_until"),
    )
)
register(
    Form(
        "people.qualification/1",
        model="people.Qualification",
        columns=("person_id", "code", "evidence", "valid_from", "valid_until"),
    )
)
register(
    Form(
        "people.grant/1",
        model="people.Grant",
        columns=("post_kind_id", "permission", "valid_from", "valid_until"),
    )
)
