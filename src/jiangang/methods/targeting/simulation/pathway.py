"""A file of consignments as the source of a simulation: its rows, read and counted.

Two public layouts are known, F280 and AQIM; letters of the heading may be large or small. A row that cannot
be used is told by its number and left out; the others are simulated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.register import method
from jiangang.methods.targeting.simulation.config import DEFAULT, Goods, SourceForm
from jiangang.methods.targeting.simulation.reading import LARGEST_CONSIGNMENT

F280 = {
    "quantity": "quantity", "pathway": "pathway", "day": "report_dt", "commodity": "commodity",
    "origin": "origin_nm", "port": "location",
}  # fmt: skip
AQIM = {
    "quantity": "quantity", "unit": "unit", "pathway": "cargo_form", "day": "calendar_yr",
    "commodity": "commodity_list", "origin": "origin", "port": "location",
}  # fmt: skip
COLUMNS: Mapping[SourceForm, Mapping[str, str]] = {SourceForm.F280: F280, SourceForm.AQIM: AQIM}
UNITS = {"items": False, "item": False, "stems": False, "boxes": True, "box": True}


@dataclass(frozen=True, slots=True)
class Pathway:
    """Consignments one after another: items, items a box, codes of origin, commodity and port, day's ordinal.

    Columns of `rows` in this order, int64[n, 6]; names by code stand beside.
    """

    rows: Any
    origins: tuple[str, ...]
    commodities: tuple[str, ...]
    ports: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)


@method(
    "targeting.simulation_pathway",
    source="popsborder documentation, docs/consignments.md: columns of F280 and AQIM records",
    verified="rows written by hand in both layouts",
)
def read_pathway(
    rows: Iterable[tuple[int, Mapping[str, str]]], goods: Goods
) -> tuple[Pathway, list[Finding]]:
    """The consignments of a file in its order, and what is wrong with it, by row.

    rows: number and cells by heading, the heading being row 1; goods: says the layout, and how many items a
    box holds on each pathway (an unknown pathway has the default). Columns that are missing block everything.
    """
    columns, findings = COLUMNS[goods.form], list[Finding]()
    coders: dict[str, dict[str, int]] = {"origin": {}, "commodity": {}, "port": {}}
    made = []
    for number, row in rows:
        cells = {name.strip().lower(): value.strip() for name, value in row.items()}
        missing = [column.upper() for column in columns.values() if column not in cells]
        if missing:
            params = {"columns": ", ".join(missing)}
            findings.append(Finding("methods.targeting.simulation.finding.columns_missing", params=params))
            break
        found, faults = _row(goods, {key: cells[column] for key, column in columns.items()}, number)
        findings += faults
        if found is not None:
            codes = [coders[key].setdefault(cells[columns[key]], len(coders[key])) for key in coders]
            made.append([*found[:2], *codes, found[2]])
    if not made and not findings:
        findings.append(Finding("methods.targeting.simulation.finding.no_rows"))
    table = np.array(made, np.int64).reshape(-1, 6)
    return Pathway(table, *(tuple(coder) or ("",) for coder in coders.values())), findings


def _row(
    goods: Goods, cells: Mapping[str, str], number: int
) -> tuple[tuple[int, int, int] | None, list[Finding]]:
    """Items, items a box and day of one row, or what is wrong with it."""
    per_box = goods.items_per_box.get(cells["pathway"].lower(), goods.items_per_box[DEFAULT])
    faults, quantity, day = [], _whole(cells["quantity"]), _day(cells["day"], goods.form)
    unit = cells.get("unit", "items").lower()
    if quantity is None:
        faults.append("quantity")
    if day is None:
        faults.append("day")
    if unit not in UNITS:
        faults.append("unit")
    if faults or quantity is None or day is None:
        return None, [_fault(key, cells[key], number) for key in faults]
    items = quantity * per_box if UNITS[unit] else quantity
    if items > LARGEST_CONSIGNMENT:
        return None, [_fault("quantity", cells["quantity"], number)]
    return (items, per_box, day), []


def _fault(key: str, value: str, number: int) -> Finding:
    code = f"methods.targeting.simulation.finding.row_{key}"
    return Finding(code, Severity.ERROR, key, {"value": value, "most": LARGEST_CONSIGNMENT}, row=number)


def _whole(text: str) -> int | None:
    """A quantity above 0; thousands may stand in groups, and a fraction of nothing behind a point."""
    plain = text.replace(",", "")
    whole, _, rest = plain.partition(".")
    good = whole.isascii() and whole.isdigit() and set(rest) <= {"0"} and len(whole) < 16
    return int(whole) if good and int(whole) > 0 else None


def _day(text: str, form: SourceForm) -> int | None:
    """The ordinal of a date 2024-05-31, or of the first day of a year in AQIM records."""
    if form is SourceForm.AQIM:
        good = len(text) == 4 and text.isascii() and text.isdigit() and text != "0000"
        return date(int(text), 1, 1).toordinal() if good else None
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return None
