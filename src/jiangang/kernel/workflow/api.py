"""What other rooms may use of the workflow: moving, signing, asking about hands, histories."""

from jiangang.kernel.workflow.bulk import move_many, move_many_along
from jiangang.kernel.workflow.hands import check_hands, hands_missing
from jiangang.kernel.workflow.operations import move, sign
from jiangang.kernel.workflow.queries import (
    StepTaken,
    barred_people,
    hands_needed,
    hands_of_kind,
    history,
    history_of,
    steps_into,
)
from jiangang.kernel.workflow.synchronising import all_workflows, synchronise

__all__ = [
    "StepTaken",
    "all_workflows",
    "barred_people",
    "check_hands",
    "hands_missing",
    "hands_needed",
    "hands_of_kind",
    "history",
    "history_of",
    "move",
    "move_many",
    "move_many_along",
    "sign",
    "steps_into",
    "synchronise",
]
