"""Files of the targeting commands: declarations in and out, truth, identifiers; CSV or Parquet."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from jiangang.config.calculations.calling import unreadable
from jiangang.methods.findings import Finding, Refused

TRUTH = ".truth.csv"


def read_declarations(path: Path) -> pl.DataFrame:
    """A CSV with all columns as text, or a Parquet file. Raises Refused when unreadable, or of truth."""
    if path.name.endswith(TRUTH):
        raise Refused(Finding("methods.targeting.finding.truth_asked", params={"file": path.name}))
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema=False, encoding="utf8")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Refused(unreadable(path, str(error).splitlines()[0] if str(error) else "empty")) from error


def write_declarations(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame as CSV, or as Parquet by the ending of the name. Raises Refused when it cannot."""
    try:
        if path.suffix.lower() == ".parquet":
            frame.write_parquet(path)
        else:
            frame.write_csv(path)
    except OSError as error:
        raise Refused(unreadable(path, error.strerror or "not writable")) from error


def truth_path(path: Path) -> Path:
    """Where the truth of a simulated file stands: beside it, with the ending `.truth.csv`."""
    return path.with_name(path.stem + TRUTH)


def write_identifiers(path: Path, identifiers: Iterable[str], column: str) -> None:
    """Write identifiers, one a row under the name of their column."""
    write_declarations(path, pl.DataFrame({column: list(identifiers)}))
