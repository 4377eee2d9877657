"""Where a budget of opened units is best spent: the exact optimum, and three usual plans beside it."""

from jiangang.methods.sampling.allocation.leakage import Pathway, expected_leakage
from jiangang.methods.sampling.allocation.optimum import find_best_allocation
from jiangang.methods.sampling.allocation.plans import plan_equal, plan_hypergeometric, plan_proportional
from jiangang.methods.sampling.allocation.report import allocate_budget

__all__ = [
    "Pathway",
    "allocate_budget",
    "expected_leakage",
    "find_best_allocation",
    "plan_equal",
    "plan_hypergeometric",
    "plan_proportional",
]
