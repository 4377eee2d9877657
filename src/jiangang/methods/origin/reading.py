"""Reading tables of a TOML, JSON or CSV file: typed values, and every fault of the form as a finding.

Pure: the caller has parsed the file. A key that nobody asked for is a fault too, because a misspelt key would
otherwise be an unknown value that nobody notices.
"""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.origin.quantities import exact

YES = frozenset({"yes", "true", "1", "y", "是"})
NO = frozenset({"no", "false", "0", "n", "否"})


class Reader:
    """One table with its place in the file; findings are gathered in one list for the whole file."""

    def __init__(
        self,
        table: Mapping[str, Any],
        place: str = "",
        findings: list[Finding] | None = None,
        row: int | None = None,
    ) -> None:
        self.table, self.place, self.row = table, place, row
        self.findings = [] if findings is None else findings
        self._asked: set[str] = set()

    def fault(self, code: str, key: str, /, **params: Any) -> None:
        """Note a fault at a key; `place` is given to the text."""
        place = self._at(key)
        self.findings.append(Finding(code, field=place, params={"place": place, **params}, row=self.row))

    def text(self, key: str, default: str | None = None) -> str:
        """Text; without a default it must be there."""
        value = self._get(key)
        if value is None:
            if default is None:
                self.fault("methods.origin.finding.missing", key)
            return default or ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.fault("methods.origin.finding.not_text", key, given=str(value))
            return default or ""
        return value.strip()

    def choice(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        """One of the known words."""
        value = self.text(key, default)
        if value and value not in known:
            self.fault("methods.origin.finding.not_one_of", key, given=value, known=", ".join(known))
        return value

    def number(self, key: str, *, signed: bool = False) -> Fraction | None:
        """A number, exact; None when it is not there."""
        value = self._get(key)
        if value is None:
            return None
        try:
            found = exact(value)
        except ValueError:
            self.fault("methods.origin.finding.not_number", key, given=str(value))
            return None
        if found < 0 and not signed:
            self.fault("methods.origin.finding.negative", key, given=str(value))
            return None
        return found

    def needed_number(self, key: str) -> Fraction:
        """A number that must be there."""
        if self._get(key) is None:
            self.fault("methods.origin.finding.missing", key)
        return self.number(key) or Fraction(0)

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A date, as TOML knows it or as text 2024-05-31."""
        value = self._get(key)
        if value is None:
            if needed:
                self.fault("methods.origin.finding.missing", key)
            return None
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                value = value.strip()
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.fault("methods.origin.finding.not_date", key, given=str(value))
        return None

    def flag(self, key: str) -> bool | None:
        """Yes, no, or None when it is not said."""
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in YES or word in NO:
            return word in YES
        self.fault("methods.origin.finding.not_yes_no", key, given=str(value))
        return None

    def words(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None when it is not there."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            self.fault("methods.origin.finding.not_list", key)
            return ()
        return tuple(each.strip() for each in value)

    def part(self, key: str) -> "Reader | None":
        """The table under a key, or None."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault("methods.origin.finding.not_table", key)
            return None
        return Reader(value, self._at(key), self.findings, self.row)

    def parts(self, key: str) -> list["Reader"]:
        """The tables listed under a key."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
            self.fault("methods.origin.finding.not_table", key)
            return []
        return [
            Reader(each, f"{self._at(key)}[{number}]", self.findings, self.row)
            for number, each in enumerate(value, 1)
        ]

    def others(self, key: str) -> dict[str, Any]:
        """A table whose keys are data, such as currencies."""
        found = self.part(key)
        return dict(found.table) if found is not None else {}

    def refuse_unknown(self) -> None:
        """Note every key that was not asked for."""
        for key in self.table:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.fault("methods.origin.finding.unknown_key", key, key=key, known=known)

    def refuse_faults(self) -> None:
        """Raise Refused with everything that was noted."""
        if self.findings:
            raise Refused(self.findings)

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        value = self.table.get(key)
        return None if isinstance(value, str) and not value.strip() else value

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
