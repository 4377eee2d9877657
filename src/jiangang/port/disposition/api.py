"""What other departments may use of disposition."""

from jiangang.port.disposition.measures import Measure, all_measures, measures_on
from jiangang.port.disposition.operations import DECIDED, decide_disposition
from jiangang.port.disposition.queries import DecisionView, find_decision, released_at
from jiangang.port.disposition.rules import decision_rules_on

__all__ = [
    "DECIDED",
    "DecisionView",
    "Measure",
    "all_measures",
    "decide_disposition",
    "decision_rules_on",
    "find_decision",
    "measures_on",
    "released_at",
]
