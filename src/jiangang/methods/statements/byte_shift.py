"""Chinese whose GBK bytes were once cut at the wrong place: 確!叭齻(gè) for 確保“三個, ?jiǎng)?chuàng) for
創.

Two programs make this damage. One writes half-width marks for full-width ones byte by byte, and takes the
last byte of one character and the first of the next for such a mark: A3 A1 is ！. The other puts the reading
of a character in brackets behind its bytes, and does so at the wrong place too. Both leave enough to undo
them: the bytes that stayed, and the reading, which must be one of the character that the bytes then give.
"""

import re
from collections.abc import Iterator

from jiangang.methods.statements.characters import (
    from_gbk,
    gbk,
    has_reading,
    is_chinese,
    is_common,
    is_word,
    simplified,
)
from jiangang.methods.statements.drafts import Draft

READING = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê]{1,6}"
MARKS = "!,:;?"
LOST_TRAIL = 0x80
FULL_STOP = "。"
LONGEST_SHIFT = 12
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
        character = _joined(found, draft.text)
        start = found.start() + BEFORE
        if character:
            mended.append(draft.origins[start].start)
            draft.replace(start, found.end(), character, "split_character")
        else:
            draft.leave(start, found.end(), "split_character_unknown")
    return mended


def _joined(found: re.Match[str], text: str) -> str:
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
    return _likeliest(able, text, after=text[found.end() : found.end() + 1])


def _likeliest(able: list[str], text: str, *, before: str = "", after: str = "") -> str:
    """The candidate that makes a word with its neighbour, here or in the dictionary; else the only common
    one.
    """
    if len(able) == 1:
        return able[0]
    plain = simplified(BRACKETED.sub("", text))
    for known in (lambda two: simplified(two) in plain, is_word):
        fitting = [each for each in able if known(before + each + after)]
        if len(fitting) == 1:
            return fitting[0]
    common = [each for each in able if is_common(each)]
    return common[0] if len(common) == 1 else ""


def mend_shifted_marks(draft: Draft) -> None:
    """Undo half-width marks that were made of the halves of two characters."""
    place = len(draft.text) - 1
    while place >= 0:
        if draft.text[place] in MARKS:
            _mend_mark(draft, place)
        place -= 1


def _mend_mark(draft: Draft, place: int) -> None:
    text = draft.text
    if place + 1 >= len(text) or not is_chinese(text[place + 1]):
        return
    for end, restored in _shifts(text, place):
        lost = _lost_before(text, place, restored)
        if lost:
            draft.replace(place, end, lost + restored, "shifted_bytes")
            return
    if any(is_chinese(each) and not is_common(each) for each in text[place + 1 : place + 3]):
        draft.leave(place, min(place + 3, len(text)), "shifted_bytes_unknown")


def _shifts(text: str, place: int) -> Iterator[tuple[int, str]]:
    """Ends and restored characters of every way in which the bytes may fall into step again."""
    pending, restored, odd = ord(text[place]) | 0x80, "", False
    for index in range(place + 1, min(place + 1 + LONGEST_SHIFT, len(text))):
        if len(restored) and not text[index : index + 1]:
            return
        pair = gbk(text[index])
        if not pair or not is_chinese(text[index]):
            return
        made = from_gbk(pending, pair[0])
        if not made or not is_common(made) or (text[place] == "!" and not restored and is_chinese(made)):
            return
        restored, pending = restored + made, pair[1]
        odd = odd or not is_common(text[index])
        yield from _in_step(text, index + 1, restored, pending, odd=odd)


def _in_step(text: str, end: int, restored: str, pending: int, *, odd: bool) -> Iterator[tuple[int, str]]:
    following = text[end : end + 1]
    if following and "@" <= following <= "~":
        last = from_gbk(pending, ord(following))
        if last and is_common(last):
            yield end + 1, restored + last
    last = from_gbk(pending, LOST_TRAIL)
    if not last or not is_common(last):
        return
    spoken = BRACKETED.match(text, end)
    if spoken is not None and has_reading(text[end - 1], spoken["reading"]):
        return
    if (spoken and has_reading(last, spoken["reading"])) or (not spoken and odd):
        yield end, restored + last


def _lost_before(text: str, place: int, restored: str) -> str:
    """The character whose first byte is gone: its second is A3. A word with the one before, else a stop."""
    before = BRACKETED.sub("", text[max(0, place - 12) : place])[-1:]
    able = [each for lead in range(0x81, 0xFF) if is_chinese(each := from_gbk(lead, 0xA3))]
    plain = simplified(BRACKETED.sub("", text))
    ranked = sorted(able, key=lambda each: -plain.count(simplified(before + each)))
    if before and ranked and simplified(before + ranked[0]) in plain:
        return ranked[0]
    words = [each for each in able if before and is_common(each) and is_word(before + each)]
    if len(words) == 1:
        return words[0]
    return FULL_STOP
