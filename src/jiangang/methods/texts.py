"""Text catalogues: the words that people read, per language, from the TOML files of the rooms.

Here live loading, look-up with fallback, and the questions that a parity test asks. Which language a reader
wants, and where the rooms are, is the caller's affair.
"""

import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ENGLISH = "en"
SHARED_ROOMS = ("permissions",)
"""Rooms whose keys any room may write, so that a permission is described where it is declared."""


class Catalogue:
    """The texts of several rooms in several languages.

    languages: language codes as the files are named (`en`, `zh-hans`); strict: raise KeyError for a missing
    key or parameter (tests) instead of showing the key or the bare placeholder (production).
    """

    def __init__(self, languages: Iterable[str] = (ENGLISH, "zh-hans"), *, strict: bool = False) -> None:
        self.languages = tuple(_code(language) for language in languages)
        self.strict = strict
        self._texts: dict[str, dict[str, str]] = {language: {} for language in self.languages}
        self._sources: dict[tuple[str, str], Path] = {}
        if not self.languages:
            raise ValueError("a catalogue needs at least one language")

    def load(self, room: str, folder: Path) -> None:
        """Read `<folder>/<language>.toml` of a room for each language; a file that is not there adds nothing.

        Raises TypeError for a value that is no text, ValueError for an unreadable placeholder or a key that
        another file already holds.
        """
        for language in self.languages:
            path = folder / f"{language}.toml"
            if not path.is_file():
                continue
            with path.open("rb") as stream:
                try:
                    table = tomllib.load(stream)
                except tomllib.TOMLDecodeError as error:
                    raise ValueError(f"{path}: {error}") from error
            self.add(room, language, table, source=path)

    def add(
        self,
        room: str,
        language: str,
        table: Mapping[str, Any],
        *,
        source: Path = Path(),
    ) -> None:
        """Add a (nested) table of texts of a room in one language; see `load` for the errors."""
        language = _code(language)
        for dotted, value in _flat(table):
            key = _full_key(room, dotted)
            if not isinstance(value, str):
                raise TypeError(f"{source}: {key} is no text")
            try:
                placeholders(value)
            except ValueError as error:
                raise ValueError(f"{source}: {key}: {error}") from error
            known = self._sources.get((language, key))
            if known is not None and known != source:
                raise ValueError(f"{key} stands in {known} and in {source}")
            if known is None and key in self._texts[language]:
                raise ValueError(f"{source}: {key} stands there twice")
            self._sources[language, key] = source
            self._texts[language][key] = value

    def get(self, language: str, key: str, /, **params: object) -> str:
        """The text of a key, with its placeholders filled as `str.format` does.

        A key missing in the language is taken from English; missing there too it is shown itself, or raises
        KeyError when strict. A missing parameter stays as its placeholder, or raises KeyError when strict.
        """
        pattern = self._find(_code(language), key)
        if pattern is None:
            if self.strict:
                raise KeyError(f"no text {key!r} in {language}")
            return key
        if "{" not in pattern and "}" not in pattern:
            return pattern
        if self.strict:
            return pattern.format(**params)
        try:
            return pattern.format_map(_Lenient(params))
        except (ValueError, TypeError, AttributeError, IndexError, KeyError):
            return pattern

    def has(self, language: str, key: str) -> bool:
        """Whether the key has a text in that very language."""
        return key in self._texts.get(_code(language), {})

    def keys(self, language: str) -> frozenset[str]:
        """All keys of a language."""
        return frozenset(self._texts[_code(language)])

    def missing(self) -> list[tuple[str, str]]:
        """Pairs (language, key) for each key that some language has and this one lacks, sorted."""
        every = frozenset().union(*(self._texts[language] for language in self.languages))
        return sorted(
            (language, key) for language in self.languages for key in every - self._texts[language].keys()
        )

    def placeholder_mismatches(
        self,
    ) -> list[tuple[str, str, frozenset[str], frozenset[str]]]:
        """(language, key, placeholders there, those in the first language that has it) where they differ."""
        found = []
        for key in sorted(frozenset().union(*(self._texts[language] for language in self.languages))):
            holders = [language for language in self.languages if key in self._texts[language]]
            expected = placeholders(self._texts[holders[0]][key])
            for language in holders[1:]:
                there = placeholders(self._texts[language][key])
                if there != expected:
                    found.append((language, key, there, expected))
        return found

    def _find(self, language: str, key: str) -> str | None:
        text = self._texts.get(language, {}).get(key)
        if text is None and not (self.strict and language in self._texts):
            text = self._texts.get(ENGLISH, {}).get(key)
        return text


def placeholders(pattern: str) -> frozenset[str]:
    """Names of the placeholders of a text; raises ValueError for one without a name or an open brace."""
    names = set()
    for _, name, form, _ in string.Formatter().parse(pattern):
        if name is None:
            continue
        base = name.split(".")[0].split("[")[0]
        if not base.isidentifier():
            raise ValueError(f"placeholder {{{name}}} has no plain name")
        names.add(base)
        names |= placeholders(form or "")
    return frozenset(names)


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _code(language: str) -> str:
    return language.lower().replace("_", "-")


def _full_key(room: str, dotted: str) -> str:
    return dotted if dotted.split(".")[0] in (room, *SHARED_ROOMS) and "." in dotted else f"{room}.{dotted}"


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
