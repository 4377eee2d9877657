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
SHARED = Path(__file__).parent / "wording"
"""Words that every paper of the department uses; a kind's own words stand over them."""
OPTIONAL = ("validity_days", "extension_days", "sps_type", "retrospective_mark", "retrospective_after_days")
LANGUAGES = {"zh": "zh-hans", "en": "en"}
ENTERED = "entered"
"""The source of a field that no department answers for yet: the drafter enters it."""
TYPES = ("text", "number", "name", "date", "decimal", "count", "code", "table", "draught_survey")
SUBJECTS = ("consignment", "vessel")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is entered: as a field, without columns of its own."""

    name: str
    type: str = "text"
    required: bool = True
    unit: str = ""
    options: tuple[str, ...] = ()
    list: str = ""
    scheme: str = ""
    longest: int = 200
    above: str = ""
    least: str = ""
    most: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record: its name, the department that answers for it, whether the paper needs it.

    Of a field that is entered also its type (one of `TYPES`): unit of a decimal; options, or the dated list,
    of a code; scheme of a number with check digits; longest text in characters; limits of a decimal (above:
    more than, least, most); columns of a table.
    """

    name: str
    source: str
    required: bool
    type: str = "text"
    unit: str = ""
    options: tuple[str, ...] = ()
    list: str = ""
    scheme: str = ""
    longest: int = 400
    above: str = ""
    least: str = ""
    most: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def is_entered(self) -> bool:
        """Whether the drafter enters it."""
        return self.source == ENTERED


@dataclass(frozen=True, slots=True)
class Criterion:
    """An origin criterion that a form knows: its code, and the least regional content in % that it asks for
    (empty when it asks for none).
    """

    code: str
    least: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its code, the condition under which it stands, the records that must support it."""

    code: str
    when: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of certificate as its folder describes it.

    validity_days: how long it is good for from its day of issue, None for no end; extension_days: the most
    that endorsements prolong in all, None for as long again each time; sps_type: its document type (UNCL
    1001) where foreign authorities take it as SPS XML; retrospective_mark: the term of its agreement for a
    paper issued after departure; retrospective_after_days: days after departure from which that mark is
    needed, None where departure does not matter.
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
    direction: str = ""
    subject: str = "consignment"
    sps_type: int | None = None
    validity_days: int | None = None
    extension_days: int | None = None
    criteria: tuple[Criterion, ...] = ()
    retrospective_mark: str = "ISSUED RETROSPECTIVELY"
    retrospective_after_days: int | None = None

    def title(self, language: str) -> str:
        """The kind's name in a language of the screens (`en`, `zh-hans`)."""
        return str(self.wording["en" if language == "en" else "zh"]["title"])

    @property
    def entered(self) -> tuple[Field, ...]:
        """The fields that the drafter enters."""
        return tuple(field for field in self.fields if field.is_entered)

    def words(self) -> dict[str, dict[str, str]]:
        """Every label of the paper in both languages, by key: `{"title": {"zh": …, "en": …}}`."""
        keys = [key for key, value in self.wording["zh"].items() if isinstance(value, str)]
        return {key: {language: self.wording[language][key] for language in LANGUAGES} for key in keys}

    def label(self, name: str, language: str, column: str = "") -> str:
        """The label of a field that is entered, or of a column of it; language `zh` or `en`."""
        words = self.wording[language]
        return str(words["columns"][name][column] if column else words["fields"][name])

    def hint(self, name: str, language: str) -> str:
        """What is said beside a field that is entered; empty when nothing is."""
        return str(self.wording[language].get("hints", {}).get(name, ""))

    def option(self, name: str, code: str) -> dict[str, str]:
        """A code of a field (`field`, or `field.column`) with its words: `{"code": …, "zh": …, "en": …}`."""
        return {"code": code, **{each: str(self.wording[each]["options"][name][code]) for each in LANGUAGES}}

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
    table = _read(folder / "definition.toml")
    if table["code"] != folder.name:
        raise ValueError(f"{folder}: the code is {table['code']!r}, but the folder says otherwise")
    wording = {
        short: {**_shared_words(name), **_read(folder / "wording" / f"{name}.toml")}
        for short, name in LANGUAGES.items()
    }
    return Kind(
        code=table["code"],
        version=table["version"],
        series=table["series"],
        folder=folder,
        template=folder / table["template"],
        fields=tuple(_field(folder, each) for each in table["field"]),
        preconditions=tuple(each["check"] for each in table["precondition"]),
        clauses=tuple(
            Clause(each["code"], each["when"], tuple(each["evidence"])) for each in table["clause"]
        ),
        citations=tuple(Citation(**each) for each in table.get("citation", ())),
        wording=wording,
        direction=table.get("direction", ""),
        subject=_one_of(folder, table.get("subject", "consignment"), SUBJECTS),
        criteria=tuple(Criterion(**each) for each in table.get("criterion", ())),
        **{name: table[name] for name in OPTIONAL if name in table},
    )


def _field(folder: Path, table: Mapping[str, Any]) -> Field:
    words = {key: value for key, value in table.items() if key not in ("name", "from", "required", "column")}
    columns = tuple(Column(**_listed(each)) for each in table.get("column", ()))
    for each in (words, *table.get("column", ())):
        _one_of(folder, each.get("type", "text"), TYPES)
    return Field(table["name"], table["from"], table["required"], columns=columns, **_listed(words))


def _listed(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _one_of(folder: Path, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{folder}: {value!r} is none of {', '.join(known)}")
    return value


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _shared_words(name: str) -> dict[str, Any]:
    return _read(SHARED / f"{name}.toml")
