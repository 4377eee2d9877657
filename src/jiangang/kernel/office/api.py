"""What other rooms may use of the office: its settings, its day, its clock."""

from jiangang.kernel.office.leading import lead_to
from jiangang.kernel.office.operations import change_setting
from jiangang.kernel.office.queries import (
    all_settings,
    clock,
    day_starts,
    get_setting,
    legal_profile,
    local_day,
    time_zone,
)

__all__ = [
    "all_settings",
    "change_setting",
    "clock",
    "day_starts",
    "get_setting",
    "lead_to",
    "legal_profile",
    "local_day",
    "time_zone",
]
