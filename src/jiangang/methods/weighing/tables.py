"""Hydrostatic tables: columns by draught, linear interpolation, and refusal of what lies outside them.

No value is ever taken from beyond a table's first or last row, not even by a centimetre.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.weighing.reading import Reader

Number = float | NDArray[np.float64]
"""A value of one survey, or of many replicates of it at once."""

INTERPOLATION = "{v1} + ({D} − {d1}) / ({d2} − {d1}) × ({v2} − {v1})"
REQUIRED = ("draught", "displacement", "tpc", "lcf")
COLUMNS = {
    "draught": "m", "displacement": "t", "tpc": "t/cm", "lcf": "m", "mtc": "t·m/cm", "lcb": "m",
}  # fmt: skip
TOUCH = 1e-9
"""Metres by which a draught may miss the first or last row through the binary form of decimals."""


@dataclass(frozen=True, slots=True)
class HydrostaticTable:
    """A ship's hydrostatic table, rows by rising draught.

    draught in metres; columns: `displacement` in tonnes at the table's density, `tpc` in t/cm, `lcf` in
    metres by the ship's own convention, and where the table has it `mtc` in t·m/cm.
    """

    draught: NDArray[np.float64]
    columns: Mapping[str, NDArray[np.float64]] = field(hash=False)

    def at(self, name: str, draught: Number) -> Number:
        """A column at a draught (m), linear between rows. Raises Refused outside the table."""
        low, high = float(self.draught[0]), float(self.draught[-1])
        if np.min(draught) < low - TOUCH or np.max(draught) > high + TOUCH:
            beyond = np.min(draught) if np.min(draught) < low - TOUCH else np.max(draught)
            params = {"column": name, "draught": float(beyond), "low": low, "high": high}
            raise Refused(Finding("methods.weighing.finding.out_of_table", field=name, params=params))
        found = np.interp(draught, self.draught, self.columns[name])
        return float(found) if np.ndim(found) == 0 else found

    def bracket(self, name: str, draught: float) -> dict[str, float]:
        """The two rows of an interpolation at a draught, as the numbers d1, d2 and v1, v2 of its formula."""
        low, high = self.rows_about(draught)
        column = self.columns[name]
        first = int(np.searchsorted(self.draught, low))
        return {"d1": low, "d2": high, "v1": float(column[first]), "v2": float(column[first + 1])}

    def rows_about(self, draught: float) -> tuple[float, float]:
        """The draughts of the two rows that an interpolation at a draught uses."""
        after = min(max(int(np.searchsorted(self.draught, draught)), 1), len(self.draught) - 1)
        return float(self.draught[after - 1]), float(self.draught[after])


def read_table(reader: Reader, *, required: Iterable[str] = REQUIRED) -> HydrostaticTable:
    """A hydrostatic table from `columns` (their names) and `rows`; faults are noted on the reader."""
    names = reader.raw("columns")
    names = [str(name) for name in names] if isinstance(names, list) else []
    for name in [each for each in required if each not in names]:
        reader.tell("methods.weighing.finding.column_missing", "columns", column=name)
    for name in [each for each in names if each not in COLUMNS]:
        reader.tell("methods.weighing.finding.unknown_name", name, known=", ".join(COLUMNS))
    for name in sorted({each for each in names if names.count(each) > 1}):
        reader.tell("methods.weighing.finding.column_twice", "columns", column=name)
    rows = reader.grid("rows", len(names))
    return _made(reader, names, rows)


def _made(reader: Reader, names: list[str], rows: list[list[float]]) -> HydrostaticTable:
    whole = [row for row in rows if len(row) == len(names)]
    if "draught" not in names or len(whole) != len(rows) or len(rows) < 2:
        if len(rows) < 2:
            reader.tell("methods.weighing.finding.table_short", "rows", rows=len(rows))
        return HydrostaticTable(np.zeros(0), {})
    values = np.array(whole, dtype=float)
    draught = values[:, names.index("draught")]
    for place in np.flatnonzero(np.diff(draught) <= 0):
        params: dict[str, Any] = {"draught": float(draught[place + 1]), "before": float(draught[place])}
        reader.tell("methods.weighing.finding.not_rising", f"rows[{place + 2}]", **params)
    columns = {name: values[:, place] for place, name in enumerate(names) if name != "draught"}
    return HydrostaticTable(draught, columns)
