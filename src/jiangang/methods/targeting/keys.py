"""Keys: values of any column as stable 64-bit numbers, and what a column is: a category, a code, a number.

Here lives how columns are taken as they come. Keys do not depend on the order of rows, on the file, on the
version of a library or on the machine, so that a stored rate finds its value again. Rates live in `store`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused, Severity

if TYPE_CHECKING:
    import polars as pl

Keys = NDArray[np.uint64]
MISSING = np.uint64(0)
MOST_BINS = 12
SAMPLE = 50_000
CODE = r"^\d{6,10}$"
NEARLY_ALL, NEARLY_UNIQUE = 0.95, 0.95
TELLS_AUC, TELLS_VALUES = 0.98, 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it is taken: `kind` is `category`, `code` (hierarchy by prefixes) or `number`.

    prefixes: lengths of the prefixes of a code, longest first, such as (6, 4, 2); edges: limits of the bins
    of a number, ascending, so that it also serves as a category.
    """

    name: str
    kind: str
    prefixes: tuple[int, ...] = ()
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a frame are taken; fixed when a model is trained, and kept with it."""

    columns: tuple[Column, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the single groups: each category, each prefix of a code, each binned number."""
        return tuple(name for column in self.columns for name in _group_names(column))

    @property
    def parents(self) -> tuple[int, ...]:
        """For each group the place of the group it shrinks towards, -1 for the general rate."""
        found: list[int] = []
        for column in self.columns:
            count, first = len(_group_names(column)), len(found)
            found += [first + place + 1 if place + 1 < count else -1 for place in range(count)]
        return tuple(found)

    @property
    def columns_of_groups(self) -> tuple[int, ...]:
        """For each group the place of its column."""
        return tuple(place for place, each in enumerate(self.columns) for _ in _group_names(each))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Names of the columns that are numbers."""
        return tuple(column.name for column in self.columns if column.kind == "number")


def read_layout(frame: "pl.DataFrame", leave_out: Iterable[str] = ()) -> Layout:
    """Find out from the first 50,000 rows what each column is; no list of columns is built in.

    A column of nearly distinct values is an identifier and is left out, as is one with a single value. Text
    of 6 to 10 digits is a code with prefixes 2, 4, 6 …; text that reads as numbers, with more than 40
    different ones, is a number; all else is a category. leave_out: names never taken (label, date, value).
    Raises Refused when no column is left.
    """
    import polars as pl

    head, found, without = frame.head(SAMPLE), [], set(leave_out)
    for name in frame.columns:
        if name in without or isinstance(frame.schema[name], pl.Date | pl.Datetime):
            continue
        column = _read_column(head[name])
        if column is not None:
            found.append(column)
    if not found:
        raise Refused(Finding("methods.targeting.finding.no_columns"))
    return Layout(tuple(found))


def _read_column(values: "pl.Series") -> Column | None:
    import polars as pl

    stated = values.drop_nulls()
    different = stated.n_unique()
    if different < 2:
        return None
    text = stated.cast(pl.String)
    numbers = text.cast(pl.Float64, strict=False)
    if float(np.mean(text.str.contains(CODE).to_numpy())) >= NEARLY_ALL and different < NEARLY_UNIQUE * len(
        stated
    ):
        longest = int(text.str.len_chars().mode().max())  # type: ignore[arg-type]  # a number here
        return Column(values.name, "code", tuple(range(longest - longest % 2, 0, -2)))
    readable = float(numbers.is_not_null().mean() or 0)  # type: ignore[arg-type]  # a number here
    is_float = values.dtype.is_float() or bool(text.str.contains(".", literal=True).any())
    if readable >= NEARLY_ALL and different > 40 and (is_float or different > len(stated) // 20):
        if not is_float and different >= NEARLY_UNIQUE * len(stated):
            return None
        return Column(values.name, "number", edges=_bins(numbers.drop_nulls().to_numpy()))
    if different >= NEARLY_UNIQUE * len(stated) and len(stated) > 100:
        return None
    return Column(values.name, "category")


def _bins(numbers: NDArray[np.float64]) -> tuple[float, ...]:
    steps = np.linspace(0, 1, MOST_BINS + 1)[1:-1]
    return tuple(float(edge) for edge in np.unique(np.quantile(numbers, steps, method="lower")))


def _group_names(column: Column) -> tuple[str, ...]:
    if column.kind == "code":
        return tuple(f"{column.name}[:{length}]" for length in column.prefixes)
    return (column.name,)


def find_telling(frame: "pl.DataFrame", labels: NDArray[np.bool_]) -> list[Finding]:
    """Columns of few values that repeat the outcome, as warnings: they were recorded after the inspection.

    A column is told of when ordering its values by their rate separates the labels with an area under the
    curve of 0.98 or more. labels: known outcomes of these rows; give only labels that are already known.
    """
    from jiangang.methods.targeting.measures import find_auc

    found: list[Finding] = []
    if labels.all() or not labels.any():
        return found
    for name in frame.columns:
        keys = make_keys(frame[name])
        values, places = np.unique(keys, return_inverse=True)
        if not 2 <= len(values) <= TELLS_VALUES:
            continue
        rates = np.bincount(places, labels) / np.bincount(places)
        if find_auc(rates[places], labels) >= TELLS_AUC:
            code = "methods.targeting.finding.column_tells"
            found.append(Finding(code, Severity.WARNING, field=name, params={"column": name}))
    return found


def make_keys(values: "pl.Series", length: int = 0) -> Keys:
    """Each value as a 64-bit number, 0 for a missing one; length: of the prefix taken, 0 for all of it.

    BLAKE2b of the value's text, 8 bytes, little end first. Values are hashed once each, not once a row.
    """
    return prefix_keys(values, (length,))[0]


def prefix_keys(values: "pl.Series", lengths: Iterable[int]) -> list[Keys]:
    """The keys of several prefixes of one column, finding its distinct values once."""
    import polars as pl

    text = values.cast(pl.String)
    distinct = text.drop_nulls().unique().sort()
    places = text.cast(pl.Enum(distinct)).to_physical().fill_null(len(distinct)).to_numpy()
    listed = distinct.to_list()
    tables = [[_key(each[:length] if length else each) for each in listed] for length in lengths]
    return [np.array([*table, 0], np.uint64)[places] for table in tables]


def _key(value: str) -> int:
    if not value:
        return 0
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest(), "little") or 1


def group_keys(frame: "pl.DataFrame", layout: Layout) -> Keys:
    """Keys of all single groups: rows by groups. Raises Refused for a column that is not there."""
    check_columns(frame, layout)
    found: list[Keys] = []
    for column in layout.columns:
        if column.kind == "number":
            numbers = as_numbers(frame[column.name])
            bins = np.searchsorted(np.array(column.edges), numbers, side="right").astype(np.uint64)
            found.append(np.where(np.isnan(numbers), MISSING, mix(bins, np.uint64(len(column.edges) + 1))))
        elif column.kind == "code":
            found += prefix_keys(frame[column.name], column.prefixes)
        else:
            found.append(make_keys(frame[column.name]))
    return np.column_stack(found)


def check_columns(frame: "pl.DataFrame", layout: Layout) -> None:
    """Raise Refused with one finding for each column of the layout that the frame lacks."""
    lacking = [column.name for column in layout.columns if column.name not in frame.columns]
    code = "methods.targeting.finding.column_lacking"
    if lacking:
        raise Refused([Finding(code, field=name, params={"column": name}) for name in lacking])


def as_numbers(values: "pl.Series") -> NDArray[np.float64]:
    """A column as numbers; what is none, or missing, is NaN."""
    import polars as pl

    numbers = values.cast(pl.Float64, strict=False).to_numpy().astype(np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def mix(left: Keys, right: Keys | np.uint64) -> Keys:
    """The key of a crossing of two keys; missing on either side stays a value of its own.

    The finaliser of SplitMix64 (Steele, Lea and Flood 2014) over left rotated and right added.
    """
    with np.errstate(over="ignore"):
        mixed = (left << np.uint64(31) | left >> np.uint64(33)) + right * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return np.asarray(mixed ^ mixed >> np.uint64(31), np.uint64)


def layout_as_dict(layout: Layout) -> list[dict[str, object]]:
    """The layout as plain JSON values."""
    return [
        {"name": each.name, "kind": each.kind, "prefixes": list(each.prefixes), "edges": list(each.edges)}
        for each in layout.columns
    ]


def layout_of_dict(values: Iterable[Mapping[str, object]]) -> Layout:
    """The layout of such values."""
    return Layout(
        tuple(
            Column(
                str(each["name"]),
                str(each["kind"]),
                tuple(int(length) for length in each["prefixes"]),  # type: ignore[attr-defined]
                tuple(float(edge) for edge in each["edges"]),  # type: ignore[attr-defined]
            )
            for each in values
        )
    )
