"""Targeting, pure: the policy language with its reasons and changes; features as of a day, the score,
selection under capacity. polars, numba and scikit-learn are loaded when first used.
"""

from jiangang.methods.targeting.batch import compile_policy
from jiangang.methods.targeting.cards import write_card
from jiangang.methods.targeting.curiosity import explore, keep_watch, raise_alarms
from jiangang.methods.targeting.differing import diff_policies
from jiangang.methods.targeting.drawing import draw
from jiangang.methods.targeting.drifting import fit_drifting
from jiangang.methods.targeting.effects import choose_pairs, fit_effects
from jiangang.methods.targeting.evader import measure_rise
from jiangang.methods.targeting.explaining import explain_to_staff, explain_to_trader
from jiangang.methods.targeting.measures import (
    find_auc,
    find_auc_error,
    find_log_loss,
    find_precision,
    find_share_interval,
    find_stability_index,
)
from jiangang.methods.targeting.packing import pack
from jiangang.methods.targeting.policy import interpret
from jiangang.methods.targeting.protocols import run_online, run_rolling
from jiangang.methods.targeting.reading import read_policy
from jiangang.methods.targeting.scoring import fit, fit_blend
from jiangang.methods.targeting.selection import apply_overrides, draw_random, select
from jiangang.methods.targeting.single import decide_single, thresholds
from jiangang.methods.targeting.standing import advance, replay
from jiangang.methods.targeting.store import choose_crossings
from jiangang.methods.targeting.structures import choose_structures, weigh_structures
from jiangang.methods.targeting.trees import fit_trees
from jiangang.methods.targeting.worlds import make_world

__all__ = [
    "advance",
    "apply_overrides",
    "choose_crossings",
    "choose_pairs",
    "choose_structures",
    "compile_policy",
    "decide_single",
    "diff_policies",
    "draw",
    "draw_random",
    "explain_to_staff",
    "explain_to_trader",
    "explore",
    "find_auc",
    "find_auc_error",
    "find_log_loss",
    "find_precision",
    "find_share_interval",
    "find_stability_index",
    "fit",
    "fit_blend",
    "fit_drifting",
    "fit_effects",
    "fit_trees",
    "interpret",
    "keep_watch",
    "make_world",
    "measure_rise",
    "pack",
    "raise_alarms",
    "read_policy",
    "replay",
    "run_online",
    "run_rolling",
    "select",
    "thresholds",
    "weigh_structures",
    "write_card",
]
