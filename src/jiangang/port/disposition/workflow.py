"""States of a disposition and the one table of acts that move it. Pure."""

from jiangang.methods.workflow import Transition, Workflow

HAND = "release"

DISPOSITION = Workflow(
    name="disposition.disposition",
    initial="open",
    states=("open", "released", "refused"),
    transitions=(
        Transition("release", ("open",), "released", "disposition.decision.make", hands=HAND),
        Transition("refuse", ("open",), "refused", "disposition.decision.make", hands=HAND),
    ),
)

WORKFLOWS = (DISPOSITION,)

TONES = {"open": "info", "released": "good", "refused": "bad"}
