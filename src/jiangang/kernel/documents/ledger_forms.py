"""Columns of the documents that the ledger's digests cover; the hash covers the bytes."""

from jiangang.kernel.ledger.api import Form, register

DOCUMENT = register(
    Form(
        "documents.document/1",
        "documents.Document",
        (
            "sha256",
            "size",
            "media_type",
            "name",
            "kind",
            "subject",
            "firm",
            "scan_state",
            "uploaded_at",
            "uploaded_by",
        ),
    )
)
