"""Findings of an import as a CSV file, row by row; it appears under its name only when it is whole."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding
from jiangang.ui.exports import safe_cell

HEADING = ("row", "severity", "field", "code", "value", "message", "mend", "source")


class FindingsFile:
    """Writes findings to a path as they come; without a path it takes them and writes nothing."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.draft = path.with_name(f".{path.name}.{os.getpid()}") if path else None
        self.stream: IO[str] | None = None

    def __enter__(self) -> Self:
        if self.draft is not None:
            stream = self.draft.open("w", encoding="utf-8-sig", newline="")
            self.stream, self.writer = stream, csv.writer(stream)
            self.writer.writerow(HEADING)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.stream is None or self.draft is None or self.path is None:
            return
        self.stream.close()
        if error is None:
            self.draft.replace(self.path)
        else:
            self.draft.unlink(missing_ok=True)

    def write(self, findings: Sequence[Finding]) -> None:
        """Write these findings, one line each."""
        if self.stream is None:
            return
        for each in findings:
            self.writer.writerow([safe_cell(cell) for cell in _cells(each)])


def _cells(each: Finding) -> tuple[object, ...]:
    citation = each.citation
    source = " ".join(part for part in (citation.source, citation.article) if part) if citation else ""
    return (
        each.row if each.row is not None else "",
        each.severity.value,
        each.field,
        each.code,
        each.params.get("value", ""),
        text(each.message_key, **each.params),
        text(each.mend_key, **each.params),
        source,
    )
