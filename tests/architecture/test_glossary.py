"""One thing has one name: the glossary is whole, and no text uses a word that it bans."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, REPOSITORY, nothing, relative
from tests.architecture.words import COLUMNS, banned, rows_of, synonyms

GLOSSARY = (REPOSITORY / "GLOSSARY.md").read_text(encoding="utf-8")
EXAMPLE = """
| 中文 | English | Meaning | After | Not |
| --- | --- | --- | --- | --- |
| 企业 | firm | x | | company; 公司 |
"""


def texts_in(language: str) -> dict[str, str]:
    """Every text of the rooms and every wording of their kinds, by file and key."""
    paths = [path for path in PACKAGE.rglob(f"{language}.toml") if path.parent.name in {"texts", "wording"}]
    assert paths
    return {
        f"{relative(path)} {key}": text
        for path in sorted(paths)
        for key, text in flat(tomllib.loads(path.read_text(encoding="utf-8")))
    }


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys and texts of nested tables."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_text_uses_a_banned_word(language: str) -> None:
    nothing(synonyms(texts_in(language), banned(GLOSSARY)))


def test_every_noun_stands_once_in_both_languages() -> None:
    rows = rows_of(GLOSSARY)
    nothing(str(row) for row in rows if len(row) != COLUMNS or not all(row[:3]))
    for column in (0, 1):
        nouns = [row[column] for row in rows]
        nothing(sorted({noun for noun in nouns if nouns.count(noun) > 1}))


def test_no_noun_is_banned_elsewhere() -> None:
    nouns = {word for row in rows_of(GLOSSARY) for word in row[:2]}
    nothing(sorted(nouns & banned(GLOSSARY).keys()))


def test_a_banned_word_is_found() -> None:
    refused = banned(EXAMPLE)
    assert refused == {"company": "firm", "公司": "企业"}
    texts = {"a": "Two companys", "b": "A company's goods", "c": "该公司", "d": "accompany 企业"}
    assert [fault.partition(":")[0] for fault in synonyms(texts, refused)] == ["a", "b", "c"]
