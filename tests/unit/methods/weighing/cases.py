"""Survey files of the tests, read as the command reads them."""

import csv
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "data"
SURVEYS = DATA / "draught-surveys"


def survey_file(name: str) -> dict[str, Any]:
    """A survey file of the test data, its table read from the CSV beside it."""
    values = tomllib.loads((SURVEYS / name).read_text(encoding="utf-8"))
    if "file" in values["hydrostatics"]:
        values["hydrostatics"] = table_file(values["hydrostatics"]["file"])
    return values


def table_file(name: str) -> dict[str, Any]:
    """A hydrostatic table of the test data."""
    with (SURVEYS / name).open(encoding="utf-8", newline="") as stream:
        columns, *rows = csv.reader(stream)
    return {"columns": columns, "rows": [[float(cell) for cell in row] for row in rows]}


def changed(values: Any, path: str, value: Any) -> Any:
    """A copy of nested tables with one value changed (`ship.lbp`), or taken out when it is None."""
    first, _, rest = path.partition(".")
    if rest:
        return {**values, first: changed(values.get(first, {}), rest, value)}
    if value is None:
        return {name: each for name, each in values.items() if name != first}
    return {**values, first: value}
