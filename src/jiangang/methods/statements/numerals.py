"""Numbers as Chinese prose writes them: 12.6万, 三百余, 30多万, 百分之三十, 1/3, 几十, ２０. Exact."""

import re
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.statements.numbers import Number, part_of

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
LARGE = frozenset("万亿兆")
ODD = "余多"
VAGUE = "几数"

GROUPED = r"\d{1,3}(?:[,，]\d{3})+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)"
ARABIC = re.compile(rf"(?:{GROUPED}|\d{{1,20}}(?!\d))(?:\.\d{{1,20}})?")
BETWEEN_GROUPS = re.compile("[,， \u00a0\u2009\u202f]")
CHINESE = re.compile(
    "[零〇一二两三四五六七八九十百千万亿]{1,24}(?![零〇一二两三四五六七八九])(?:点[零〇一二三四五六七八九]+[万亿]*)?"
)
SCALE_RUN = re.compile("[余多几]?[十百千]?[万亿]{1,2}|[十百千](?![分克米瓦])")
SEVERAL = re.compile("(?P<head>[一二三四五六七八九]?十|[好]?)(?P<vague>[几数])(?P<tail>[十百千]?[万亿]*)")
UPPER_ROUND = re.compile("上(?P<scale>[百千万亿]{1,2})")
PARTS = re.compile("(?P<whole>百|千|万|[一二三四五六七八九十两\\d]{1,9})分之")


@dataclass(frozen=True, slots=True)
class Written:
    """A number found in a text, from `start` up to `end`, and what its own writing says about exactness.

    odd: it has a 余 or 多 inside (30多万); floor: it begins with 上 (上百); chinese: written in characters.
    """

    number: Number
    start: int
    end: int
    odd: bool = False
    floor: bool = False
    chinese: bool = False
    share: bool = False


def find_written(text: str, start: int) -> Written | None:
    """The number that begins exactly at `start`, or None."""
    return _read_parts(text, start) or _read_whole(text, start)


def _read_whole(text: str, start: int) -> Written | None:
    readers = (_read_slash, _read_arabic, _read_upper, _read_several, _read_chinese)
    return next((found for reader in readers if (found := reader(text, start)) is not None), None)


def read_chinese(words: str) -> Number:
    """A Chinese numeral in characters: 三百二十一, 一万, 二〇一一, 三点五. Raises ValueError for none."""
    whole, _, decimals = words.partition("点")
    scale = 1
    while decimals and decimals[-1] in LARGE:
        scale *= SCALES[decimals[-1]]
        decimals = decimals[:-1]
    value = Fraction(_positional(whole) if _is_positional(whole) else _additive(whole))
    place = Fraction(1)
    for digit in decimals:
        place /= 10
        value += DIGITS[digit] * place
    large = max((SCALES[each] for each in whole if each in LARGE), default=1)
    if whole and whole[-1] not in LARGE:
        large = 1
    return Number(value * scale, place * scale * large, rounded=bool(decimals) or scale * large > 1)


def _is_positional(words: str) -> bool:
    return len(words) > 1 and all(each in DIGITS for each in words)


def _positional(words: str) -> int:
    return int("".join(str(DIGITS[each]) for each in words))


def _additive(words: str) -> int:
    total = section = digit = 0
    for each in words:
        if each in DIGITS:
            digit = DIGITS[each]
        elif each in LARGE:
            total = (total + section + digit or 1) * SCALES[each]
            section = digit = 0
        elif each in SCALES:
            section += (digit or 1) * SCALES[each]
            digit = 0
        else:
            raise ValueError(f"{words} is no numeral")
    return total + section + digit


def _read_arabic(text: str, start: int) -> Written | None:
    found = ARABIC.match(text, start)
    if not found:
        return None
    number, end = _plain(found[0]), found.end()
    odd = False
    while run := SCALE_RUN.match(text, end):
        odd = odd or run[0][0] in "余多几"
        factor = 1
        for each in run[0]:
            factor *= SCALES.get(each, 1)
        number, end = number.times(factor), run.end()
        number = Number(number.value, number.place, rounded=True)
        more = ARABIC.match(text, end)
        further = SCALE_RUN.match(text, more.end()) if more else None
        if more and further and "亿" in run[0] and "万" in further[0]:
            rest = _plain(more[0]).times(10**4)
            number, end = Number(number.value + rest.value, rest.place, rounded=True), further.end()
    return Written(number, start, end, odd)


def _plain(digits: str) -> Number:
    bare = BETWEEN_GROUPS.sub("", digits)
    _, _, decimals = bare.partition(".")
    return Number(Fraction(bare), Fraction(1, 10 ** len(decimals)), rounded=bool(decimals))


def _read_chinese(text: str, start: int) -> Written | None:
    found = CHINESE.match(text, start)
    if not found:
        return None
    words, end = found[0], found.end()
    odd = False
    try:
        number = read_chinese(words)
    except ValueError:
        return None
    inner = re.compile("[余多]([万亿]+)").match(text, end)
    if inner:
        odd, end = True, inner.end()
        for each in inner[1]:
            number = number.times(SCALES[each])
    return Written(number, start, end, odd, chinese=True)


def _read_several(text: str, start: int) -> Written | None:
    found = SEVERAL.match(text, start)
    if not found or (found["head"] == "" and found["vague"] == "数" and not found["tail"]):
        return None
    unit = 1
    for each in found["tail"]:
        unit *= SCALES[each]
    head = found["head"].removeprefix("好")
    if head:
        base = _additive(head)
        number = Number(Fraction(base + 1), high=Fraction(base + 10)).times(unit)
    else:
        number = Number(Fraction(2), high=Fraction(10)).times(unit)
    return Written(number, start, found.end(), chinese=True)


def _read_upper(text: str, start: int) -> Written | None:
    found = UPPER_ROUND.match(text, start)
    if not found:
        return None
    value = _additive(found["scale"])
    return Written(Number(Fraction(value)), start, found.end(), floor=True, chinese=True)


def _read_parts(text: str, start: int) -> Written | None:
    """百分之三十, 千分之三, 三分之二: a share, answered in per cent."""
    found = PARTS.match(text, start)
    if not found:
        return None
    over = _read_whole(text, found.end())
    if over is None or over.share:
        return None
    whole = SCALES.get(found["whole"]) or _value(found["whole"])
    if not whole:
        return None
    number = over.number.times(Fraction(100, whole))
    if found["whole"] in SCALES and found["whole"] != "十":
        number = Number(number.value, number.place, True, number.high)
    else:
        number = part_of(number.value)
    return Written(number, start, over.end, over.odd, chinese=True, share=True)


def _value(words: str) -> Fraction:
    return Fraction(words) if words.isdecimal() else read_chinese(words).value


def _read_slash(text: str, start: int) -> Written | None:
    found = re.compile(r"(\d{1,2})/(\d{1,3})(?![\d/])").match(text, start)
    if not found or not 0 < int(found[1]) < int(found[2]):
        return None
    share = Fraction(int(found[1]), int(found[2])) * 100
    return Written(part_of(share), start, found.end(), share=True)
