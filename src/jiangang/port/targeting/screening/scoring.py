"""A model of `target train` asked about a file. No database and no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.trained import Scorer

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class FileScorer:
    """A scorer as of one day, for batches in any order and from several threads."""

    scorer: Scorer
    day: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that it reads."""
        return self.scorer.columns

    def score(self, frame: polars.DataFrame) -> NDArray[np.float32]:
        """A score from 0 to 1 for each row."""
        return self.scorer.score(frame, self.day)


def read_file_scorer(
    path: Path | None, columns: Sequence[str], on: date, worth: str = ""
) -> FileScorer | None:
    """The model of a file, as of a day, None for no file; worth: the column that weighs its scores, or empty.

    Raises Refused when the file is no model, the columns lack what is read, or there is nothing to weigh.
    """
    if path is None:
        if worth:
            raise Refused(Finding("targeting.finding.value_without_model", params={"column": worth}))
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        params = {"file": path.name, "reason": error.strerror or str(error)}
        raise Refused(Finding("targeting.finding.file_unreadable", params=params)) from error
    made = FileScorer(Scorer.of_bytes(content), (on - EPOCH).days)
    code = "methods.targeting.finding.column_lacking"
    lacking = [name for name in (*made.columns, *([worth] if worth else ())) if name not in columns]
    if lacking:
        raise Refused([Finding(code, field=name, params={"column": name}) for name in lacking])
    return made
