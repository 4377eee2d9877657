"""Kinds of this department, as dated data: those of the documents that go with a notice."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

PREFIX = "declarations."
"""How the kind of such a document begins in the documents room."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document: its names, its days of force (both included), its UN/EDIFACT number if any."""

    code: str
    en: str
    zh: str
    valid_from: date
    valid_until: date | None = None
    un: str = ""

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.en if language == "en" else self.zh

    def in_force(self, on: date) -> bool:
        """Whether the kind may be chosen on a day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@cache
def document_kinds() -> dict[str, DocumentKind]:
    """Every kind by its code, those of earlier days included, in the order of the file."""
    with (Path(__file__).parent / "documents.toml").open("rb") as stream:
        table = tomllib.load(stream)["kind"]
    return {
        each["code"]: DocumentKind(
            each["code"], each["en"], each["zh"], each["from"], each.get("until"), each.get("un", "")
        )
        for each in table
    }


def kinds_on(on: date) -> list[DocumentKind]:
    """The kinds that may be chosen on a day."""
    return [kind for kind in document_kinds().values() if kind.in_force(on)]


def kind_name(code: str, language: str) -> str:
    """The name of a kind, also of one that is no longer chosen; the code where there is none."""
    kind = document_kinds().get(code)
    return kind.name(language) if kind else code
