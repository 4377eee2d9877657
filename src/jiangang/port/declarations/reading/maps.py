"""A map of columns: which column of a sender's table is which field of a notice. Pure data, read from
TOML.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.port.declarations.content import LINE_FIELDS, NOTICE_FIELDS

PACKAGED = Path(__file__).parent.parent / "maps"
KNOWN_KEYS = {"name", "title", "source", "delimiter", "key", "fields", "lines", "constants", "translate"}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a table is read.

    source: the sender's name, part of every key; key: columns that together name a notice; by_line: whether
    rows with the same key are the lines of one notice; fields, lines: field → column; constants,
    line_constants: field → value of every row; translate: field → sender's code → ours.
    """

    name: str
    title: Mapping[str, str]
    source: str
    delimiter: str
    key: tuple[str, ...]
    by_line: bool
    fields: Mapping[str, str]
    lines: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    line_constants: Mapping[str, str] = field(default_factory=dict)
    translate: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the map reads, once."""
        return tuple(dict.fromkeys((*self.key, *self.fields.values(), *self.lines.values())))

    def title_in(self, language: str) -> str:
        """The name to show in a language."""
        return self.title.get(language) or self.title.get("en") or self.name


def read_map(text: str) -> ColumnMap:
    """A map from TOML; raises Refused with everything that is wrong in it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise Refused(
            Finding("declarations.finding.map_unreadable", params={"reason": str(trouble)})
        ) from None
    findings = _faults(raw)
    if findings:
        raise Refused(findings)
    constants = raw.get("constants", {})
    return ColumnMap(
        name=raw["name"],
        title=raw.get("title", {}),
        source=raw["source"],
        delimiter=raw.get("delimiter", ""),
        key=tuple(raw["key"]["columns"]),
        by_line=bool(raw["key"].get("by_line", False)),
        fields=raw["fields"],
        lines=raw["lines"],
        constants={name: str(value) for name, value in constants.items() if name != "lines"},
        line_constants={name: str(value) for name, value in constants.get("lines", {}).items()},
        translate=raw.get("translate", {}),
    )


def _faults(raw: Mapping[str, Any]) -> list[Finding]:
    wrong = [f"“{name}”?" for name in sorted(set(raw) - KNOWN_KEYS)]
    wrong += [name for name in ("name", "source") if not isinstance(raw.get(name), str) or not raw[name]]
    key = raw.get("key")
    if not isinstance(key, Mapping) or not _texts(key.get("columns")):
        wrong.append("key.columns")
    constants = raw.get("constants", {})
    for table, known in (("fields", NOTICE_FIELDS), ("lines", LINE_FIELDS)):
        given = raw.get(table)
        if not isinstance(given, Mapping) or not all(isinstance(column, str) for column in given.values()):
            wrong.append(table)
        else:
            wrong += [f"{table}.{name}" for name in sorted(set(given) - set(known))]
    if not isinstance(constants, Mapping) or not isinstance(constants.get("lines", {}), Mapping):
        wrong.append("constants")
    else:
        wrong += [f"constants.{name}" for name in sorted(set(constants) - {*NOTICE_FIELDS, "lines"})]
        wrong += [
            f"constants.lines.{name}" for name in sorted(set(constants.get("lines", {})) - set(LINE_FIELDS))
        ]
    translate = raw.get("translate", {})
    if not isinstance(translate, Mapping) or not all(
        isinstance(table, Mapping) for table in translate.values()
    ):
        wrong.append("translate")
    if not wrong:
        return []
    return [Finding("declarations.finding.map_wrong", params={"wrong": ", ".join(wrong)})]


def _texts(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(each, str) and each for each in given)


@cache
def packaged_maps() -> dict[str, ColumnMap]:
    """The maps that come with the house, by name."""
    found = [read_map(path.read_text(encoding="utf-8")) for path in sorted(PACKAGED.glob("*.toml"))]
    return {each.name: each for each in found}


def find_columns(column_map: ColumnMap, heading: Sequence[str]) -> tuple[dict[str, int], list[Finding]]:
    """The place of each column of the map in a heading; findings for what is missing, double or not read.

    A missing column is an error with the nearest heading as a hint; columns that the map does not read
    are noted.
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(heading):
        places.setdefault(name.casefold(), []).append(place)
    found: dict[str, int] = {}
    findings = []
    for column in column_map.columns:
        here = places.get(column.casefold(), [])
        if len(here) == 1:
            found[column] = here[0]
        elif here:
            params = {"column": column, "count": len(here)}
            findings.append(Finding("declarations.finding.column_twice", params=params, row=1))
        else:
            findings.append(_missing(column, heading))
    unread = [name for place, name in enumerate(heading) if place not in found.values() and name]
    if unread and not findings:
        params = {"columns": ", ".join(unread)}
        findings.append(Finding("declarations.finding.columns_unread", Severity.NOTE, params=params, row=1))
    return found, findings


def _missing(column: str, heading: Sequence[str]) -> Finding:
    shown = [name for name in heading if name][:60]
    near = get_close_matches(column.casefold(), [name.casefold() for name in shown], n=1, cutoff=0.5)
    hint = next((name for name in shown if near and name.casefold() == near[0]), "")
    code = "column_misspelt" if hint else "column_missing"
    params = {"column": column, "near": hint, "found": ", ".join(shown)[:300]}
    return Finding(f"declarations.finding.{code}", params=params, row=1)
