"""Columns of the code lists that the ledger's digests cover. An edition's own digest covers its codes."""

from jiangang.kernel.ledger.api import Form, register

EDITION = register(
    Form(
        "codes.edition/1",
        model="codes.Edition",
        columns=(
            "code_list",
            "name",
            "revision",
            "valid_from",
            "valid_until",
            "coverage",
            "source",
            "licence",
            "digest",
            "size",
            "loaded_at",
            "loaded_by",
        ),
    )
)
