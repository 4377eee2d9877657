"""The parts that only targeting's pages are made of: changes of meaning, rates with intervals, a
calibration plot.

Geometry is in units of the drawing; no style is written into the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiangang.kernel.texts import text
from jiangang.port.targeting.meaning import Change
from jiangang.ui.components import Component, Status, Tone

MARK = 0.8
"""Width of the mark of a rate, which stays on the line at 100 %."""
KINDS: dict[str, Tone] = {"added": "good", "removed": "bad", "changed": "warn"}


@dataclass(frozen=True)
class Changes(Component):
    """Criteria that were added, removed or changed, each with what it said before and says now."""

    template = "targeting/parts/changes.html"
    rows: Sequence[Change]

    @property
    def shown(self) -> list[tuple[Change, Status]]:
        """Each change with its kind in words."""
        return [(row, Status(text(f"targeting.change.{row.kind}"), KINDS[row.kind])) for row in self.rows]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate on its own line: label, counts, rate and interval in words, and its places on a line of 0 to
    100.
    """

    label: Any
    counts: str
    rate: str
    interval: str
    note: str = ""
    at: float | None = None
    low: float = 0.0
    width: float = 0.0

    @classmethod
    def of(cls, label: Any, rate: Mapping[str, Any], note: str = "") -> "RateRow":
        """The row of a rate as back-tests store it; nothing is drawn where nothing was counted."""
        counts = f"{rate['events']:,} / {rate['total']:,}"
        if rate["rate"] is None:
            return cls(label, counts, text("targeting.note.nothing_counted"), "", note)
        at, low, high = (100 * float(rate[name]) for name in ("rate", "low", "high"))
        interval = f"{low:.1f} – {high:.1f} %"
        mark = min(at, 100 - MARK)
        return cls(label, counts, f"{at:.1f} %", interval, note, mark, low, max(high - low, MARK / 2))


@dataclass(frozen=True)
class Rates(Component):
    """Rates with their exact intervals as a table, each drawn on the same line from 0 to 100 %."""

    template = "targeting/parts/rates.html"
    caption: str
    rows: Sequence[RateRow]
    what: str
    note_label: str = ""


@dataclass(frozen=True)
class Grid(Component):
    """A plain table of numbers: headings, and rows whose first cell names them."""

    template = "targeting/parts/grid.html"
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Calibration(Component):
    """Predicted against found rates: points with intervals on a square of 100, and the line where they
    agree.
    """

    template = "targeting/parts/calibration.html"
    label: str
    points: Sequence[Mapping[str, Any]]

    @property
    def drawn(self) -> list[dict[str, float]]:
        """The points as places on the square, y downward; both axes end at the greatest value drawn."""
        known = [point for point in self.points if point["share"] is not None]
        top = max([0.05, *(max(point["expected"], point["high"]) for point in known)])
        return [
            {
                "x": 100 * point["expected"] / top,
                "y": 100 - 100 * point["share"] / top,
                "top": 100 - 100 * point["high"] / top,
                "bottom": 100 - 100 * point["low"] / top,
            }
            for point in known
        ]
