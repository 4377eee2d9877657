"""What other rooms may use of the figures."""

from jiangang.figures.cards import recent_cards
from jiangang.figures.operations import freeze_figure
from jiangang.figures.presenting import interval_text, note_text, number_text
from jiangang.figures.queries import Printed, compute, compute_all, get_figure, records_of, window_of

__all__ = [
    "Printed",
    "compute",
    "compute_all",
    "freeze_figure",
    "get_figure",
    "interval_text",
    "note_text",
    "number_text",
    "recent_cards",
    "records_of",
    "window_of",
]
