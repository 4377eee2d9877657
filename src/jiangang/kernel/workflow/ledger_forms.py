"""Named, versioned forms in which rows of this room enter the ledger.

A step is covered by the entry of the act that took it: `move` and `sign` leave it waiting for that entry.
"""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "workflow.step/1",
        model="workflow.Step",
        columns=(
            "kind",
            "case",
            "subject_table",
            "subject_id",
            "workflow",
            "act",
            "hand",
            "source",
            "target",
            "person_id",
            "actor",
            "post",
            "at",
            "recorded_at",
            "opinion",
        ),
    )
)
