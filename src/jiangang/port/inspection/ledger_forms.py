"""Named, versioned forms in which rows of this department enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "inspection.inspection/1",
        model="inspection.Inspection",
        columns=(
            "number", "consignment", "round", "state", "checklist", "checklist_version", "units_planned",
            "opened_at", "opened_by", "started_at", "concluded_at",
        ),
    )
)  # fmt: skip
register(
    Form(
        "inspection.inspector/1",
        model="inspection.AssignedInspector",
        columns=("inspection", "version", "person", "assigned_at", "assigned_by", "reason"),
    )
)
register(
    Form(
        "inspection.result/1",
        model="inspection.Result",
        columns=(
            "inspection", "version", "replaces", "reason", "conforming", "units_opened", "remarks",
            "request_key", "person", "done_at",
        ),
    )
)  # fmt: skip
register(
    Form("inspection.answer/1", model="inspection.Answer", columns=("result", "item", "outcome", "note"))
)
register(
    Form(
        "inspection.found/1",
        model="inspection.Found",
        columns=("result", "position", "category", "severity", "taxon", "description", "units_affected"),
    )
)
register(
    Form(
        "inspection.evidence/1",
        model="inspection.Evidence",
        columns=("inspection", "result", "document", "added_at", "added_by"),
    )
)
