"""What is known of single characters: readings, GBK bytes, commonness, simplified form."""

import unicodedata
from functools import cache, lru_cache
from typing import Any

from jiangang.methods.statements.lexicon import get_words

COMMON_FIRST, COMMON_LAST = 0xB0, 0xD7
"""Lead bytes of the 3,755 common characters of GB 2312, its first level."""

BIG5_FIRST, BIG5_LAST = 0xA4, 0xC6
"""Lead bytes of the 5,401 common characters of Big5, its first level."""


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def simplified(text: str) -> str:
    """Traditional characters as simplified ones, by the phrase and character tables of OpenCC."""
    return str(_converter().convert(text))


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character (not punctuation)."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character == "〇"


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """All pinyin readings of a character, with tone marks, as pypinyin's table has them."""
    from pypinyin.pinyin_dict import pinyin_dict

    listed = pinyin_dict.get(ord(character), "")
    return frozenset(plain_reading(each) for each in listed.split(",") if each)


def plain_reading(reading: str) -> str:
    """A reading in one spelling: composed marks, lower case, the plain letter g."""
    return unicodedata.normalize("NFC", reading).lower().replace("\u0261", "g").strip()


def has_reading(character: str, reading: str) -> bool:
    """Whether the reading is one of the character's, or of its simplified form."""
    asked = plain_reading(reading)
    return asked in readings(character) or any(asked in readings(each) for each in simplified(character))


def gbk(character: str) -> bytes:
    """The two GBK bytes of a character; empty for one that GBK does not have or has in one byte."""
    try:
        found = character.encode("gbk")
    except UnicodeEncodeError:
        return b""
    return found if len(found) == 2 else b""


def from_gbk(lead: int, trail: int) -> str:
    """The character of two GBK bytes, empty for none."""
    try:
        found = bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return found if len(found) == 1 else ""


@lru_cache(maxsize=20_000)
def is_common(character: str) -> bool:
    """Whether it is among the common characters of GB 2312 once simplified, or full-width punctuation."""
    bare = simplified(character)
    found = gbk(bare) if len(bare) == 1 else b""
    if not found:
        return False
    return COMMON_FIRST <= found[0] <= COMMON_LAST or found[0] in (0xA1, 0xA3)


@lru_cache(maxsize=20_000)
def is_usual(character: str) -> bool:
    """Whether ordinary prose has the character: common in GB 2312, or a traditional one common in Big5."""
    if not is_chinese(character) or not is_common(character):
        return False
    if simplified(character) == character:
        return True
    try:
        return BIG5_FIRST <= character.encode("big5")[0] <= BIG5_LAST
    except UnicodeEncodeError:
        return False


@cache
def _words() -> frozenset[str]:
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(each for each in phrases_dict if len(each) == 2) | frozenset(
        get_words("chinese", "words")
    )


def is_word(two: str) -> bool:
    """Whether two characters, once simplified, are a word of pypinyin's phrases or of the table of such
    words.
    """
    return simplified(two) in _words()
