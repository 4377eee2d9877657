"""Columns of the register that the ledger's digests cover.

Cosignatures, releases and answers are not: they prove themselves, or record no act.
"""

from jiangang.kernel.ledger.api import Form, register

ROW = register(
    Form("register.row/1", "register.Entry", ("index", "kind", "at", "recorded_at", "leaf", "leaf_hash"))
)
ORIGIN = register(Form("register.origin/1", "register.Origin", ("name", "reason", "opened_at", "opened_by")))
KEY = register(
    Form(
        "register.key/1",
        "register.Key",
        ("origin", "verifier_key", "file_name", "index", "made_at", "made_by"),
    )
)
KEY_END = register(
    Form(
        "register.key_end/1",
        "register.KeyEnd",
        ("key", "why", "trusted_size", "index", "ended_at", "ended_by"),
    )
)
PUBLICATION = register(
    Form("register.publication/1", "register.Publication", ("origin", "size", "root", "note", "at"))
)
WITNESS = register(
    Form(
        "register.witness/1",
        "register.Witness",
        ("verifier_key", "url", "mark", "active", "set_at", "set_by"),
    )
)
PROPOSAL = register(
    Form(
        "register.proposal/1",
        "register.Proposal",
        ("act", "params", "reason", "proposed_at", "proposed_by"),
    )
)
CONFIRMATION = register(
    Form("register.confirmation/1", "register.Confirmation", ("proposal", "confirmed_at", "confirmed_by"))
)
