"""Columns of the exchange rates that the ledger's digests cover."""

from jiangang.kernel.ledger.api import Form, register

RATE = register(
    Form(
        "money.rate/1",
        "money.FxRate",
        ("base", "quote", "rate", "on", "source", "verified", "entered_at", "entered_by"),
    )
)
