"""The editions of the attribute standard: which tables each has, from when, and who has compared them.

Here live the tables as printed, read from `methods/sampling/data`. Following arrows is in `attributes`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Citation, Finding, Refused
from jiangang.methods.sampling.acceptance.faults import finding

FILES = ("iso_2859_1_1999.toml", "ansi_z1_4.toml", "iso_2859_1_2026.toml")
SHARED = ("normal", "tightened")
"""Severities whose single plans an edition takes over from the one that it names in `same_as`."""
DOWN, UP, SINGLE, DOUBLE = "v", "^", "*", "+"
Pair = tuple[int | None, int]


@dataclass(frozen=True, slots=True)
class Table:
    """One master table: size of each sample and the cells by code letter, and the patterns cells name.

    patterns: cell → (acceptance, rejection) of each stage, acceptance None where a stage cannot accept;
    doubtful: (letter, AQL) or cell → finding of what is odd; as_printed: (letter, AQL) → size, cell, finding,
    for a letter that departs from its own row; verified: whether it was compared with another print.
    """

    sizes: Mapping[str, int]
    cells: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[Pair, ...]]
    doubtful: Mapping[tuple[str, str] | str, str]
    as_printed: Mapping[tuple[str, str], tuple[int, str, str]]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the standard: dates of force, code letters, and the tables that are loaded."""

    name: str
    title: str
    also: tuple[str, ...]
    applies_from: date
    applies_until: date | None
    source: str
    verified: bool
    aqls: tuple[str, ...]
    code_letters: tuple[tuple[int, Mapping[str, str]], ...]
    tables: Mapping[tuple[str, str], Table]

    def is_in_force(self, day: date) -> bool:
        """Whether the edition applied on a day."""
        return self.applies_from <= day and (self.applies_until is None or day < self.applies_until)

    @property
    def citation(self) -> Citation:
        """The edition as a citation; unverified where no table is loaded."""
        applies = f"{self.applies_from} – {self.applies_until or ''}".strip()
        return Citation(self.title, applies=applies, verified=self.verified)


def list_editions() -> tuple[Edition, ...]:
    """All editions that are named in the data, with and without tables."""
    return tuple(_editions().values())


def find_edition(name: str) -> Edition | None:
    """The edition with this name or one of its other names; case and blanks do not matter."""
    wanted = name.lower().replace(" ", "").replace("—", "-")
    for each in list_editions():
        if wanted in {each.name, *each.also}:
            return each
    return None


def get_edition(name: str) -> Edition:
    """The edition of that name. Raises Refused for an unknown name, Unreachable when it has no tables."""
    found = find_edition(name)
    if found is None:
        known = ", ".join(each.name for each in list_editions())
        params = {"given": name, "known": known}
        raise Refused(finding("edition_unknown", "edition", params))
    if not found.tables:
        raise Unreachable(_not_loaded(found))
    return found


def edition_in_force(day: date) -> Edition:
    """The edition of ISO 2859-1 in force on a day. Raises Unreachable when its tables are not loaded, or
    when the day lies before the first edition that is named here."""
    for each in list_editions():
        if each.name.startswith("iso") and each.is_in_force(day):
            return get_edition(each.name)
    params = {"day": day.isoformat(), "known": ", ".join(each.name for each in list_editions())}
    raise Unreachable(finding("edition_of_day", "as-at", params))


def _not_loaded(edition: Edition) -> Finding:
    loaded = ", ".join(each.name for each in list_editions() if each.tables)
    params = {"edition": edition.title, "loaded": loaded}
    return finding("edition_not_loaded", "edition", params, citation=edition.citation)


@cache
def _editions() -> dict[str, Edition]:
    folder = files("jiangang.methods.sampling") / "data"
    found: dict[str, Edition] = {}
    for name in FILES:
        table = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        edition = _edition(table, found)
        found[edition.name] = edition
    return found


def _edition(data: Mapping[str, Any], known: Mapping[str, Edition]) -> Edition:
    said = data["edition"]
    base = known.get(said.get("same_as", ""))
    aqls = tuple(said.get("aql", base.aqls if base else ()))
    own = {
        (kind, severity): _table(table, aqls)
        for kind, severities in data.get("tables", {}).items()
        for severity, table in severities.items()
    }
    shared = {("single", severity): base.tables["single", severity] for severity in SHARED} if base else {}
    return Edition(
        name=said["name"],
        title=said["title"],
        also=tuple(said["also"]),
        applies_from=said["applies_from"],
        applies_until=said.get("applies_until"),
        source=said["source"].strip(),
        verified=said["verified"],
        aqls=aqls,
        code_letters=tuple(_letters(data)) or (base.code_letters if base else ()),
        tables={**shared, **own},
    )


def _letters(data: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, str]]]:
    part: Mapping[str, Any] = data.get("code_letters", {"rows": (), "levels": ()})
    for row in part["rows"]:
        yield row["upto"], dict(zip(part["levels"], row["letters"].split(), strict=True))


def _table(data: Mapping[str, Any], aqls: tuple[str, ...]) -> Table:
    sizes, cells, odd = {}, {}, data.get("doubtful", ())
    for letter, row in data["rows"].items():
        size, _, tokens = row.partition("|")
        sizes[letter], cells[letter] = int(size), tuple(tokens.split())
        if len(cells[letter]) != len(aqls):
            raise ValueError(f"row {letter} has {len(cells[letter])} cells for {len(aqls)} AQLs")
    return Table(
        sizes=sizes,
        cells=cells,
        patterns={name: _pattern(text) for name, text in data.get("patterns", {}).items()},
        doubtful={each.get("cell") or (each["letter"], each["aql"]): each["finding"] for each in odd},
        as_printed={
            (each["letter"], each["aql"]): (each["size"], each["cell"], each["finding"])
            for each in data.get("as_printed", ())
        },
        source=data["source"],
        verified=data["verified"],
    )


def _pattern(text: str) -> tuple[Pair, ...]:
    pairs = (stage.split("/") for stage in text.split())
    return tuple((None if accept == "#" else int(accept), int(reject)) for accept, reject in pairs)
