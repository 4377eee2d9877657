"""Hulls that are polynomials: their volumes at any trim are integrated exactly, beside what a table gives.

Breadth at x (aft of midship) and z: B (1 − s(u) (c0 − c1 z)) with u = 2x / L and s(u) = u⁴ (1 + skew u).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
DENSITY = 1.025


@dataclass(frozen=True)
class Hull:
    """Length and breadth in metres; skew 0 for a hull that is the same fore and aft."""

    length: float = 180.0
    breadth: float = 30.0
    skew: float = 0.0
    fine: float = 0.9
    flare: float = 0.03

    def _over(self, of: Callable[[Any], Any]) -> float:
        return float(np.sum(WEIGHTS * of(NODES)) * self.length / 2)

    def _shape(self, u: Any) -> Any:
        return u**4 * (1 + self.skew * u)

    def breadth_at(self, u: Any, z: float) -> Any:
        """Breadth in metres."""
        return self.breadth * (1 - self._shape(u) * (self.fine - self.flare * z))

    def displacement(self, draught: float, trim: float = 0.0) -> float:
        """Tonnes at a midship draught and a trim by the stern, integrated over the trimmed waterline."""

        def section(u: Any) -> Any:
            z = draught + trim * u / 2
            return self.breadth * (z - self._shape(u) * (self.fine * z - self.flare * z**2 / 2))

        return DENSITY * self._over(section)

    def row(self, draught: float) -> list[float]:
        """A row of the table: draught, displacement, TPC, LCF (aft of midship), MTC; not rounded."""
        area = self._over(lambda u: self.breadth_at(u, draught))
        half = self.length / 2
        moment = self._over(lambda u: u * half * self.breadth_at(u, draught))
        inertia = self._over(lambda u: (u * half) ** 2 * self.breadth_at(u, draught)) - moment**2 / area
        return [
            draught,
            self.displacement(draught),
            area * DENSITY / 100,
            moment / area,
            inertia * DENSITY / 100 / self.length,
        ]

    def table(self, draughts: Any) -> dict[str, Any]:
        """The hydrostatic table as a survey file holds it."""
        columns = ["draught", "displacement", "tpc", "lcf", "mtc"]
        return {"columns": columns, "rows": [self.row(float(each)) for each in draughts]}


def survey_values(hull: Hull, *, forward: float, midship: float, aft: float, **more: Any) -> dict[str, Any]:
    """One survey of a hull read at its perpendiculars, without list."""
    marks = {"forward": forward, "midship": midship, "aft": aft}
    sides = {place: {"port": draught, "starboard": draught} for place, draught in marks.items()}
    return {**sides, "density": DENSITY, **more}


def case_values(hull: Hull, initial: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole case on a hull; marks on the perpendiculars, LCF aft of midship."""
    marks = {place: {"distance": 0} for place in ("forward", "midship", "aft")}
    ship = {
        "name": "POLYNOMIAL",
        "lbp": hull.length,
        "breadth": hull.breadth,
        "table_density": DENSITY,
        "lcf_convention": "midship_aft_positive",
        "marks": marks,
    }
    table = hull.table(np.round(np.arange(3.0, 15.01, 0.1), 2))
    return {"ship": ship, "hydrostatics": table, "initial": initial, **more}
