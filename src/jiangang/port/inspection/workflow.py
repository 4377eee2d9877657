"""States of an inspection and the one table of acts that move it. Pure."""

from jiangang.methods.workflow import Transition, Workflow

HAND = "inspect"
"""The hand that an inspector lends; the legal profile says how many are needed and which hands stay apart."""

INSPECTION = Workflow(
    name="inspection.inspection",
    initial="assigned",
    states=("assigned", "on_site", "awaiting_second_hand", "concluded", "called_off"),
    final=(),
    transitions=(
        Transition("call_off", ("assigned",), "called_off", "inspection.task.open"),
        Transition("take_up", ("called_off",), "assigned", "inspection.task.open"),
        Transition("start", ("assigned",), "on_site", "inspection.task.record"),
        Transition("record", ("on_site",), "awaiting_second_hand", "inspection.task.record"),
        Transition("confirm", ("awaiting_second_hand",), "concluded", "inspection.task.confirm", hands=HAND),
        Transition("dispute", ("awaiting_second_hand",), "on_site", "inspection.task.confirm"),
        Transition("correct", ("concluded",), "awaiting_second_hand", "inspection.task.correct"),
    ),
)

WORKFLOWS = (INSPECTION,)

TONES = {
    "assigned": "info",
    "on_site": "warn",
    "awaiting_second_hand": "warn",
    "concluded": "good",
    "called_off": "neutral",
}
