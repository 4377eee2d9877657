"""Chinese whose GBK bytes were once cut at the wrong place: 確!叭齻(gè) for 確保“三個, ?jiǎng)?chuàng) for
創.

Two programs make this damage. One writes half-width marks for full-width ones byte by byte, and takes the
last byte of one character and the first of the next for such a mark: A3 A1 is ！. The other puts the reading
of a character in brackets behind its bytes, and does so at the wrong place too. Both leave enough to undo
them: the bytes that stayed, and the reading, which must be one of the character that the bytes then give.
"""

import re
from functools import lru_cache

from jiangang.methods.statements.characters import (
    from_gbk,
    gbk,
    has_reading,
    is_chinese,
    is_usual,
    is_word,
    simplified,
)
from jiangang.methods.statements.drafts import Draft

READING = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê]{1,6}"
LOST_TRAIL = 0x80
BEFORE = 1
SPLIT = re.compile(
    rf"(?P<before>[\u4e00-\u9fff])\?(?P<wrong>{READING})\)"
    rf"(?:(?P<visible>[@A-Z\[\\\]^_`a-z{{|}}~])(?=\()|)(?:\?(?P<late>{READING})\)|\((?P<whole>{READING})\)|)"
)
BRACKETED = re.compile(rf"\((?P<reading>{READING})\)")


def mend_split_characters(draft: Draft) -> list[int]:
    """Join characters that an injected reading had cut in two; answers where in the raw text they begin."""
    mended = []
    for found in reversed(list(SPLIT.finditer(draft.text))):
        character = _joined(found, draft.text, draft.raw)
        start = found.start() + BEFORE
        if character:
            mended.append(draft.origins[start].start)
            draft.replace(start, found.end(), character, "split_character")
        else:
            draft.leave(start, found.end(), "split_character_unknown")
    return mended


def _joined(found: re.Match[str], text: str, raw: str) -> str:
    """The one character that bytes and readings allow; empty when it is none or not one."""
    before = gbk(found["before"])
    if not before:
        return ""
    spoken = found["late"] or found["whole"]
    if found["visible"]:
        trails: range | list[int] = [ord(found["visible"])]
    else:
        trails = range(0x81, 0xFF) if found["late"] else [LOST_TRAIL]
    able = []
    for lead in range(0x81, 0xFF):
        wrong = from_gbk(before[1], lead)
        if wrong and has_reading(wrong, found["wrong"]):
            able += [from_gbk(lead, trail) for trail in trails]
    able = [each for each in able if each and is_chinese(each) and (not spoken or has_reading(each, spoken))]
    return find_likeliest(able, raw, after=text[found.end() : found.end() + 1])


@lru_cache(maxsize=2)
def plain_of(text: str) -> str:
    """The text without bracketed readings, simplified: where words are looked for."""
    return simplified(BRACKETED.sub("", text))


def find_likeliest(able: list[str], text: str, *, before: str = "", after: str = "") -> str:
    """The candidate that makes a word with its neighbour, here or in the dictionary; else the only usual one.

    Empty when none stands out.
    """
    if len(able) <= 1:
        return able[0] if able else ""
    plain = plain_of(text)
    for known in (lambda two: simplified(two) in plain, is_word):
        fitting = [each for each in able if any(map(known, _neighbours(before, each, after)))]
        if len(fitting) == 1:
            return fitting[0]
    usual = [each for each in able if is_usual(each)]
    return usual[0] if len(usual) == 1 else ""


def _neighbours(before: str, character: str, after: str) -> list[str]:
    """The pairs of Chinese characters that a candidate would make."""
    pairs = [before + character] * is_chinese(before or ",") + [character + after] * is_chinese(after or ",")
    return [pair for pair in pairs if len(pair) == 2]
