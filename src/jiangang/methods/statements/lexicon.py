"""The words that claims are told by: units, approximations, and the vocabulary of ranks, honours, slogans."""

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from jiangang.methods.statements.approximations import Approximation


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or counting word. kind: of the claims that it makes; factor: into the unit `code`."""

    code: str
    kind: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    signs: tuple[str, ...] = ()
    factor: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word of approximation, where it stands, and what it makes of the number."""

    word: str
    approximation: Approximation
    before: bool


@cache
def get_table(name: str) -> dict[str, Any]:
    """A table of the folder `data`."""
    folder = resources.files(__package__).joinpath("data")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def get_units() -> tuple[Unit, ...]:
    """All units in the order of the table."""
    return tuple(
        Unit(
            code=row["code"],
            kind=row["kind"],
            zh=tuple(row["zh"]),
            en=tuple(row["en"]),
            signs=tuple(row.get("signs", ())),
            factor=Fraction(row.get("factor", 1)),
        )
        for row in get_table("units")["unit"]
    )


@cache
def get_hedges(language: str) -> tuple[Hedge, ...]:
    """Words of approximation in a language (`zh`, `en`), the longest first."""
    found = []
    for name, row in get_table("approximations").items():
        if isinstance(row, dict):
            for side in ("before", "after"):
                found += [
                    Hedge(word, Approximation(name), side == "before") for word in row[f"{language}_{side}"]
                ]
    return tuple(sorted(found, key=lambda each: -len(each.word)))


@cache
def get_words(table: str, name: str) -> tuple[str, ...]:
    """A list of words of a table, the longest first, so that an alternation prefers them."""
    return tuple(sorted(get_table(table)[name], key=lambda word: (-len(word), word)))
