"""Named, versioned forms in which rows of this room enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "assignment.commitment/1",
        model="assignment.DayCommitment",
        columns=("day", "series", "root", "slots", "committed_at", "committed_by"),
    )
)
register(
    Form(
        "assignment.draw/1",
        model="assignment.Draw",
        columns=(
            "commitment",
            "slot",
            "case",
            "purpose",
            "firm_ids",
            "entry",
            "ledger_leaf_hash",
            "pool",
            "excluded",
            "k",
            "result",
            "proof",
            "drawn_at",
            "drawn_by",
            "replaces",
            "reason",
            "requested_by",
            "approved_by",
        ),
    )
)
register(
    Form(
        "assignment.redraw_request/1",
        model="assignment.RedrawRequest",
        columns=("draw", "leaving", "reason", "requested_at", "requested_by"),
    )
)
register(Form("assignment.assigned/1", model="assignment.Assigned", columns=("draw", "person", "day")))
