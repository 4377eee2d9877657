"""What a rule answers: findings, with severity, place and citation; and the refusals that carry them.

Here live the plain values that rules return and operations raise. The words of a finding are not here:
`Finding.code` is a text key, and the catalogue holds `<code>.message` and `<code>.mend`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs; only `ERROR` blocks an act (DESIGN law 2)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NOT_CHECKED = "not_checked"


class FrozenMap(Mapping[str, Any]):
    """An immutable, hashable mapping; lists, sets and mappings given as values are frozen too."""

    __slots__ = ("_hash", "_items")
    _items: dict[str, Any]
    _hash: int

    def __init__(self, values: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        items = {key: _frozen(value) for key, value in dict(values).items()}
        object.__setattr__(self, "_items", items)
        object.__setattr__(self, "_hash", hash(frozenset(items.items())))

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return self._hash

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a FrozenMap cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a FrozenMap cannot be changed")

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    def __reduce__(self) -> tuple[type["FrozenMap"], tuple[dict[str, Any]]]:
        return (FrozenMap, (dict(self._items),))


def _frozen(value: Any) -> Any:
    if isinstance(value, FrozenMap):
        return value
    if isinstance(value, Mapping):
        return FrozenMap(value)
    if isinstance(value, list | tuple):
        return tuple(_frozen(part) for part in value)
    if isinstance(value, set | frozenset):
        return frozenset(_frozen(part) for part in value)
    return value


EMPTY = FrozenMap()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands written.

    source: the law, standard or office order; article: the clause in it; applies: the dates or cases it
    covers, in words; url: where to read it; verified: whether a person has compared it with the original.
    """

    source: str
    article: str = ""
    applies: str = ""
    url: str = ""
    verified: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The citation as plain JSON values."""
        return {
            "source": self.source,
            "article": self.article,
            "applies": self.applies,
            "url": self.url,
            "verified": self.verified,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of one rule.

    code: text key; severity: see `Severity`; field: the name of the input it concerns, empty for the whole;
    params: values for the placeholders of the text; citation: the rule's source; row: the row number of a
    file, counted from 1 with the heading as row 1, as a spreadsheet shows it.
    """

    code: str
    severity: Severity = Severity.ERROR
    field: str = ""
    params: Mapping[str, Any] = EMPTY
    citation: Citation | None = None
    row: int | None = None

    def __post_init__(self) -> None:
        if not self.code:
            raise ValueError("a finding needs a code")
        object.__setattr__(self, "severity", Severity(self.severity))
        object.__setattr__(self, "params", _frozen(self.params))

    @property
    def blocks(self) -> bool:
        """Whether the act may not go on."""
        return self.severity is Severity.ERROR

    @property
    def message_key(self) -> str:
        """Text key of the sentence that says what was found."""
        return f"{self.code}.message"

    @property
    def mend_key(self) -> str:
        """Text key of the sentence that says what to do."""
        return f"{self.code}.mend"

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain JSON values; numbers that JSON would round are written as text."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "field": self.field,
            "params": _plain(self.params),
            "citation": self.citation.as_dict() if self.citation else None,
            "row": self.row,
        }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(part) for part in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


class Refused(Exception):
    """An act was refused; `findings` says why, all of it, and holds at least one finding."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        found = (findings,) if isinstance(findings, Finding) else tuple(findings)
        if not found:
            raise ValueError("a refusal needs at least one finding")
        super().__init__(found)
        self.findings: tuple[Finding, ...] = found

    def __str__(self) -> str:
        return "; ".join(
            f"{finding.code}{f' [{finding.field}]' if finding.field else ''}" for finding in self.findings
        )


class Forbidden(Refused):
    """The person may not do this act (machine API: 403)."""


class Conflict(Refused):
    """The record has moved on since it was read (machine API: 409)."""


class NotFound(Refused):
    """There is no such record, or none that this person may know of (machine API: 404)."""


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return those findings that block the act, in their order."""
    return [finding for finding in findings if finding.blocks]


def raise_if_blocked(findings: Iterable[Finding]) -> None:
    """Raise `Refused` with *all* the findings when at least one of them blocks."""
    found = tuple(findings)
    if any(finding.blocks for finding in found):
        raise Refused(found)
