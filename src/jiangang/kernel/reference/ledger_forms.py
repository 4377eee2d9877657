"""Columns of the loads that the ledger's digests cover."""

from jiangang.kernel.ledger.api import Form, register

LOAD = register(
    Form(
        "reference.load/1",
        "reference.Load",
        ("kind", "document", "words", "received_at", "received_by", "done_at", "done_by", "outcome"),
    )
)
