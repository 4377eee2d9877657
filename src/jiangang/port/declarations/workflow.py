"""States of a consignment and the one table of acts that move it, from notice to the end. Pure."""

from jiangang.methods.workflow import Transition, Workflow

CONSIGNMENT = Workflow(
    name="declarations.consignment",
    initial="submitted",
    states=(
        "submitted",
        "returned",
        "accepted",
        "targeted",
        "awaiting_inspection",
        "inspected",
        "released",
        "refused",
        "closed",
        "withdrawn",
    ),
    transitions=(
        Transition("return", ("submitted",), "returned", "declarations.notice.return"),
        Transition("correct", ("submitted", "returned"), "submitted", "declarations.notice.correct"),
        Transition(
            "withdraw", ("submitted", "returned", "accepted"), "withdrawn", "declarations.notice.withdraw"
        ),
        Transition("accept", ("submitted",), "accepted", "declarations.notice.accept", hands="accept"),
        Transition("target", ("accepted",), "targeted", "declarations.consignment.target"),
        Transition(
            "await_inspection", ("targeted",), "awaiting_inspection", "declarations.consignment.target"
        ),
        Transition("stand_down", ("awaiting_inspection",), "targeted", "declarations.consignment.target"),
        Transition("release_by_document", ("targeted",), "released", "declarations.consignment.dispose"),
        Transition(
            "conclude_inspection", ("awaiting_inspection",), "inspected", "declarations.consignment.conclude"
        ),
        Transition("release", ("inspected",), "released", "declarations.consignment.dispose"),
        Transition("refuse", ("targeted", "inspected"), "refused", "declarations.consignment.dispose"),
        Transition("close", ("released", "refused"), "closed", "declarations.consignment.close"),
    ),
)

WORKFLOWS = (CONSIGNMENT,)

PUBLIC_STATES = {
    "submitted": "under_review",
    "returned": "to_be_corrected",
    "accepted": "under_review",
    "targeted": "under_review",
    "awaiting_inspection": "awaiting_inspection",
    "inspected": "awaiting_paper",
    "released": "awaiting_paper",
    "refused": "awaiting_paper",
    "closed": "finished",
    "withdrawn": "finished",
}
"""The five states that the trade is shown: 待补正, 审查中, 待查验, 待出证, 已办结."""

TONES = {
    "submitted": "info",
    "returned": "warn",
    "accepted": "info",
    "targeted": "info",
    "awaiting_inspection": "warn",
    "inspected": "info",
    "released": "good",
    "refused": "bad",
    "closed": "neutral",
    "withdrawn": "neutral",
    "under_review": "info",
    "to_be_corrected": "warn",
    "awaiting_paper": "info",
    "finished": "good",
}

NEXT_POST = {
    "submitted": "counter_clerk",
    "returned": "declarant",
    "accepted": "targeting_officer",
    "targeted": "release_officer",
    "awaiting_inspection": "inspector",
    "inspected": "release_officer",
    "released": "certifying_officer",
    "refused": "certifying_officer",
}
"""Which kind of post acts next on a consignment in a state; none for the states that rest."""
