"""Quantities in English prose: nearly half a million dollars, over 165,000 pests, up 7.5%, 3 to 5 working
days.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from jiangang.methods.statements.approximations import Approximation, get_extent
from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.english_numbers import (
    OUT_OF,
    EnglishNumber,
    english_numbers,
    read_english_number,
)
from jiangang.methods.statements.extents import Extent
from jiangang.methods.statements.lexicon import Unit, get_hedges, get_table, get_units
from jiangang.methods.statements.numbers import Number, part_of
from jiangang.methods.statements.periods import Period
from jiangang.methods.statements.sightings import Sighting, Stretch

PER_CENT = re.compile(r"\s*(?:%|‰|per\s?cent\b|percent\b|pc\b|percentage points?\b|points?\b)", re.IGNORECASE)
WORD = r"[\s-]+(of (?:the|its|their|those|these) )?(?:U\.S\. |U\.K\. )?"
WORD = rf"{WORD}([A-Za-z][\w'’]*(?:-[A-Za-z]+)*)(?: \([A-Z]+\))?"
WORDS_BEHIND = re.compile(rf"(?:{WORD}){{1,6}}")
RANGE = re.compile(r"\s*(?:-|–|—|to|and)\s*", re.IGNORECASE)
CHANGE_BEHIND = re.compile(
    r"\s*(?:%|per cent|percent)?\s*(increase|rise|growth|jump|drop|fall|reduction|decrease|decline|cut|"
    r"more|fewer|higher|lower|faster)\b",
    re.IGNORECASE,
)
FALLING = frozenset(["drop", "fall", "reduction", "decrease", "decline", "cut", "fewer", "lower"])
NEAR = 60
DATING = re.compile(r"\b(?:in|past|last|next|over the|within|every|first)\s+$", re.IGNORECASE)
FRACTION_ENDS = re.compile(
    r"\s*(?:(?:of|in|on|those|these|its|their|all|what)\b|to\b|[,.;:)]|$|that\b|the\b|compared|as\b|came\b|were\b|was\b|by\b)"
)
CURRENCY_BEHIND = re.compile(
    r"\s*(?:US\s+dollars?|Hong Kong dollars?|Australian dollars?|dollars?|euros?|yuan|renminbi|yen|"
    r"pounds sterling|USD|EUR|RMB|CNY|GBP|JPY)\b"
)


OF_MANY = re.compile(r"\s+of\s+(?:the\s+|its\s+)?\d")
HYPHENED = re.compile(r"-(?!odd\b|fold\b)[A-Za-z]")


def find_english_quantities(text: str, periods: Sequence[Period]) -> list[Sighting]:
    """All quantities of an English text, but not dates, names with numbers and hours of the day."""
    taken = [Stretch(each.start, each.end) for each in periods]
    found: list[Sighting] = []
    place = 0
    while (match := english_numbers().search(text, place)) is not None:
        place = max(match.end(), place + 1)
        read = read_english_number(match)
        if read is None or any(each.holds(read.start) or each.holds(read.end - 1) for each in taken):
            continue
        seen = _judged(text, read)
        if seen is not None:
            found.append(seen)
            place = max(place, seen.end)
    return [*found, *_multiples(text)]


def _multiples(text: str) -> list[Sighting]:
    """Doubled, halved, twice as many."""
    table = get_table("english")["multiples"]
    seen = []
    for found in re.finditer(rf"\b(?:{'|'.join(table)})\b", text, re.IGNORECASE):
        times = Fraction(str(table[found[0].lower()]))
        extent = get_extent(Number(times, Fraction(1, 10), True), Approximation.EXACT)
        direction = "up" if times > 1 else "down"
        seen.append(Sighting(Kind.CHANGE, *found.span(), times, extent, unit="times", direction=direction))
    return seen


def _judged(text: str, read: EnglishNumber) -> Sighting | None:
    if _names_something(text, read) or HYPHENED.match(text, read.end):
        return None
    if read.share:
        return _share(text, read, read.end)
    one_in = _one_in_many(text, read)
    if one_in is not None:
        return one_in
    per_cent = PER_CENT.match(text, read.end)
    if per_cent:
        is_point = "point" in per_cent[0]
        number = read.number.times(Fraction(1, 10)) if "‰" in per_cent[0] else read.number
        number = Number(number.value, number.place, rounded=True)
        return _share(text, replace(read, number=number), per_cent.end(), unit="point" if is_point else "%")
    unit, word, end = _unit(text, read)
    second = _range(text, read) if unit is None or read.sign or _is_between(text, read) else None
    if second is not None:
        return _ranged(text, read, second)
    if unit is None and not word and not _stands_alone(text, read):
        return None
    if re.match(r"\s*:", text[end:]) and read.words:
        return None
    if unit is not None and unit.code in ("year", "month") and DATING.search(_before(text, read.start)):
        return None
    return _counted(text, read, unit, word, end)


def _one_in_many(text: str, read: EnglishNumber) -> Sighting | None:
    """Two out of every five, one in ten: a share."""
    link = OUT_OF.match(text, read.end)
    match = english_numbers().match(text, link.end()) if link else None
    whole = read_english_number(match) if match else None
    if whole is None or whole.share or read.sign or not read.number.value < whole.number.value <= 100:
        return None
    share = read.number.value / whole.number.value * 100
    return _share(text, EnglishNumber(part_of(share), read.start, whole.end, share=True), whole.end)


def _before(text: str, place: int) -> str:
    return text[max(0, place - NEAR) : place]


def _names_something(text: str, read: EnglishNumber) -> bool:
    before = re.search(r"([A-Za-z.]+)\s*$", _before(text, read.start))
    if before and before[1].lower() in get_table("english")["naming_before"]:
        return True
    last, following = text[read.start - 1 : read.start], text[read.end : read.end + 1]
    if last and (last.isalnum() or last in "/-#._"):
        return True
    return following in ("/", ":") and text[read.end + 1 : read.end + 2].isdigit()


def _share(text: str, read: EnglishNumber, end: int, unit: str = "%") -> Sighting | None:
    """A percentage or a fraction: of something, or of growth."""
    direction = _direction(text, read.start)
    behind = CHANGE_BEHIND.match(text, end)
    if not direction and behind:
        direction = "down" if behind[1].lower() in FALLING else "up"
    if read.share and read.words and not direction and not FRACTION_ENDS.match(text[end:]):
        return None
    kind = Kind.CHANGE if direction or unit == "point" else Kind.SHARE
    start, approximation = _hedge(text, read.start)
    return Sighting(
        kind, start, end, read.number.value, _extent(read.number, approximation), approximation, unit,
        subject=_noun_after(text, end), direction=direction,
    )  # fmt: skip


def _direction(text: str, place: int) -> str:
    table = get_table("english")
    before = _before(text, place).lower().rstrip()
    for _ in range(3):
        for link in sorted((*table["change_links"], "a"), key=len, reverse=True):
            if before.endswith(f" {link}"):
                before = before.removesuffix(link).rstrip()
                break
    for name, direction in (("rise", "up"), ("fall", "down")):
        if any(re.search(rf"\b{re.escape(verb)}$", before) for verb in (*table[name], *_bare_verbs(name))):
            return direction
    return ""


@cache
def _bare_verbs(name: str) -> tuple[str, ...]:
    """ "an increase of" once its "of" was taken for a linking word."""
    return tuple(word.removesuffix(" of") for word in get_table("english")[name] if word.endswith(" of"))


@cache
def _unit_patterns() -> tuple[tuple[re.Pattern[str], Unit], ...]:
    rows = sorted(((word, unit) for unit in get_units() for word in unit.en), key=lambda each: -len(each[0]))
    return tuple(
        (re.compile(rf"\b{re.escape(word)}(?:s|es)?(?![\w-])", re.IGNORECASE), unit) for word, unit in rows
    )


def _unit(text: str, read: EnglishNumber) -> tuple[Unit | None, str, int]:
    """The unit behind a number, the word that names it, and where it ends; by its head noun where unknown."""
    if read.sign:
        unit = next(unit for unit in get_units() if read.sign in unit.signs)
        return unit, read.sign, read.end
    money = CURRENCY_BEHIND.match(text, read.end)
    if money:
        return (
            next(u for p, u in _unit_patterns() if u.kind == "money" and p.search(money[0])),
            money[0].strip(),
            money.end(),
        )
    phrase = _noun_phrase(text, read.end)
    if not phrase:
        return None, "", read.end
    spots = [
        (found.end(), len(found[0]), unit, found[0])
        for pattern, unit in _unit_patterns()
        for found in pattern.finditer(phrase)
    ]
    if spots:
        first_measure = [
            spot for spot in spots if spot[2].kind != "count" and not phrase[: spot[0] - spot[1]].strip(" -")
        ]
        end, _, unit, word = max(first_measure or spots, key=lambda spot: (spot[0], spot[1]))
        return unit, word, read.end + end
    return None, phrase.split()[-1].strip("-").removesuffix("s"), read.end + len(phrase)


def _noun_phrase(text: str, place: int) -> str:
    """The words behind a number up to the first that ends a noun phrase."""
    found = WORDS_BEHIND.match(text, place)
    if not found:
        return ""
    stops, kept = frozenset(get_table("english")["stop_words"]), 0
    for word in re.finditer(WORD, found[0]):
        if word[2].lower() in stops or word[2].endswith("ly"):
            break
        kept = word.end()
    return found[0][:kept]


def _noun_after(text: str, place: int) -> str:
    found = re.match(r"[^,.;:!?\n]{0,50}", text[place:])
    return found[0].strip() if found else ""


def _hedge(text: str, place: int) -> tuple[int, Approximation]:
    before = _before(text, place).rstrip()
    blanks = len(_before(text, place)) - len(before)
    for hedge in get_hedges("en"):
        if hedge.before and re.search(rf"\b{re.escape(hedge.word)}$", before, re.IGNORECASE):
            return place - blanks - len(hedge.word), hedge.approximation
    return place, Approximation.EXACT


def _hedge_after(text: str, place: int) -> tuple[int, Approximation | None]:
    for hedge in get_hedges("en"):
        found = re.compile(rf"[\s-]*{re.escape(hedge.word.lstrip('-'))}\b", re.IGNORECASE).match(text, place)
        if not hedge.before and found:
            return found.end(), hedge.approximation
    return place, None


def _is_between(text: str, read: EnglishNumber) -> bool:
    return bool(re.search(r"\bbetween\s*$", _before(text, read.start), re.IGNORECASE))


def _range(text: str, read: EnglishNumber) -> EnglishNumber | None:
    link = RANGE.match(text, read.end)
    if not link or (link[0].strip().lower() == "and" and not _is_between(text, read)):
        return None
    match = english_numbers().match(text, link.end())
    second = read_english_number(match) if match else None
    if second is None or second.share or second.number.value <= read.number.value:
        return None
    return second


def _ranged(text: str, read: EnglishNumber, second: EnglishNumber) -> Sighting | None:
    per_cent = PER_CENT.match(text, second.end)
    unit, word, end = _unit(text, second)
    if per_cent:
        unit, word, end = None, "%", per_cent.end()
    elif unit is None and not word:
        return None
    kind = Kind.SHARE if per_cent else Kind(unit.kind if unit else "count")
    start = _hedge(text, read.start)[0]
    extent = _extent(read.number, Approximation.RANGE, second.number)
    code = "%" if per_cent else unit.code if unit else word
    return Sighting(
        kind, start, end, read.number.value, extent, Approximation.RANGE, code, word, _noun_after(text, end)
    )


def _stands_alone(text: str, read: EnglishNumber) -> bool:
    """A large number without noun is a figure behind to, of which, some; a year or an hour is not."""
    if OF_MANY.match(text, read.end):
        return True
    if read.words or read.number.value < 100:
        return False
    return not re.fullmatch(r"(?:19|20)\d\d", text[read.start : read.end])


def _counted(text: str, read: EnglishNumber, unit: Unit | None, word: str, end: int) -> Sighting:
    start, approximation = _hedge(text, read.start)
    after, behind = _hedge_after(text, end)
    if behind is None and (inner := _hedge_after(text, read.end))[1] is not None:
        behind = inner[1]
    if behind is not None and approximation is Approximation.EXACT:
        end, approximation = max(after, end), behind
    number = read.number.times(unit.factor if unit else 1)
    if unit is not None and unit.kind == "measure":
        number = Number(number.value, number.place, True, number.high)
    if number.high is not None:
        approximation = Approximation.SEVERAL
    kind = Kind(unit.kind) if unit else Kind.COUNT
    direction = _direction(text, read.start) if kind is Kind.CHANGE else ""
    return Sighting(
        kind, start, end, number.value, _extent(number, approximation), approximation,
        unit.code if unit else word.lower(), word, _noun_after(text, end) or word, direction=direction,
    )  # fmt: skip


def _extent(number: Number, approximation: Approximation, upper: Number | None = None) -> Extent | None:
    try:
        return get_extent(number, approximation, upper)
    except ValueError:
        return None
