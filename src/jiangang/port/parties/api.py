"""What other rooms may use of the standing of firms."""

from jiangang.port.parties.operations import set_standing
from jiangang.port.parties.queries import (
    StandingAnswer,
    StandingRow,
    label_of,
    standing_of,
    standings_of,
)
from jiangang.port.parties.schemes import OFFICE, UNRATED, Category, Scheme, all_schemes

__all__ = [
    "OFFICE",
    "UNRATED",
    "Category",
    "Scheme",
    "StandingAnswer",
    "StandingRow",
    "all_schemes",
    "label_of",
    "set_standing",
    "standing_of",
    "standings_of",
]
