"""Schemes of grading firms and their categories, read from `schemes.toml`. Pure data; adding one changes
nothing else.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

OFFICE = "office"
"""The office's own scheme; the others are kept beside it as other bodies grade."""

UNRATED = "unrated"
"""What is answered for a firm that nobody has graded: not a category, and never a default one."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category of a scheme; `treatment` is trusted, normal or watched."""

    code: str
    name_en: str
    name_zh: str
    treatment: str

    def name_in(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_zh


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme of grading with its categories, the most trusted first."""

    code: str
    name_en: str
    name_zh: str
    valid_from: date
    valid_until: date | None
    source: str
    verified: bool
    categories: tuple[Category, ...]

    def name_in(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_zh

    def find(self, code: str) -> Category | None:
        """The category, or None."""
        return next((category for category in self.categories if category.code == code), None)

    def in_force(self, on: date) -> bool:
        """Whether the scheme grades on that day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@cache
def all_schemes() -> dict[str, Scheme]:
    """Every scheme by its code."""
    with (Path(__file__).parent / "schemes.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    return {
        code: Scheme(
            code=code,
            name_en=table["name_en"],
            name_zh=table["name_zh"],
            valid_from=table["valid_from"],
            valid_until=table.get("valid_until"),
            source=table["source"],
            verified=table["verified"],
            categories=tuple(Category(**each) for each in table["categories"]),
        )
        for code, table in tables.items()
    }
