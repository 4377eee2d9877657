"""Targeting, pure: the policy language, its answers for one consignment and for many, reasons and changes."""

from jiangang.methods.targeting.batch import compile_policy
from jiangang.methods.targeting.differing import diff_policies
from jiangang.methods.targeting.drawing import draw
from jiangang.methods.targeting.explaining import explain_to_staff, explain_to_trader
from jiangang.methods.targeting.policy import interpret
from jiangang.methods.targeting.reading import read_policy
from jiangang.methods.targeting.standing import advance, replay

__all__ = [
    "advance",
    "compile_policy",
    "diff_policies",
    "draw",
    "explain_to_staff",
    "explain_to_trader",
    "interpret",
    "read_policy",
    "replay",
]
