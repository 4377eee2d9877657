"""Reading one table of a configuration: typed values, and every fault of the form as a finding.

A key that nobody asked for is a fault too: a misspelt key would otherwise be a value that nobody notices.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from jiangang.methods.findings import Finding

Word = TypeVar("Word", bound=StrEnum)
LARGEST = 10**12


class Fields:
    """One table with its place; findings are gathered in one list for the whole text."""

    def __init__(self, table: Mapping[str, Any], place: str, findings: list[Finding]) -> None:
        self.table, self.place, self.findings = table, place, findings
        self._asked: set[str] = set()

    def fault(self, code: str, key: str, /, **params: Any) -> None:
        """Note a fault at a key; `place` is given to the text."""
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        self.findings.append(Finding(code, field=place, params={"place": place, **params}))

    def get(self, key: str) -> Any:
        """The raw value, None when it is not there."""
        self._asked.add(key)
        return self.table.get(key)

    def text(self, key: str, default: str | None = "") -> str:
        """A text; with None as default it must be there."""
        value = self.get(key)
        if value is None and default is None:
            self.fault("methods.targeting.simulation.finding.missing", key)
        if value is None:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self._not(key, "text", value)
            return default or ""
        return value.strip()

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """One of the words; without a default it must be there."""
        value = self.get(key)
        known = [each.value for each in words]
        if value is None and default is None:
            self.fault("methods.targeting.simulation.finding.missing", key)
        elif value is not None and value not in known:
            self.fault(
                "methods.targeting.simulation.finding.unknown_word",
                key,
                value=str(value),
                known=", ".join(known),
            )
        return words(value) if value in known else default or next(iter(words))

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = LARGEST) -> int:
        """A whole number between limits; without a default it must be there."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.fault("methods.targeting.simulation.finding.missing", key)
            return least if default is None else default
        if isinstance(value, bool) or not isinstance(value, int):
            self._not(key, "whole", value)
        elif not least <= value <= most:
            self._outside(key, value, least, most)
        else:
            return value
        return least if default is None else default

    def share(self, key: str, default: Fraction | int | None = None, *, positive: bool = False) -> Fraction:
        """A fraction from 0 to 1, exact; `positive` leaves out 0."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.fault("methods.targeting.simulation.finding.missing", key)
            return Fraction(1 if default is None else default)
        found = self.number(key, value)
        if found is None:
            return Fraction(1)
        if 0 <= found <= 1 and (found or not positive):
            return found
        self._outside(key, value, 0, 1)
        return Fraction(1)

    def number(self, key: str, value: Any) -> Fraction | None:
        """A raw value as an exact number; None when it is none."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            self._not(key, "number", value)
            return None
        exact = Decimal(str(value)) if isinstance(value, float) else value
        if isinstance(exact, Decimal) and (not exact.is_finite() or abs(exact.adjusted()) > 300):
            self._not(key, "number", value)
            return None
        return Fraction(exact)

    def flag(self, key: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._not(key, "flag", value)
        return default

    def day(self, key: str) -> date | None:
        """A date as TOML writes it, 2024-05-31; None when it is not there."""
        value = self.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._not(key, "day", value)
        return None

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of different texts that is not empty."""
        value = self.get(key)
        if value is None:
            return default
        good = isinstance(value, list) and value and all(isinstance(each, str) and each for each in value)
        if not good or len(set(value)) != len(value):
            self._not(key, "texts", value)
            return default
        return tuple(value)

    def part(self, key: str) -> "Fields":
        """The table under a key, an empty one when it is not there."""
        value = self.get(key)
        if value is not None and not isinstance(value, Mapping):
            self._not(key, "table", value)
        place = f"{self.place}.{key}" if self.place else key
        return Fields(value if isinstance(value, Mapping) else {}, place, self.findings)

    def parts(self, key: str) -> list["Fields"]:
        """The tables listed under a key."""
        value = self.get(key)
        if value is not None and not (
            isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
        ):
            self._not(key, "tables", value)
            value = None
        place = f"{self.place}.{key}" if self.place else key
        return [
            Fields(each, f"{place}[{number}]", self.findings) for number, each in enumerate(value or (), 1)
        ]

    def close(self) -> None:
        """Note every key that was not asked for."""
        for key in self.table:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.fault("methods.targeting.simulation.finding.unknown_key", key, key=key, known=known)

    def _not(self, key: str, kind: str, value: Any) -> None:
        shown = str(value)[:80]
        self.fault("methods.targeting.simulation.finding.not_a", key, kind=KINDS[kind], value=shown)

    def _outside(self, key: str, value: Any, least: int, most: int) -> None:
        params = {"value": str(value), "least": least, "most": most}
        self.fault("methods.targeting.simulation.finding.outside", key, **params)


KINDS = {
    "text": '"…"',
    "whole": "12",
    "number": "0.25",
    "flag": "true, false",
    "day": "2024-05-31",
    "texts": '["…", "…"]',
    "table": "[…]",
    "tables": "[[…]]",
}
"""Each kind of value as TOML writes it."""
