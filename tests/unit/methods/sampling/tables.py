"""The rows of the tables in tests/data/sampling/detection."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "data" / "sampling" / "detection"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a table, by the names of its columns."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def of_percent(text: str) -> Fraction:
    """A percentage as a fraction."""
    return Fraction(text) / 100
