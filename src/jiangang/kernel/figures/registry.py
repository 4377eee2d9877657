"""The list of figures, found in the `figures.py` of the installed rooms."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from jiangang.kernel.figures.definition import Figure

_FIGURES: dict[str, Figure] = {}


def register(figure: Figure) -> Figure:
    """Add a figure to the list. Raises ValueError when its code is there already."""
    if figure.code in _FIGURES:
        raise ValueError(f"the figure {figure.code!r} is defined twice")
    _FIGURES[figure.code] = figure
    return figure


def all_figures() -> tuple[Figure, ...]:
    """Every figure of the installed rooms, by code."""
    _load()
    return tuple(_FIGURES[code] for code in sorted(_FIGURES))


def find_figure(code: str) -> Figure | None:
    """The figure of that code, or None."""
    _load()
    return _FIGURES.get(code)


def _load() -> None:
    for config in apps.get_app_configs():
        name = f"{config.name}.figures"
        if config.name.startswith("jiangang.") and find_spec(name):
            import_module(name)
