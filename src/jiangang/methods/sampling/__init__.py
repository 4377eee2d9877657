"""Sampling: how many units to open, which ones, and what it means that nothing was found."""

from jiangang.methods.sampling.acceptance.attributes import get_acceptance_plan, plan_acceptance
from jiangang.methods.sampling.acceptance.continuous import (
    average_fraction_inspected,
    average_outgoing_quality,
    continuous_limit,
    describe_continuous,
    find_clearance,
)
from jiangang.methods.sampling.acceptance.curves import acceptance_probability, draw_curve, outgoing_limit
from jiangang.methods.sampling.acceptance.lot_records import follow_lots
from jiangang.methods.sampling.acceptance.skip_lots import describe_skip_lot, skip_lot_outcome
from jiangang.methods.sampling.acceptance.switching import next_standing
from jiangang.methods.sampling.acceptance.two_points import find_smallest_plan, plan_by_risks
from jiangang.methods.sampling.acceptance.variables import (
    find_variables_plan,
    judge_measurements,
    plan_by_variables,
    variables_probability,
)
from jiangang.methods.sampling.achieved import achieve
from jiangang.methods.sampling.allocation import (
    allocate_budget,
    expected_leakage,
    find_best_allocation,
    plan_equal,
    plan_hypergeometric,
    plan_proportional,
)
from jiangang.methods.sampling.detection import detect
from jiangang.methods.sampling.diagrams import draw_diagram
from jiangang.methods.sampling.freedom import find_freedom
from jiangang.methods.sampling.lots import list_sample_sizes
from jiangang.methods.sampling.mixtures import detect_in_mixture
from jiangang.methods.sampling.picks import pick_units
from jiangang.methods.sampling.pools import detect_in_pools
from jiangang.methods.sampling.stages import Stage, detect_in_two_stages
from jiangang.methods.sampling.structures import LotStructure
from jiangang.methods.sampling.systems import find_system_sensitivity

__all__ = [
    "LotStructure",
    "Stage",
    "acceptance_probability",
    "achieve",
    "allocate_budget",
    "average_fraction_inspected",
    "average_outgoing_quality",
    "continuous_limit",
    "describe_continuous",
    "describe_skip_lot",
    "detect",
    "detect_in_mixture",
    "detect_in_pools",
    "detect_in_two_stages",
    "draw_curve",
    "draw_diagram",
    "expected_leakage",
    "find_best_allocation",
    "find_clearance",
    "find_freedom",
    "find_smallest_plan",
    "find_system_sensitivity",
    "find_variables_plan",
    "follow_lots",
    "get_acceptance_plan",
    "judge_measurements",
    "list_sample_sizes",
    "next_standing",
    "outgoing_limit",
    "pick_units",
    "plan_acceptance",
    "plan_by_risks",
    "plan_by_variables",
    "plan_equal",
    "plan_hypergeometric",
    "plan_proportional",
    "skip_lot_outcome",
    "variables_probability",
]
