"""What a figure is, and the list of all figures. Departments define them in their `figures.py`; `figures`
prints them.
"""

from jiangang.kernel.figures.definition import Figure, Kind, Value, Window
from jiangang.kernel.figures.registry import all_figures, find_figure, register
from jiangang.kernel.figures.summing import summarise, value_of

__all__ = [
    "Figure",
    "Kind",
    "Value",
    "Window",
    "all_figures",
    "find_figure",
    "register",
    "summarise",
    "value_of",
]
