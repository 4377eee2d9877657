"""Quantities in Chinese prose: number, unit, approximation, and whether it is a share, a change or a sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from jiangang.methods.statements.approximations import Approximation, get_extent
from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.extents import Extent
from jiangang.methods.statements.lexicon import Unit, get_hedges, get_table, get_units, get_words
from jiangang.methods.statements.numbers import Number, part_of
from jiangang.methods.statements.numerals import Written, find_written
from jiangang.methods.statements.periods import Period
from jiangang.methods.statements.sightings import Sighting, Stretch, clause_of, quotations
from jiangang.methods.statements.slogans import is_set_phrase, is_slogan, names_something

BEGINS = frozenset("0123456789零一二两三四五六七八九十百千万亿几数上好")
RANGE = re.compile("\\s*(?:[-–—~～至到]|——)\\s*")
AFTER_PERIOD = re.compile("来|以来|间|里|内|前|后|之前|之后|以前|以后|度")
BEFORE_PERIOD = re.compile("(?:^|[，。；：、\n]|[在的])(?:近|过去|最近|未来|今后|这|前)$")
ZERO = re.compile("零(?P<thing>[\u4e00-\u9fff]{2})")
HALF = re.compile("一半|半数|过半")
HALF_TIME = re.compile("半(?P<unit>个小时|小时|个工作日|天|个月)")
DOUBLED = re.compile("翻了?(?P<n>[一两三\\d])番")
PER = re.compile("[百千万][头人只件批]")
JOINED = re.compile("^[、和与及](?:同比)?$")
NONE_FOUND = re.compile("(?:[未无]|没有?)[^，。；]{0,8}$")
PLAN = re.compile("[\u4e00-\u9fff]{0,8}(?:行动|计划|规划)")
SCALED = 10**4
SPACE = " \u3000"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with what stands around it, before it is judged."""

    written: Written
    number: Number
    upper: Number | None
    unit: Unit | None
    word: str
    approximation: Approximation
    start: int
    end: int


@cache
def _unit_words() -> tuple[tuple[str, Unit], ...]:
    found = [(word, unit) for unit in get_units() for word in unit.zh]
    return tuple(sorted(found, key=lambda each: -len(each[0])))


def find_quantities(text: str, periods: Sequence[Period]) -> list[Sighting]:
    """All quantities of a Chinese text, but not dates, names with numbers, slogans and set phrases."""
    taken = [Stretch(each.start, each.end) for each in periods]
    quoted = quotations(text)
    found: list[Sighting] = []
    place = 0
    while place < len(text):
        busy = next((each for each in taken if each.holds(place)), None)
        if busy is not None:
            place = busy.end
            continue
        written = find_written(text, place) if text[place] in BEGINS else None
        if written is None:
            place += 1
            continue
        counted = _around(text, written)
        within = next((each for each in quoted if each.holds(place)), None)
        seen = _judged(text, counted, within, found[-1] if found else None)
        if seen is not None:
            found.append(seen)
        place = max(counted.end if seen else written.end, place + 1)
    return sorted([*found, *_zeros(text), *_halves(text), *_doublings(text)], key=lambda each: each.start)


def _around(text: str, written: Written) -> Counted:
    """Range, 余, unit, and the words of approximation before and behind."""
    approximation, upper, end = Approximation.EXACT, None, written.end
    if written.odd:
        approximation = Approximation.ODD
    if written.floor:
        approximation = Approximation.AT_LEAST
    first_unit, first_word, after_unit = _unit_at(text, end)
    link = RANGE.match(text, after_unit if first_unit else end)
    second = find_written(text, link.end()) if link else None
    if second is not None and not second.share and _unit_at(text, second.end)[0] is not None:
        upper, end, approximation = second.number, second.end, Approximation.RANGE
    elif text[end : end + 1] in ("余", "多") or (text[end : end + 1] == "来" and _unit_at(text, end + 1)[0]):
        end, approximation = end + 1, Approximation.ODD
    unit, word, end = _unit_at(text, end)
    number = _in_one_scale(written.number, upper)
    hedge = _hedge_behind(text, end, has_unit=unit is not None)
    if hedge is not None:
        end, approximation = hedge[1], hedge[0]
    start, before = _hedge_before(text, written.start)
    if before is not None and approximation is Approximation.EXACT:
        approximation = before
    return Counted(written, number, upper, unit, word, approximation, start, end)


def _in_one_scale(lower: Number, upper: Number | None) -> Number:
    """3至5万: the first number has the scale of the second."""
    if upper is None or lower.value <= 0 or upper.place < 10**4 or lower.value >= upper.value / 1000:
        return lower
    return lower.times(10**8 if upper.value >= 10**8 else 10**4)


def _unit_at(text: str, place: int) -> tuple[Unit | None, str, int]:
    while text[place : place + 1] and text[place] in SPACE:
        place += 1
    false = get_table("chinese")["unit_false"]
    for word, unit in _unit_words():
        if text.startswith(word, place):
            following = text[place + len(word) : place + len(word) + 1]
            if following and following in false.get(word, ""):
                continue
            return unit, word, place + len(word)
    return None, "", place


def _hedge_behind(text: str, place: int, *, has_unit: bool) -> tuple[Approximation, int] | None:
    for hedge in get_hedges("zh"):
        if hedge.before or not text.startswith(hedge.word, place):
            continue
        if hedge.word in ("来", "起", "整") or (hedge.word in ("多", "余") and not has_unit):
            continue
        return hedge.approximation, place + len(hedge.word)
    return None


def _hedge_before(text: str, place: int) -> tuple[int, Approximation | None]:
    """The word of approximation before a number, 人民币 and a blank between them passed over."""
    for sign in ("人民币", "US$", "$", "￥", "¥", " "):
        if text[:place].endswith(sign):
            place -= len(sign)
    found: Approximation | None = None
    while True:
        hedge = next(
            (each for each in get_hedges("zh") if each.before and text[:place].endswith(each.word)), None
        )
        if hedge is None:
            return place, found
        if found is None or found is Approximation.EXACT:
            found = hedge.approximation
        place -= len(hedge.word)


def _judged(text: str, counted: Counted, within: Stretch | None, last: Sighting | None) -> Sighting | None:
    """The claim that the number makes, or None when it makes none."""
    written, unit = counted.written, counted.unit
    if names_something(text, written, unit is not None):
        return None
    if unit is None and not written.share:
        return _bare(text, counted)
    if unit is not None and not written.share:
        if is_set_phrase(text, written) or is_slogan(text, written, counted.end, within):
            return None
        if PER.fullmatch(text[written.start : counted.end]) and "率" in text[counted.end : counted.end + 6]:
            return None
        if text[written.start : written.end] == "一" and not _is_case(text, counted):
            return None
        if unit.kind == "duration" and _is_time(text, counted):
            return None
    return _typed(text, counted, last)


def _is_case(text: str, counted: Counted) -> bool:
    """Whether 一 with its counting word tells of one case that was found."""
    table = get_table("chinese")
    before = text[max(0, counted.start - 14) : counted.start]
    found = counted.word in table["trade_cases"] and any(verb in before for verb in table["case_verbs"])
    return found and not NONE_FOUND.search(before)


def _bare(text: str, counted: Counted) -> Sighting | None:
    """A number without counting word is a figure only where it ends a clause behind 达, 超过 and so on."""
    scaled = counted.number.value >= SCALED and text[counted.written.end - 1] in "万亿"
    if counted.written.chinese or (counted.start == counted.written.start and not scaled):
        return None
    if text[counted.end : counted.end + 1] not in ("", "，", "。", "；", "、", "）"):
        return None
    return _sighting(counted, Kind.COUNT, Fraction(1), "")


def _is_time(text: str, counted: Counted) -> bool:
    """Whether a length of time only dates the sentence (两年来), or is a promise of opening hours."""
    after = text[counted.end :]
    table = get_table("chinese")
    if counted.approximation is not Approximation.AT_MOST and AFTER_PERIOD.match(after):
        return True
    before = text[max(0, counted.written.start - 3) : counted.written.start]
    is_long = counted.unit is not None and counted.unit.code in ("year", "month")
    if is_long and BEFORE_PERIOD.search(before):
        return True
    if is_long and PLAN.match(after):
        return True
    if text[: counted.written.start].endswith(("×", "x", "X", "*")):
        return True
    is_promise = counted.number.value in (24, 365) and counted.unit is not None
    return is_promise and any(word in after[:6] for word in table["round_the_clock"])


def _typed(text: str, counted: Counted, last: Sighting | None) -> Sighting:
    unit, written = counted.unit, counted.written
    kind = Kind.SHARE if written.share else Kind(unit.kind if unit else "count")
    factor = Fraction(1) if unit is None or written.share else unit.factor
    direction = _direction(text, counted.start)
    if last is not None and not direction and JOINED.match(text[last.end : counted.written.start]):
        direction = last.direction if last.kind is Kind.CHANGE else ""
    if kind in (Kind.SHARE, Kind.CHANGE) and direction:
        kind = Kind.CHANGE
    seen = _sighting(counted, kind, factor, "%" if written.share else unit.code if unit else "")
    if written.share and unit is not None:
        seen = replace(seen, end=counted.written.end, counting_word="")
    return replace(seen, direction=direction if kind is Kind.CHANGE else "", subject=_subject(text, seen))


def _sighting(counted: Counted, kind: Kind, factor: Fraction, code: str) -> Sighting:
    number, upper = counted.number.times(factor), counted.upper
    if kind in (Kind.SHARE, Kind.CHANGE, Kind.MEASURE) and not counted.written.share:
        number = Number(number.value, number.place, True, number.high)
    return Sighting(
        kind=kind,
        start=counted.start,
        end=counted.end,
        value=number.value,
        extent=_extent(number, counted.approximation, upper.times(factor) if upper else None),
        approximation=Approximation.SEVERAL if number.high is not None else counted.approximation,
        unit=code,
        counting_word=counted.word,
    )


def _extent(number: Number, approximation: Approximation, upper: Number | None) -> Extent | None:
    try:
        return get_extent(number, approximation, upper)
    except ValueError:
        return None


def _direction(text: str, place: int) -> str:
    """`up` or `down` when a verb of growth or decline stands right before, a linking word between."""
    before = text[:place]
    for link in sorted(get_table("chinese")["change_links"], key=len, reverse=True):
        before = before.removesuffix(link)
    for name, direction in (("rise", "up"), ("fall", "down")):
        if any(before.endswith(verb) for verb in get_words("chinese", name)):
            return direction
    return ""


def _subject(text: str, seen: Sighting) -> str:
    clause = clause_of(text, seen.start, seen.end)
    noun = text[seen.end : clause.end].split("、")[0].strip("的”“ ")
    return noun or text[clause.start : seen.start].strip("“”的 ")


def _zeros(text: str) -> list[Sighting]:
    things = get_table("chinese")["zero_things"]
    return [
        Sighting(
            Kind.COUNT, *found.span(), Fraction(0), Extent(Fraction(0), Fraction(0)),
            unit=things[found["thing"]], subject=found["thing"],
        )
        for found in ZERO.finditer(text)
        if found["thing"] in things
    ]  # fmt: skip


def _halves(text: str) -> list[Sighting]:
    seen = []
    for found in HALF.finditer(text):
        written = Written(part_of(Fraction(50)), found.start(), found.end(), share=True)
        counted = _around(text, written)
        if found[0] == "过半" and counted.approximation is Approximation.EXACT:
            counted = replace(counted, approximation=Approximation.MORE_THAN)
        seen.append(_typed(text, replace(counted, unit=None, word=""), None))
    for found in HALF_TIME.finditer(text):
        half = Written(
            Number(Fraction(1, 2), Fraction(1, 10)), found.start(), found.start("unit"), chinese=True
        )
        seen.append(_typed(text, _around(text, half), None))
    return seen


def _doublings(text: str) -> list[Sighting]:
    """翻一番 is twice as much, 翻两番 four times."""
    seen = []
    for found in DOUBLED.finditer(text):
        written = find_written(text, found.start("n"))
        if written is not None:
            times = Fraction(2) ** int(written.number.value)
            extent = get_extent(Number(times, Fraction(1, 10), True), Approximation.EXACT)
            seen.append(Sighting(Kind.CHANGE, *found.span(), times, extent, unit="times", direction="up"))
    return seen
