"""The checklists of inspection: one folder each under `kinds/`, found here. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "kinds"
LANGUAGES = ("zh-hans", "en")
SEVERITIES = ("minor", "major", "critical")
"""How grave a thing found is; `major` and `critical` do not go with a conforming result."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One checklist: points to look at, categories of what can be found, which of them name an organism."""

    code: str
    version: str
    items: tuple[str, ...]
    categories: tuple[str, ...]
    organisms: frozenset[str]
    wording: Mapping[str, Mapping[str, Any]]

    def title(self, language: str) -> str:
        """The checklist's name."""
        return str(self._words(language)["title"])

    def item(self, code: str, language: str) -> str:
        """A point in words."""
        return str(self._words(language)["item"].get(code, code))

    def category(self, code: str, language: str) -> str:
        """A category in words."""
        return str(self._words(language)["category"].get(code, code))

    def _words(self, language: str) -> Mapping[str, Any]:
        return self.wording["en" if language == "en" else "zh-hans"]


@cache
def all_checklists() -> dict[str, Checklist]:
    """Every checklist by its code."""
    found = [_read(path.parent) for path in sorted(FOLDER.glob("*/checklist.toml"))]
    return {checklist.code: checklist for checklist in found}


def get_checklist(code: str) -> Checklist:
    """The checklist of that code; KeyError when there is none."""
    return all_checklists()[code]


def _read(folder: Path) -> Checklist:
    table = tomllib.loads((folder / "checklist.toml").read_text(encoding="utf-8"))
    if table["code"] != folder.name:
        raise ValueError(f"{folder}: the code is {table['code']!r}, but the folder says otherwise")
    wording = {
        language: tomllib.loads((folder / "wording" / f"{language}.toml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }
    return Checklist(
        code=table["code"],
        version=table["version"],
        items=tuple(table["items"]),
        categories=tuple(table["categories"]),
        organisms=frozenset(table["organisms"]),
        wording=wording,
    )
