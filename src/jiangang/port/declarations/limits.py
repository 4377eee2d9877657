"""Limits of what is taken in, read from `limits.toml`, so that screens can tell them before anything is
sent.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NoticeLimits:
    """Limits of one notice; days count from the rule date."""

    lines: int
    containers: int
    stated_days_back: int
    arrives_days_ahead: int


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits of one file; sizes in bytes."""

    bytes: int
    rows: int
    columns: int
    cell_characters: int
    header_characters: int
    unpacked_bytes: int
    unpacked_ratio: int
    preview_rows: int
    batch_rows: int
    screen_rows: int
    screen_bytes: int
    sheet_cells: int

    @property
    def megabytes(self) -> int:
        """The size limit in MiB, as screens tell it."""
        return self.bytes // (1024 * 1024)


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Limits of the documents with a notice: how many, and which types of file (endings)."""

    most: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of this department."""

    notice: NoticeLimits
    file: FileLimits
    documents: DocumentLimits


@cache
def limits() -> Limits:
    """The limits in force."""
    with (Path(__file__).parent / "limits.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    documents = tables["documents"]
    return Limits(
        NoticeLimits(**tables["notice"]),
        FileLimits(**tables["file"]),
        DocumentLimits(documents["most"], tuple(documents["types"])),
    )
