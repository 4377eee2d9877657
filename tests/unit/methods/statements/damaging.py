"""The damage of the press text done on purpose: the inverse of what the repair undoes, byte by byte.

First traditional characters; then, byte by byte, half-width marks for full-width ones and readings in
brackets behind characters of a list, both at whatever place the bytes fall; then decoding that drops what
does not fit.
"""

from functools import cache
from typing import Any

from pypinyin.pinyin_dict import pinyin_dict

MARK, BYTE = 0xA3, 0x80


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def traditional(text: str) -> str:
    """Simplified text in traditional characters."""
    return str(_converter().convert(text))


def with_readings(text: str, every: int = 1) -> str:
    """Traditional text with a reading in brackets behind each (or each `every`th) character that changed."""
    from jiangang.methods.statements.characters import simplified

    out, count = "", 0
    for each in text:
        out += each
        if simplified(each) != each and ord(each) in pinyin_dict:
            count += 1
            if count % every == 0:
                out += f"({pinyin_dict[ord(each)].split(',')[0]})"
    return out


def narrowed(text: str, mark: str) -> str:
    """The text after its bytes A3 xx were replaced by the half-width mark, at any alignment, and decoded."""
    old = bytes((MARK, ord(mark) | BYTE))
    data = text.encode("gbk").replace(old, mark.encode())
    out, place = "", 0
    while place < len(data):
        if data[place] < BYTE:
            out, place = out + chr(data[place]), place + 1
            continue
        pair = data[place : place + 2]
        try:
            out, place = out + pair.decode("gbk"), place + 2
        except UnicodeDecodeError:
            place += 1
    return out


def split_by_reading(before: str, character: str) -> str | None:
    """before + character after a reading was put between the character's two bytes: 告個 → 告?zhèn).

    None where the last byte of one and the first of the other are no character with a reading.
    """
    first, second = before.encode("gbk"), character.encode("gbk")
    try:
        wrong = (first[1:] + second[:1]).decode("gbk")
    except UnicodeDecodeError:
        return None
    if ord(wrong) not in pinyin_dict or second[1] != BYTE:
        return None
    return f"{before}?{pinyin_dict[ord(wrong)].split(',')[0]})"
