"""What may be used to found an office: by the command line and by the rehearsal."""

from jiangang.kernel.founding.operations import (
    bring_new_grants,
    found_office,
    founder,
    open_register,
    place_units,
)
from jiangang.kernel.founding.plan import Administrator, OfficePlan, UnitPlan

__all__ = [
    "Administrator",
    "OfficePlan",
    "UnitPlan",
    "bring_new_grants",
    "found_office",
    "founder",
    "open_register",
    "place_units",
]
