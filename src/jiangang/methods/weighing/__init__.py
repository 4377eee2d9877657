"""Weighing: draught surveys with their errors, tanks, containers, logs, and shortages in dry weight.

Every answer carries `steps`: each line of the arithmetic, as a surveyor would write it. Nothing that changes
a sign or a scale is guessed: the LCF convention, the side of each mark and the table's density are named.
"""

from jiangang.methods.weighing.audit import audit_table
from jiangang.methods.weighing.containers import find_net_mass
from jiangang.methods.weighing.dry import find_dry_shortage
from jiangang.methods.weighing.gauging import gauge_tanks
from jiangang.methods.weighing.logs import find_log_volume
from jiangang.methods.weighing.survey import survey_by_draughts

__all__ = [
    "audit_table",
    "find_dry_shortage",
    "find_log_volume",
    "find_net_mass",
    "gauge_tanks",
    "survey_by_draughts",
]
