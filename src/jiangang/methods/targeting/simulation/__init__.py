"""Consignments simulated: how they are infested, inspected, released, and what an inspection misses.

The loops are compiled by numba when the first simulation runs; importing this room does not import numba.
"""

from jiangang.methods.targeting.simulation.config import Config, Infestation, Inspection, Rate, Unit
from jiangang.methods.targeting.simulation.pathway import Pathway, read_pathway
from jiangang.methods.targeting.simulation.reading import get_config, read_config
from jiangang.methods.targeting.simulation.result import Measure, Result
from jiangang.methods.targeting.simulation.running import Arranged, arrange, inspect_units, run
from jiangang.methods.targeting.simulation.sizes import find_rbs_size

__all__ = [
    "Arranged",
    "Config",
    "Infestation",
    "Inspection",
    "Measure",
    "Pathway",
    "Rate",
    "Result",
    "Unit",
    "arrange",
    "find_rbs_size",
    "get_config",
    "inspect_units",
    "read_config",
    "read_pathway",
    "run",
]
