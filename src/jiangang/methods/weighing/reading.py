"""Reading a case out of a mapping (a TOML file, a form): every fault is found at once, nothing is guessed.

A number that is missing or unreadable is a finding, never nought; a name that nothing here reads is one too,
since it may be a misspelt figure.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiangang.methods.findings import Finding, Refused

MISSING = "methods.weighing.finding.missing"
UNREADABLE = "methods.weighing.finding.unreadable"
OUTSIDE = "methods.weighing.finding.outside"
CHOICE = "methods.weighing.finding.choice"
UNKNOWN = "methods.weighing.finding.unknown_name"


class Reader:
    """Reads named values of one table of a case; `place` is its dotted name in findings.

    Readers of inner tables share one list of findings, so that `refuse` raises all of them.
    """

    def __init__(self, values: Any, place: str = "", found: list[Finding] | None = None) -> None:
        self.place = place
        self.found: list[Finding] = [] if found is None else found
        self._asked: set[str] = set()
        self._values: Mapping[str, Any] = values if isinstance(values, Mapping) else {}
        if not isinstance(values, Mapping):
            self.tell(UNREADABLE, "", value=str(values)[:40])

    def tell(self, code: str, name: str, **params: Any) -> None:
        """Add a finding on a named value of this table."""
        field = self.field(name)
        self.found.append(Finding(code, field=field, params={"field": field, **params}))

    def field(self, name: str) -> str:
        """The dotted name of a value."""
        return ".".join(part for part in (self.place, name) if part)

    def has(self, name: str) -> bool:
        """Whether the table holds the name."""
        return name in self._values

    def names(self) -> list[str]:
        """The names in the table, in their order."""
        return [str(name) for name in self._values]

    def raw(self, name: str) -> Any:
        """The value as it stands, or None."""
        self._asked.add(name)
        return self._values.get(name)

    def number(
        self, name: str, *, low: float = -math.inf, high: float = math.inf, above: float = -math.inf
    ) -> float:
        """A required number within bounds (`above` is exclusive); a fault is noted and NaN answered."""
        value = self.raw(name)
        if value is None:
            self.tell(MISSING, name)
            return math.nan
        if not is_number(value):
            self.tell(UNREADABLE, name, value=str(value)[:40])
            return math.nan
        if not (low <= value <= high and value > above):
            bounds = {"low": _shown(max(low, above)), "high": _shown(high)}
            self.tell(OUTSIDE, name, value=f"{value:g}", **bounds)
            return math.nan
        return float(value)

    def optional(self, name: str, **bounds: float) -> float | None:
        """A number that may be left out."""
        return self.number(name, **bounds) if self.has(name) else None

    def given(self, name: str, instead: float, **bounds: float) -> float:
        """A number, or what holds when it is left out."""
        return self.number(name, **bounds) if self.has(name) else instead

    def text(self, name: str) -> str:
        """A text that may be left out."""
        value = self.raw(name)
        return "" if value is None else str(value)

    def flag(self, name: str, *, instead: bool) -> bool:
        """Yes or no."""
        value = self.raw(name)
        if value is not None and not isinstance(value, bool):
            self.tell(CHOICE, name, value=str(value)[:40], choices="true, false")
        return value if isinstance(value, bool) else instead

    def choice(self, name: str, choices: Iterable[str], *, missing: str = MISSING) -> str:
        """One of several words, required; `missing` is the code of the finding when it is not there."""
        value, known = self.raw(name), list(choices)
        if value is None:
            self.tell(missing, name, choices=", ".join(known))
        elif value not in known:
            self.tell(CHOICE, name, value=str(value)[:40], choices=", ".join(known))
        return value if value in known else known[0]

    def table(self, name: str, *, required: bool = True) -> "Reader":
        """A table within this one; an empty one when it may be left out and is."""
        value = self.raw(name)
        if value is None:
            if required:
                self.tell(MISSING, name)
            value = {}
        return Reader(value, self.field(name), self.found)

    def tables(self, name: str) -> list["Reader"]:
        """A list of tables, counted from 1 in findings."""
        value = self.raw(name)
        rows = value if isinstance(value, list) else []
        if value is not None and not isinstance(value, list):
            self.tell(UNREADABLE, name, value=str(value)[:40])
        return [
            Reader(row, f"{self.field(name)}[{place}]", self.found) for place, row in enumerate(rows, start=1)
        ]

    def numbers(self, name: str) -> list[float]:
        """A required list of numbers."""
        value = self.raw(name)
        if value is None:
            self.tell(MISSING, name)
            return []
        return self._row(value, name)

    def grid(self, name: str, width: int) -> list[list[float]]:
        """A required list of rows, each of `width` numbers."""
        value = self.raw(name)
        if value is None:
            self.tell(MISSING, name)
            return []
        rows = value if isinstance(value, list) else []
        read = [self._row(row, f"{name}[{place}]") for place, row in enumerate(rows, start=1)]
        for place, row in enumerate(read, start=1):
            if row and len(row) != width:
                self.tell(
                    "methods.weighing.finding.row_width", f"{name}[{place}]", found=len(row), width=width
                )
        return read

    def _row(self, value: Any, name: str) -> list[float]:
        if not isinstance(value, Sequence) or isinstance(value, str) or not all(map(is_number, value)):
            self.tell(UNREADABLE, name, value=str(value)[:40])
            return []
        return [float(each) for each in value]

    def close(self) -> None:
        """Note each name in the table that nothing has asked for."""
        for name in self.names():
            if name not in self._asked:
                self.tell(UNKNOWN, name, known=", ".join(sorted(self._asked)))

    def refuse(self) -> None:
        """Raise Refused with all findings, if there are any."""
        if self.found:
            raise Refused(self.found)


def _shown(bound: float) -> str:
    return f"{bound:g}" if math.isfinite(bound) else "…"


def is_number(value: object) -> bool:
    """Whether a value is a finite number; a truth value or a text is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
