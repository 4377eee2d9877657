"""Tank tables: a sounding or an ullage, corrected for trim and list, becomes a volume.

Only the tank's own tables are used. Trim is positive by the stern; to which side a list counts as positive
in a table is named with the table.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.weighing.reading import Reader
from jiangang.methods.weighing.steps import Sheet
from jiangang.methods.weighing.tables import TOUCH, Number


@dataclass(frozen=True, slots=True)
class Grid:
    """Values by reading (rows, m) and by trim (m) or list (degrees) in columns; both rise."""

    name: str
    readings: NDArray[np.float64]
    across: NDArray[np.float64]
    values: NDArray[np.float64]

    def at(self, reading: Number, across: Number) -> Number:
        """The value between rows and columns, linear both ways. Raises Refused outside the grid."""
        row, down = self._place(self.readings, reading, "reading")
        found: NDArray[np.float64]
        if len(self.across) == 1:
            found = self.values[row, 0] * (1 - down) + self.values[row + 1, 0] * down
        else:
            column, right = self._place(self.across, across, "trim or list")
            above = self.values[row, column] * (1 - right) + self.values[row, column + 1] * right
            below = self.values[row + 1, column] * (1 - right) + self.values[row + 1, column + 1] * right
            found = above * (1 - down) + below * down
        return float(found) if np.ndim(found) == 0 else found

    def in_words(self, reading: float, across: float) -> tuple[str, dict[str, float]]:
        """The interpolation as a formula with its numbers: between rows, or between rows and columns."""
        row, _ = self._place(self.readings, reading, "reading")
        first = int(row)
        rows = {"r": reading, "r1": float(self.readings[first]), "r2": float(self.readings[first + 1])}
        if len(self.across) == 1:
            ends = {"v1": float(self.values[first, 0]), "v2": float(self.values[first + 1, 0])}
            return "{v1} + ({r} − {r1}) / ({r2} − {r1}) × ({v2} − {v1})", {**rows, **ends}
        column, _ = self._place(self.across, across, "trim or list")
        second = int(column)
        columns = {"c": across, "c1": float(self.across[second]), "c2": float(self.across[second + 1])}
        corners = {
            f"v{down + 1}{right + 1}": float(self.values[first + down, second + right])
            for down in (0, 1)
            for right in (0, 1)
        }
        share = "({c} − {c1}) / ({c2} − {c1})"
        upper, lower = f"{{v11}} + {share} × ({{v12}} − {{v11}})", f"{{v21}} + {share} × ({{v22}} − {{v21}})"
        down_by = "({r} − {r1}) / ({r2} − {r1})"
        formula = f"({upper}) × (1 − {down_by}) + ({lower}) × {down_by}"
        return formula, {**rows, **columns, **corners}

    def _place(
        self, axis: NDArray[np.float64], wanted: Number, what: str
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        low, high = float(axis[0]), float(axis[-1])
        if np.min(wanted) < low - TOUCH or np.max(wanted) > high + TOUCH:
            beyond = np.min(wanted) if np.min(wanted) < low - TOUCH else np.max(wanted)
            params = {"table": self.name, "what": what, "value": float(beyond), "low": low, "high": high}
            raise Refused(
                Finding("methods.weighing.finding.out_of_tank_table", field=self.name, params=params)
            )
        at = np.clip(np.searchsorted(axis, wanted, side="right") - 1, 0, len(axis) - 2)
        return at, np.clip((wanted - axis[at]) / (axis[at + 1] - axis[at]), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class TankTable:
    """One tank's tables.

    counts: `sounding` (depth of liquid) or `ullage` (height of the empty space); volumes: m³ by reading and
    trim; trim_correction, list_correction: metres to add to the reading, where the ship has such tables;
    list_positive: the side, `port` or `starboard`, to which a list is positive there.
    """

    name: str
    counts: str
    volumes: Grid
    trim_correction: Grid | None = None
    list_correction: Grid | None = None
    list_positive: str = "starboard"

    @property
    def knows_trim(self) -> bool:
        """Whether the tables answer for another trim than none."""
        return self.trim_correction is not None or len(self.volumes.across) > 1


@dataclass(frozen=True, slots=True)
class Gauged:
    """A reading turned into a volume: corrections in metres, volume in m³."""

    trim_correction: Number
    list_correction: Number
    corrected: Number
    volume: Number


def gauge(table: TankTable, reading: Number, trim: Number, heel: Number = 0.0) -> Gauged:
    """Volume of a tank at a reading (m), trim (m, by the stern positive) and heel (°, starboard positive)."""
    by_trim: Number = 0.0 if table.trim_correction is None else table.trim_correction.at(reading, trim)
    signed = heel if table.list_positive == "starboard" else -heel
    by_list: Number = 0.0 if table.list_correction is None else table.list_correction.at(reading, signed)
    corrected = reading + by_trim + by_list
    across: Number = 0.0 if table.trim_correction is not None else trim
    return Gauged(by_trim, by_list, corrected, table.volumes.at(corrected, across))


def write_gauging(
    sheet: Sheet, name: str, table: TankTable, found: Gauged, *, reading: float, trim: float, heel: float
) -> None:
    """Write the steps from a tank's reading to its volume; every interpolation with its rows."""
    signed = heel if table.list_positive == "starboard" else -heel
    for step, grid, across, value in (
        ("tank_trim_correction", table.trim_correction, trim, found.trim_correction),
        ("tank_list_correction", table.list_correction, signed, found.list_correction),
    ):
        if grid is not None:
            formula, numbers = grid.in_words(reading, across)
            sheet.write(step, f"{name}: {formula}", value, "m", **numbers)
    parts = {"reading": reading, "by_trim": found.trim_correction, "by_list": found.list_correction}
    sheet.write(
        "tank_reading", f"{name}: {{reading}} + {{by_trim}} + {{by_list}}", found.corrected, "m", **parts
    )
    across = 0.0 if table.trim_correction is not None else trim
    formula, numbers = table.volumes.in_words(float(found.corrected), across)
    sheet.write("tank_volume", f"{name}: {formula}", found.volume, "m³", **numbers)


def read_tank_table(reader: Reader, name: str) -> TankTable:
    """A tank's tables; faults are noted on the reader."""
    corrected = reader.has("trim_correction_rows")
    trims = reader.numbers("trims") if corrected or reader.has("trims") else [0.0]
    volumes = _grid(reader, "rows", name, [0.0] if corrected else trims)
    by_trim = _grid(reader, "trim_correction_rows", name, trims) if corrected else None
    by_list, side = None, "starboard"
    if reader.has("list_correction_rows"):
        by_list = _grid(reader, "list_correction_rows", name, reader.numbers("lists"))
        side = reader.choice("list_positive", ("port", "starboard"))
    table = TankTable(name, reader.choice("counts", ("sounding", "ullage")), volumes, by_trim, by_list, side)
    reader.text("source")
    reader.close()
    return table


def _grid(reader: Reader, rows_name: str, name: str, across: list[float]) -> Grid:
    rows = reader.grid(rows_name, len(across) + 1)
    whole = [row for row in rows if len(row) == len(across) + 1]
    values = np.array(whole if len(whole) > 1 else [[0.0] * (len(across) + 1)] * 2)
    if len(rows) < 2:
        reader.tell("methods.weighing.finding.table_short", rows_name, rows=len(rows))
    elif len(whole) == len(rows):
        for place in np.flatnonzero(np.diff(values[:, 0]) <= 0):
            params = {"draught": float(values[place + 1, 0]), "before": float(values[place, 0])}
            reader.tell("methods.weighing.finding.not_rising", f"{rows_name}[{place + 2}]", **params)
    if any(after <= before for before, after in zip(across, across[1:], strict=False)):
        reader.tell("methods.weighing.finding.not_rising", "trims", draught=across[-1], before=across[0])
    return Grid(name, values[:, 0], np.array(across), values[:, 1:])
