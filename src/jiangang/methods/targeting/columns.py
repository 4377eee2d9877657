"""Consignments as columns: dictionary-encoded codes and flags, numbers as floats beside their exact values.

Here lives how values are laid out, from frozen facts or from a frame of Polars. What conditions answer on
them is in `tables`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts, Fact, Kind, Level, Schema, Value

if TYPE_CHECKING:
    import polars

FLAGS = {
    "true": True,
    "1": True,
    "yes": True,
    "是": True,
    "false": False,
    "0": False,
    "no": False,
    "否": False,
}
"""How a yes or no may be written in a file."""
NARROW = 4096
"""Whole numbers within so narrow a range are codes already."""


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """Dictionary-encoded values: `places` points into `different`."""

    different: Sequence[Value]
    places: NDArray[np.intp]

    @classmethod
    def of(cls, values: Sequence[Value]) -> "CodeColumn":
        """Encode values in their order of appearance."""
        index: dict[Value, int] = {}
        places = np.fromiter((index.setdefault(value, len(index)) for value in values), np.intp, len(values))
        return cls(tuple(index), places)

    @classmethod
    def of_series(cls, series: "polars.Series", kind: Kind) -> "CodeColumn":
        """Encode a column of a frame; null stands last among `different`, as None."""
        import polars

        if series.dtype.is_integer() and kind is Kind.CODE and len(series):
            low, high = series.min(), series.max()
            if isinstance(low, int) and isinstance(high, int) and high - low < NARROW:
                size = high - low + 1
                narrow = (series.cast(polars.Int64) - low).fill_null(size).to_numpy()
                return cls([*(str(low + step) for step in range(size)), None], narrow.astype(np.intp))
        text = series.cast(polars.String)
        codes = text.cast(polars.Categorical(polars.Categories.random())).to_physical()
        size = int(codes.max() or 0) + 1  # type: ignore[arg-type]  # codes are whole numbers
        places = codes.fill_null(size).to_numpy().astype(np.intp)
        # The first place of each value, to see what stands there; written backwards, so that the first stays.
        first = np.zeros(size + 1, np.uint32)
        first[places[::-1]] = np.arange(len(places), dtype=np.uint32)[::-1]
        different: list[Value] = text.gather(polars.Series(first[:size])).to_list() if len(text) else [None]
        if kind is Kind.FLAG:
            different = [FLAGS.get(str(one).strip().lower()) for one in different]
        return cls([*different, None], places)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Floats, NaN where nothing is stated, and a way to the exact values of some places.

    exact: takes places, answers for each which of a few exact values it has, and those values.
    """

    floats: NDArray[np.float64]
    exact: Callable[[NDArray[np.intp]], tuple[NDArray[np.intp], Sequence[Decimal]]]

    @classmethod
    def of(cls, values: Sequence[Any]) -> "NumberColumn":
        """Keep values beside their floats."""
        floats = np.fromiter((np.nan if v is None else float(v) for v in values), np.float64, len(values))

        def exact(places: NDArray[np.intp]) -> tuple[NDArray[np.intp], Sequence[Decimal]]:
            index: dict[Decimal, int] = {}
            which = [index.setdefault(Decimal(values[place]), len(index)) for place in places.tolist()]
            return np.array(which, np.intp), list(index)

        return cls(floats, exact)

    @classmethod
    def of_series(cls, series: "polars.Series") -> "NumberColumn":
        """A column of a frame: whole numbers, decimals, texts, or floats, which mean what they print as.

        A text that is no finite number is taken as not stated: whoever reads files refuses it before.
        """
        import polars

        plain = series.cast(polars.String) if series.dtype.is_decimal() else series
        floats = plain.cast(polars.Float64, strict=False).fill_null(float("nan")).to_numpy()
        floats = np.where(np.isinf(floats), np.nan, floats)

        def exact(places: NDArray[np.intp]) -> tuple[NDArray[np.intp], Sequence[Decimal]]:
            some = series.gather(polars.Series(places.astype(np.uint32)))
            if some.dtype.is_float():
                known, which = np.unique(some.to_numpy(), return_inverse=True)
                return which, [Decimal(repr(float(one))) for one in known]
            column = CodeColumn.of_series(some, Kind.CODE)
            return column.places, [
                Decimal(0) if one is None else Decimal(str(one).strip()) for one in column.different
            ]

        return cls(floats, exact)


Column = CodeColumn | NumberColumn


@dataclass
class Columns:
    """Consignments as columns: `starts` is the place of each consignment's first line among all lines.

    `starts` is None where every consignment has exactly one line. Each column is made when it is first asked
    for.
    """

    size: int
    make: Callable[[Fact], Column]
    starts: NDArray[np.intp] | None = None
    owners: NDArray[np.intp] | None = None
    _made: dict[str, Column] = field(default_factory=dict)

    @classmethod
    def of(
        cls, frame: "polars.DataFrame", mapping: Mapping[str, str] | None = None, schema: Schema = FACTS
    ) -> "Columns":
        """A frame with one consignment of one line a row.

        mapping: names of facts by the names of columns; a column that it does not name has the fact of its
        own name, and a fact without a column is unknown for every row. Flags may be written as in `FLAGS`.
        """
        renamed = {fact: column for column, fact in (mapping or {}).items()}

        def make(fact: Fact) -> Column:
            name = renamed.get(fact.name, fact.name)
            if name not in frame.columns:
                nothing: list[Value] = [None] * frame.height
                return NumberColumn.of(nothing) if fact.kind is Kind.NUMBER else CodeColumn.of(nothing)
            series = frame[name]
            if fact.kind is Kind.NUMBER:
                return NumberColumn.of_series(series)
            return CodeColumn.of_series(series, fact.kind)

        return cls(frame.height, make)

    @classmethod
    def of_facts(cls, consignments: Sequence[ConsignmentFacts]) -> "Columns":
        """Lay frozen facts out as columns."""
        lines = [facts.asked_lines for facts in consignments]
        counts = np.fromiter(map(len, lines), np.intp, len(lines))
        starts = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.intp) if len(lines) else counts
        owners = np.repeat(np.arange(len(lines), dtype=np.intp), counts)

        def make(fact: Fact) -> Column:
            values = (
                [line.values.get(fact.name) for asked in lines for line in asked]
                if fact.level is Level.LINE
                else [facts.values.get(fact.name) for facts in consignments]
            )
            return NumberColumn.of(values) if fact.kind is Kind.NUMBER else CodeColumn.of(values)

        return cls(len(consignments), make, starts, owners)

    def column(self, fact: Fact) -> Column:
        """The column of a fact, in lines or in consignments as the fact's level says."""
        if fact.name not in self._made:
            self._made[fact.name] = self.make(fact)
        return self._made[fact.name]

    def by_line(self, rows: NDArray[np.intp], fact: Fact) -> NDArray[np.intp]:
        """Something that stands for each value of a column, once for each line."""
        if self.owners is None or fact.level is Level.LINE:
            return rows
        return rows[self.owners]
