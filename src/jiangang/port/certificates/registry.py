"""The kinds of certificate: one folder each under `kinds/`, found here. Adding a folder changes nothing
else. Pure.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jiangang.methods.findings import Citation

FOLDER = Path(__file__).parent / "kinds"
OPTIONAL = ("validity_days", "sps_type", "retrospective_mark", "retrospective_after_days")
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record: its name, the department that answers for it, whether the paper needs it."""

    name: str
    source: str
    required: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its code, the condition under which it stands, the records that must support it."""

    code: str
    when: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of certificate as its folder describes it.

    validity_days: how long it is good for from its day of issue, None for no end; sps_type: its document type
    (UNCL 1001) where foreign authorities take it as SPS XML; retrospective_mark: the term of its agreement
    for a paper issued after departure; retrospective_after_days: days after departure from which that mark
    is needed, None where departure does not matter.
    """

    code: str
    version: str
    series: str
    folder: Path
    template: Path
    fields: tuple[Field, ...]
    preconditions: tuple[str, ...]
    clauses: tuple[Clause, ...]
    citations: tuple[Citation, ...]
    wording: Mapping[str, Mapping[str, Any]]
    validity_days: int | None = None
    sps_type: int | None = None
    retrospective_mark: str = "ISSUED RETROSPECTIVELY"
    retrospective_after_days: int | None = None

    def title(self, language: str) -> str:
        """The kind's name in a language of the screens (`en`, `zh-hans`)."""
        return str(self.wording["en" if language == "en" else "zh"]["title"])

    def words(self) -> dict[str, dict[str, str]]:
        """Every label of the paper in both languages, by key: `{"title": {"zh": …, "en": …}}`."""
        keys = [key for key, value in self.wording["zh"].items() if isinstance(value, str)]
        return {key: {language: self.wording[language][key] for language in LANGUAGES} for key in keys}

    def clause_text(self, code: str, language: str, /, **params: object) -> str:
        """The words of a clause with its values filled in."""
        return str(self.wording[language]["clauses"][code]).format(**params)

    def examples(self, sort: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The `valid` or `invalid` examples: file name without ending, and content."""
        for path in sorted((self.folder / "examples" / sort).glob("*.json")):
            yield path.stem, json.loads(path.read_text(encoding="utf-8"))


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by its code."""
    found = [read_kind(path.parent) for path in sorted(FOLDER.glob("*/definition.toml"))]
    return {kind.code: kind for kind in found}


def get_kind(code: str) -> Kind:
    """The kind of that code; KeyError when there is none."""
    return all_kinds()[code]


def read_kind(folder: Path) -> Kind:
    """One kind from its folder; KeyError or ValueError names what its files lack."""
    table = tomllib.loads((folder / "definition.toml").read_text(encoding="utf-8"))
    if table["code"] != folder.name:
        raise ValueError(f"{folder}: the code is {table['code']!r}, but the folder says otherwise")
    wording = {
        short: tomllib.loads((folder / "wording" / f"{name}.toml").read_text(encoding="utf-8"))
        for short, name in LANGUAGES.items()
    }
    return Kind(
        code=table["code"],
        version=table["version"],
        series=table["series"],
        folder=folder,
        template=folder / table["template"],
        fields=tuple(Field(each["name"], each["from"], each["required"]) for each in table["field"]),
        preconditions=tuple(each["check"] for each in table["precondition"]),
        clauses=tuple(
            Clause(each["code"], each["when"], tuple(each["evidence"])) for each in table["clause"]
        ),
        citations=tuple(Citation(**each) for each in table.get("citation", ())),
        wording=wording,
        **{name: table[name] for name in OPTIONAL if name in table},
    )
