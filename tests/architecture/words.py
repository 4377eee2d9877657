"""The glossary's nouns, and the synonyms that it bans."""

import re
from collections.abc import Iterator, Mapping

COLUMNS = 5


def rows_of(glossary: str) -> list[tuple[str, ...]]:
    """The rows of every table: Chinese, English, meaning, standard, banned words."""
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in glossary.splitlines()
        if line[:1] == "|"
    ]
    return [row for row in rows if row[0] != "中文" and not set(row[0]) <= set("- ")]


def banned(glossary: str) -> dict[str, str]:
    """Banned word → the noun to use instead; Chinese words stand for the Chinese noun."""
    found = {}
    for zh, en, _, _, refused in rows_of(glossary):
        for word in filter(None, (part.strip() for part in refused.split(";"))):
            found[word] = en if word.isascii() else zh
    return found


def synonyms(texts: Mapping[str, str], refused: Mapping[str, str]) -> Iterator[str]:
    """Each text that uses a banned word, with the noun to use."""
    patterns = {
        word: re.compile(rf"\b{re.escape(word)}s?\b" if word.isascii() else re.escape(word), re.IGNORECASE)
        for word in refused
    }
    for key, text in sorted(texts.items()):
        for word, pattern in patterns.items():
            if pattern.search(text):
                yield f"{key}: {word!r}, say {refused[word]!r}"
