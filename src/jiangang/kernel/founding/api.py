"""What may be used to found an office: by the command line and by the rehearsal."""

from jiangang.kernel.founding.operations import found_office, founder, open_register, place_units
from jiangang.kernel.founding.plan import Administrator, OfficePlan, UnitPlan

__all__ = [
    "Administrator",
    "OfficePlan",
    "UnitPlan",
    "found_office",
    "founder",
    "open_register",
    "place_units",
]
