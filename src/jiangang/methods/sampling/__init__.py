"""Sampling: how many units to open, which ones, and what it means that nothing was found."""

from jiangang.methods.sampling.achieved import achieve
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
    "achieve",
    "detect",
    "detect_in_mixture",
    "detect_in_pools",
    "detect_in_two_stages",
    "draw_diagram",
    "find_freedom",
    "find_system_sensitivity",
    "list_sample_sizes",
    "pick_units",
]
