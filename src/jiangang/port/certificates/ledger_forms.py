"""Named, versioned forms in which rows of this department enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "certificates.certificate/1",
        model="certificates.Certificate",
        columns=(
            "consignment", "kind", "state", "number", "request_key", "drafted_at", "signed_at", "issued_at",
        ),
    )
)  # fmt: skip
register(
    Form(
        "certificates.certificate/2",
        model="certificates.Certificate",
        columns=(
            "consignment", "vessel", "kind", "state", "number", "request_key", "drafted_at", "signed_at",
            "issued_at",
        ),
    )
)  # fmt: skip
register(
    Form(
        "certificates.text/1",
        model="certificates.CertificateText",
        columns=("certificate", "version", "replaces", "record", "remarks", "written_at", "written_by"),
    )
)
register(
    Form(
        "certificates.signed/1",
        model="certificates.SignedRecord",
        columns=(
            "certificate", "form", "canonical", "digest", "issued_on", "verify_address", "person",
            "signed_at",
        ),
    )
)  # fmt: skip
register(
    Form(
        "certificates.signed/2",
        model="certificates.SignedRecord",
        columns=(
            "certificate", "form", "canonical", "digest", "qr_text", "status_index", "issued_on",
            "verify_address", "person", "signed_at",
        ),
    )
)  # fmt: skip
register(
    Form(
        "certificates.paper/1",
        model="certificates.IssuedPaper",
        columns=("certificate", "digest", "issued_at", "issued_by"),
    )
)
register(
    Form(
        "certificates.paper/2",
        model="certificates.IssuedPaper",
        columns=("certificate", "digest", "level", "issued_at", "issued_by"),
    )
)
register(
    Form(
        "certificates.archived/1",
        model="certificates.ArchivedPaper",
        columns=("paper", "number", "digest", "archived_at", "archived_by"),
    )
)
register(
    Form(
        "certificates.withdrawal/1",
        model="certificates.Withdrawal",
        columns=("certificate", "reason", "withdrawn_at", "withdrawn_by"),
    )
)
register(
    Form(
        "certificates.public_entry/1",
        model="certificates.PublicEntry",
        columns=("certificate", "kind", "index", "digest", "entered_at"),
    )
)
for _name, _model, _columns in (
    (
        "replacement_order",
        "ReplacementOrder",
        ("certificate", "replaced", "reason", "ordered_at", "ordered_by"),
    ),
    ("replacement", "Replacement", ("replaced", "successor", "reason", "made_at", "made_by")),
    (
        "retrospective",
        "RetrospectiveMark",
        ("certificate", "departed_on", "reason", "marked_at", "marked_by"),
    ),
    (
        "original",
        "Original",
        ("issuer", "number", "issued_on", "evidence", "own", "quantity", "unit", "entered_at", "entered_by"),
    ),
    ("original_use", "OriginalUse", ("original", "certificate", "quantity", "used_at", "used_by")),
    ("exchange_details", "ExchangeDetails", ("certificate", "position", "said", "entered_at", "entered_by")),
    (
        "derived",
        "DerivedPaper",
        (
            "certificate", "sort", "number", "digest", "qr_text", "file_digest", "reason", "made_at",
            "made_by",
        ),
    ),
    (
        "extension",
        "Extension",
        ("certificate", "endorsement", "before", "valid_until", "extended_at", "extended_by"),
    ),
    (
        "taken_file",
        "TakenFile",
        ("certificate", "derived", "position", "face", "digest", "taken_at", "taken_by"),
    ),
    (
        "printing",
        "Printing",
        (
            "certificate", "derived", "position", "face", "copies", "printer", "serial", "reason",
            "printed_at", "printed_by",
        ),
    ),
):  # fmt: skip
    register(Form(f"certificates.{_name}/1", model=f"certificates.{_model}", columns=_columns))
