"""Columns of the series of numbers that the ledger's digests cover."""

from jiangang.kernel.ledger.api import Form, register

SERIES = register(Form("numbering.series/1", "numbering.Series", ("code", "pattern", "valid_from", "source")))
NUMBER = register(
    Form(
        "numbering.number/1",
        "numbering.Number",
        ("series_code", "scope", "serial", "text", "subject", "issued_at", "issued_by"),
    )
)
VOIDED = register(
    Form("numbering.voided/1", "numbering.Voided", ("number", "reason", "voided_at", "voided_by"))
)
