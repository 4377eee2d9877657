"""The file of decisions, CSV or Parquet, the same whatever the batches were; and the file of findings."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars
from polars.io.plugins import register_io_source

from jiangang.port.targeting.screening.sources import Bad

ROWS = 1 << 18
SCHEMA = {
    "number": polars.String,
    "lane": polars.String,
    "stream": polars.String,
    "propensity": polars.Float64,
    "reasons": polars.String,
    "score": polars.Float64,
}


def of_one_size(frames: Iterable[polars.DataFrame], rows: int = ROWS) -> Iterator[polars.DataFrame]:
    """The same rows in frames of `rows` each; the last may be shorter."""
    waiting: list[polars.DataFrame] = []
    height = 0
    for frame in frames:
        waiting.append(frame)
        height += frame.height
        while height >= rows:
            whole = polars.concat(waiting)
            yield whole[:rows]
            waiting, height = [whole[rows:]], height - rows
    if height:
        yield polars.concat(waiting)


def write_decisions(path: Path, frames: Iterable[polars.DataFrame]) -> None:
    """Write the decisions; the suffix says in what form. The same decisions give the same bytes."""
    if path.suffix.lower() in (".parquet", ".pq"):
        pieces = of_one_size(frames)

        def read(*_: object) -> Iterator[polars.DataFrame]:
            return pieces

        register_io_source(read, schema=SCHEMA).sink_parquet(path, row_group_size=ROWS, maintain_order=True)
        return
    with path.open("wb") as stream:
        polars.DataFrame(schema=SCHEMA).write_csv(stream)
        for frame in frames:
            frame.write_csv(stream, include_header=False)


class FindingsFile:
    """Row-numbered findings as CSV; the file is there only when there is one."""

    def __init__(self, path: Path, in_words: Callable[[str, dict[str, object]], tuple[str, str]]) -> None:
        self.path, self.in_words, self.count = path, in_words, 0
        path.unlink(missing_ok=True)

    def write(self, found: Iterable[Bad]) -> None:
        """Append findings in their order."""
        several = list(found)
        if not several:
            return
        with self.path.open("a", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream, lineterminator="\n")
            if not self.count:
                rows.writerow(["row", "code", "column", "message", "mend"])
            for row, code, params in several:
                message, mend = self.in_words(code, params)
                rows.writerow([row, code, params.get("column", ""), message, mend])
        self.count += len(several)
