"""Pictures of shares with their intervals, as lines of one plot; the numbers stand beside them in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

WIDE = 1000
"""Units of a picture's width; 1,000 is a share of 1, unless the plot has a scale of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the share as a point or a bar, its interval, a mark to compare it with, and the words."""

    label: str
    said: str
    point: int | None = None
    bar: int = 0
    reach_from: int = 0
    reach_wide: int = 0
    mark: int | None = None
    url: str = ""

    @property
    def has_reach(self) -> bool:
        """Whether there is an interval to draw."""
        return self.reach_wide > 0


def interval_line(
    label: str, said: str, interval: tuple[float, float, float] | None, *, top: float = 1.0
) -> Line:
    """A share with its interval; `top` is the share at the right edge. Without one the line is empty."""
    if interval is None:
        return Line(label, said)
    rate, low, high = (_place(each, top) for each in interval)
    return Line(label, said, point=min(rate, WIDE - 6), reach_from=low, reach_wide=max(high - low, 2))


def bar_line(label: str, said: str, share: float, mark: float | None, url: str = "") -> Line:
    """A share as a bar, with a mark for what was expected; `url` leads to the records."""
    at = None if mark is None else _place(mark, 1.0)
    return Line(label, said, bar=_place(share, 1.0), mark=at, url=url)


def plot(rows: Sequence[Line], note: str) -> Any:
    """The picture."""
    return render_to_string("targeting/plot.html", {"rows": rows, "note": note})


def _place(share: float, top: float) -> int:
    return round(WIDE * min(max(share / top, 0.0), 1.0)) if top > 0 else 0
