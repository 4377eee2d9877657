"""Named, versioned forms in which rows of this room enter the ledger. Personal data stay out of
their digests, and are compared with the personal facts of the entries that set them.
"""

from jiangang.kernel.ledger.api import Form, PersonalForm, register, register_personal

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
register(
    Form(
        "people.unit/1",
        model="people.Unit",
        columns=("code", "kind", "parent_id", "name_en", "name_zh", "valid_from", "valid_until"),
    )
)
register(
    Form(
        "people.post_kind/1",
        model="people.PostKind",
        columns=("code", "name_en", "name_zh", "is_trade", "is_signing", "rank"),
    )
)
register(Form("people.person/1", model="people.Person", columns=("code",)))
register(Form("people.user/1", model="people.User", columns=("person_id", "is_active")))

NAMES = register_personal(
    PersonalForm(
        "people.Person",
        columns=("name_zh", "name_en", "phone", "email", "pinyin"),
        subjects=(("person:", "id"),),
    )
)
USERNAME = register_personal(
    PersonalForm("people.User", columns=("username",), subjects=(("person:", "person_id"),))
)
PASSWORD = register_personal(
    PersonalForm(
        "people.User",
        columns=("password",),
        subjects=(("person:", "person_id"), ("user:", "id")),
        secret=True,
    )
)
