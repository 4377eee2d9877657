"""Frozen facts as the columns that a score reads: a row for each line of goods, all as text. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars

Plain = Mapping[str, Any]
"""Facts as a decision stores them (`ConsignmentFacts.as_dict`)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines as rows, and for each the place of its consignment, ascending."""

    frame: "polars.DataFrame"
    units: NDArray[np.int64]


def lay_out(consignments: Sequence[Plain], columns: Sequence[str] | None = None) -> Rows:
    """Lines of consignments as rows of text; a consignment without lines has one row of what is known of it.

    columns: which facts, in this order; all that occur, by name, where not given. A fact that nobody stated
    is missing.
    """
    import polars

    rows, units = [], []
    for place, each in enumerate(consignments):
        for line in each["lines"] or [{"values": {}}]:
            rows.append({**each["values"], **line["values"]})
            units.append(place)
    names = sorted({name for row in rows for name in row}) if columns is None else list(columns)
    made = {
        name: polars.Series(name, [_text(row.get(name)) for row in rows], dtype=polars.String)
        for name in names
    }
    return Rows(polars.DataFrame(made), np.array(units, np.int64))


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)
