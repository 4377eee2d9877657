"""Files of the weighing commands: a case as TOML, a hydrostatic table within it or beside it as CSV."""

import tomllib
from pathlib import Path
from typing import Any

from jiangang.config.calculations.calling import read_rows, unreadable
from jiangang.methods.findings import Refused

LARGEST_CASE = 20_000_000


def read_case_file(path: Path) -> dict[str, Any]:
    """A TOML file as a mapping; `hydrostatics.file` names a CSV beside it. Raises Refused when unreadable."""
    try:
        if path.stat().st_size > LARGEST_CASE:
            raise OSError(0, f"larger than {LARGEST_CASE:,} bytes")
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(unreadable(path, _reason(error))) from error
    if not values:
        raise Refused(unreadable(path, "empty"))
    table = values.get("hydrostatics")
    if isinstance(table, dict) and isinstance(table.get("file"), str):
        beside = path.parent / table.pop("file")
        values["hydrostatics"] = {**read_table_file(beside), **table}
    return values


def read_table_file(path: Path) -> dict[str, Any]:
    """A hydrostatic table from CSV: a heading with the names of the columns, then rows of numbers."""
    columns: list[str] = []
    rows: list[list[Any]] = []
    for _, row in read_rows(path):
        columns = list(row)
        rows.append([_number(value) for value in row.values()])
    return {"columns": columns, "rows": rows}


def read_audited(path: Path) -> dict[str, Any]:
    """The hydrostatic table of a CSV, or of a survey file."""
    if path.suffix.lower() != ".toml":
        return read_table_file(path)
    values = read_case_file(path)
    table = values.get("hydrostatics", values)
    return {name: table[name] for name in ("columns", "rows") if name in table}


def _number(value: str) -> float | str:
    """A cell as a number; what is none stays text, and is refused as such."""
    try:
        return float(value.strip())
    except ValueError:
        return value


def _reason(error: Exception) -> str:
    if isinstance(error, tomllib.TOMLDecodeError):
        return str(error)
    return getattr(error, "strerror", None) or "not UTF-8"
