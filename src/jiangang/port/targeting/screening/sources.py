"""Files of declarations, CSV or Parquet, as batches of the columns that are asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.port.targeting.screening.lines import read_heading, read_records

BYTES_PER_ROW = 150
Bad = tuple[int, str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: columns under their names in it; `rows` their numbers, the heading being row 1."""

    frame: polars.DataFrame
    rows: NDArray[np.int64]
    bad: list[Bad]
    done: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file with its columns; `size` is in what `Batch.done` counts: bytes of a CSV, rows of a Parquet."""

    path: Path
    columns: tuple[str, ...]
    size: int
    start: int
    is_parquet: bool

    @classmethod
    def of(cls, path: Path) -> "Source":
        """Open a file. Raises Refused when it cannot be read at all."""
        try:
            if path.suffix.lower() in (".parquet", ".pq"):
                scanned = polars.scan_parquet(path)
                height = scanned.select(polars.len()).collect().item()
                return cls(path, tuple(scanned.collect_schema().names()), height, 0, True)
            columns, start = read_heading(path)
            return cls(path, tuple(columns), path.stat().st_size, start, False)
        except (OSError, ValueError, polars.exceptions.PolarsError) as error:
            reason = str(getattr(error, "strerror", None) or error).splitlines()[0]
            found = Finding("targeting.finding.file_unreadable", params={"file": path.name, "reason": reason})
            raise Refused(found) from error

    def batches(self, wanted: Sequence[str], size: int) -> Iterator[Batch]:
        """The rows of about `size` at a time, with the columns of `wanted`; the order is the file's."""
        return self._of_parquet(wanted, size) if self.is_parquet else self._of_csv(wanted, size)

    def _of_parquet(self, wanted: Sequence[str], size: int) -> Iterator[Batch]:
        done = 0
        scanned = polars.scan_parquet(self.path).select(wanted)
        for frame in scanned.collect_batches(chunk_size=size, maintain_order=True):
            rows = np.arange(done + 2, done + 2 + frame.height)
            done += frame.height
            yield Batch(frame, rows, [], done)

    def _of_csv(self, wanted: Sequence[str], size: int) -> Iterator[Batch]:
        names = dict.fromkeys(wanted)
        places = [place for place, name in enumerate(self.columns) if name in names]
        for records, done in read_records(self.path, self.start, len(self.columns), size * BYTES_PER_ROW):
            if len(records.rows):
                frame = polars.read_csv(records.text, has_header=False, infer_schema=False, columns=places)
                frame.columns = [self.columns[place] for place in places]
                frame = frame.with_columns(polars.all().str.strip_chars())
            else:
                frame = polars.DataFrame(schema=dict.fromkeys(wanted, polars.String))
            if frame.height != len(records.rows):
                raise RuntimeError(f"{frame.height} records were read where {len(records.rows)} were checked")
            yield Batch(frame, records.rows, records.bad, done)
