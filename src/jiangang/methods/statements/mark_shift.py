"""Half-width marks that a program made of the last byte of one character and the first of the next.

A3 A1 is ！, so 確保“三個 with the bytes … B1 A3 A1 B0 … became 確!叭齻: the first byte of 保 was dropped, and
all that follows is a byte out of step until a byte that fits nowhere was dropped too, or showed as a letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from jiangang.methods.statements.byte_shift import BRACKETED, find_likeliest, plain_of
from jiangang.methods.statements.characters import (
    from_gbk,
    gbk,
    has_reading,
    is_chinese,
    is_common,
    is_usual,
    is_word,
    simplified,
)
from jiangang.methods.statements.drafts import Draft

MARKS = "!,:;?"
FULL_STOP = "。"
LONGEST_SHIFT = 24
HALF_LOST = 0xA3
NOTHING = 0x80


@dataclass(frozen=True, slots=True)
class Shift:
    """A way to put bytes into step again: up to `end` of the text the characters are `restored`.

    strange: how many characters of the text it does away with that ordinary prose does not have; sure: the
    end is borne out by a letter or a reading.
    """

    end: int
    restored: str
    strange: int
    sure: bool


def mend_shifted_marks(draft: Draft) -> None:
    """Undo half-width marks that were made of the halves of two characters."""
    for place in range(len(draft.text) - 1, -1, -1):
        if draft.text[place] in MARKS:
            _mend_mark(draft, place)


def _mend_mark(draft: Draft, place: int) -> None:
    text = draft.text
    if place + 1 >= len(text) or not is_chinese(text[place + 1]):
        return
    found = max(
        _shifts(text, place, draft.raw), key=lambda each: (each.strange, each.sure, -each.end), default=None
    )
    if found is not None and (found.strange or found.sure):
        lost = _lost_before(text, place, draft.raw)
        rule = "shifted_bytes_stop" if lost == FULL_STOP else "shifted_bytes"
        draft.replace(place, found.end, lost + found.restored, rule)
    elif any(is_chinese(each) and not is_usual(each) for each in text[place + 1 : place + 3]):
        draft.leave(place, min(place + 3, len(text)), "shifted_bytes_unknown")


def _shifts(text: str, place: int, raw: str) -> Iterator[Shift]:
    """Every way in which the bytes behind a mark may fall into step again."""
    pending, restored, strange = ord(text[place]) | 0x80, "", 0
    for index in range(place + 1, min(place + 1 + LONGEST_SHIFT, len(text))):
        pair = gbk(text[index]) if is_chinese(text[index]) else b""
        if not pair:
            return
        made = from_gbk(pending, pair[0])
        if not _is_sound(made) or (text[place] == "!" and not restored and is_chinese(made)):
            return
        restored, pending = restored + made, pair[1]
        strange += not is_usual(text[index])
        yield from _in_step(text, index + 1, Shift(index + 1, restored, strange, sure=False), pending, raw)


def _is_sound(character: str) -> bool:
    return bool(character) and (is_usual(character) or (not is_chinese(character) and is_common(character)))


def _in_step(text: str, end: int, so_far: Shift, pending: int, raw: str) -> Iterator[Shift]:
    """The last character ended with a letter that still shows, or with a byte that was dropped."""
    following, restored, strange = text[end : end + 1], so_far.restored, so_far.strange
    if following and "@" <= following <= "~":
        last = from_gbk(pending, ord(following))
        if _is_sound(last):
            yield Shift(end + 1, restored + last, strange + 1, sure=True)
    spoken = BRACKETED.match(text, end)
    if spoken is not None and has_reading(text[end - 1], spoken["reading"]):
        return
    able = [last for trail in _dropped(following) if _is_sound(last := from_gbk(pending, trail))]
    if spoken is not None:
        able = [last for last in able if has_reading(last, spoken["reading"])]
    last = find_likeliest(able, raw, before=restored[-1:], after=following)
    if last:
        yield Shift(end, restored + last, strange, sure=spoken is not None)


def _dropped(following: str) -> list[int]:
    """Second bytes that a decoder drops before the character that follows, because the two fit nothing."""
    pair = gbk(following) if following else b""
    if not pair:
        return [NOTHING, *range(0x81, 0xFF)]
    return [NOTHING, *(trail for trail in range(0x81, 0xFF) if not from_gbk(trail, pair[0]))]


def _lost_before(text: str, place: int, raw: str) -> str:
    """The character whose first byte is gone: its second is A3. A word with the one before, else a stop."""
    before = BRACKETED.sub("", text[max(0, place - 12) : place])[-1:]
    able = [each for lead in range(0x81, 0xFF) if is_chinese(each := from_gbk(lead, HALF_LOST))]
    plain = plain_of(raw)
    ranked = sorted(able, key=lambda each: -plain.count(simplified(before + each)))
    if before and ranked and simplified(before + ranked[0]) in plain:
        return ranked[0]
    words = [each for each in able if before and is_usual(each) and is_word(before + each)]
    if len(words) == 1:
        return words[0]
    return FULL_STOP
