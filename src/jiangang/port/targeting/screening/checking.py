"""Values of a batch that are no values of their facts: numbers that are none, flags that are neither."""

from collections.abc import Mapping

import numpy as np
import polars
from numpy.typing import NDArray

from jiangang.methods.targeting.columns import FLAGS
from jiangang.methods.targeting.facts import Fact, Kind
from jiangang.port.targeting.screening.sources import Bad, Batch

SHOWN = 60
"""Characters of a wrong value that a finding shows."""
NOTHING = "—"
"""What a finding shows where there is no value."""


def find_bad_values(
    batch: Batch, number: str, facts: Mapping[str, Fact], worth: str = ""
) -> tuple[NDArray[np.bool_], list[Bad]]:
    """Which rows cannot be decided, and why, in the order of the rows.

    number: name of the column of numbers; facts: those that the policy asks about, by names of columns;
    worth: name of the column that says what a finding is worth, empty for none.
    """
    frame = batch.frame
    found: list[Bad] = []
    wrong = np.zeros(frame.height, np.bool_)
    checks = [(number, _is_empty(frame[number]), "row_number_missing")]
    for name, fact in facts.items():
        if fact.kind is Kind.NUMBER and not frame[name].dtype.is_integer():
            checks.append((name, _is_no_number(frame[name]), "row_value_number"))
        elif fact.kind is Kind.FLAG and frame[name].dtype != polars.Boolean:
            checks.append((name, _is_no_flag(frame[name]), "row_value_flag"))
    if worth:
        checks.append((worth, _is_no_worth(frame[worth]), "row_value_worth"))
    for name, bad, code in checks:
        wrong |= bad
        for place in np.flatnonzero(bad).tolist():
            given = frame[name][place]
            value = NOTHING if given is None or given == "" else str(given)[:SHOWN]
            found.append((int(batch.rows[place]), code, {"column": name, "value": value}))
    return wrong, sorted([*batch.bad, *found], key=lambda one: one[0])


def _is_empty(series: polars.Series) -> NDArray[np.bool_]:
    text = series.cast(polars.String).str.strip_chars()
    return (text.is_null() | (text == "")).to_numpy()


def _is_no_number(series: polars.Series) -> NDArray[np.bool_]:
    if series.dtype == polars.String:
        stated = series.is_not_null() & (series != "")
        floats = series.cast(polars.Float64, strict=False)
        return (stated & (floats.is_null() | ~floats.is_finite().fill_null(False))).to_numpy()
    return series.cast(polars.Float64).is_infinite().fill_null(False).to_numpy()


def _is_no_worth(series: polars.Series) -> NDArray[np.bool_]:
    worths = series.cast(polars.Float64, strict=False)
    return (~(worths.is_finite() & (worths >= 0)).fill_null(False)).to_numpy()


def _is_no_flag(series: polars.Series) -> NDArray[np.bool_]:
    text = series.cast(polars.String).str.to_lowercase()
    known = text.is_null() | (text == "") | text.is_in(list(FLAGS))
    return (~known).to_numpy()
