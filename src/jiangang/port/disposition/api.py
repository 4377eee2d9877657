"""What other departments may use of disposition."""

from jiangang.port.disposition.measures import Measure, all_measures, measures_on
from jiangang.port.disposition.operations import decide_disposition
from jiangang.port.disposition.queries import DecisionView, find_decision, released_at

__all__ = [
    "DecisionView",
    "Measure",
    "all_measures",
    "decide_disposition",
    "find_decision",
    "measures_on",
    "released_at",
]
