"""Days of a column as whole numbers since 1970-01-01, whatever form the column has."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused

if TYPE_CHECKING:
    import polars as pl


def as_days(values: "pl.Series") -> NDArray[np.int64]:
    """Days since 1970-01-01 of dates, moments, or text as 2011-06-30 (what follows is cut off).

    Raises Refused with the first row number (heading is row 1) that has no date.
    """
    import polars as pl

    if values.dtype == pl.String:
        days = values.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    else:
        days = values.cast(pl.Date, strict=False)
    if days.null_count():
        row = int(days.is_null().arg_max() or 0) + 2
        params = {"column": values.name, "count": days.null_count()}
        raise Refused(Finding("methods.targeting.finding.no_date", field=values.name, params=params, row=row))
    return days.cast(pl.Int32).to_numpy().astype(np.int64)
