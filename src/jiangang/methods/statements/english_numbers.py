"""Numbers as English prose writes them: 12,400, 1.6 million, half a million, two-thirds, dozens."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from jiangang.methods.statements.lexicon import get_table, get_units
from jiangang.methods.statements.numbers import Number, part_of

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,20}(?!\d)(?:\.\d{1,20})?"
OUT_OF = re.compile(r"\s+(?:out of|in)(?: every)?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EnglishNumber:
    """A number in a text with its sign of currency; share: it is a fraction, in per cent."""

    number: Number
    start: int
    end: int
    sign: str = ""
    share: bool = False
    words: bool = False


@cache
def english_numbers() -> re.Pattern[str]:
    """The pattern of all ways to write a number."""
    table = get_table("english")
    signs = "|".join(
        re.escape(sign) for unit in get_units() for sign in unit.signs if sign.isascii() or len(sign) == 1
    )
    scale = "|".join(table["scale_words"])
    plain = "|".join(sorted(table["number_words"], key=len, reverse=True))
    several = "|".join(re.escape(each) for each in sorted(table["several"], key=len, reverse=True))
    parts = "|".join(re.escape(each) for each in sorted(table["fractions"], key=len, reverse=True))
    return re.compile(
        rf"(?P<sign>{signs})?[ ]?(?P<digits>(?<![\w.])(?:{DIGITS}))(?:[ -]?(?P<scale>{scale})\b)?"
        rf"|\b(?:half a|a half|half) (?P<half>{scale})\b"
        rf"|\b(?P<several>{several})\b(?! of (?:thousands|millions))(?: of(?= [a-z]))?"
        rf"|\b(?P<part>{parts})\b(?!-)"
        rf"|\b(?:(?P<tens>{plain})(?:[ -](?P<ones>{plain}))?)(?!-(?!time))(?P<wordscale>(?: (?:{scale}))+)?\b"
        rf"|\ba (?P<bare>hundred|thousand|million|billion)\b",
        re.IGNORECASE,
    )


def read_english_number(match: re.Match[str]) -> EnglishNumber | None:
    """The number of a match of `english_numbers`; None for a bare one."""
    table = get_table("english")
    start, end = match.span()
    if match["digits"]:
        bare = match["digits"].replace(",", "")
        decimals = len(bare.partition(".")[2])
        factor = table["scale_words"].get((match["scale"] or "").lower(), 1)
        number = Number(Fraction(bare), Fraction(1, 10**decimals), rounded=decimals > 0 or factor > 1)
        begin = match.start("sign") if match["sign"] else match.start("digits")
        return EnglishNumber(number.times(factor), begin, end, sign=match["sign"] or "")
    if match["half"]:
        scale = table["scale_words"][match["half"].lower()]
        return EnglishNumber(
            Number(Fraction(scale, 2), Fraction(scale, 10), rounded=True), start, end, words=True
        )
    if match["several"]:
        low, high = table["several"][match["several"].lower()]
        return EnglishNumber(Number(Fraction(low), high=Fraction(high)), start, end, words=True)
    if match["part"]:
        share = Fraction(table["fractions"][match["part"].lower()]) * 100
        return EnglishNumber(part_of(share), start, end, share=True, words=True)
    if match["bare"]:
        value = Fraction(table["scale_words"][match["bare"].lower()])
        return EnglishNumber(Number(value), start, end, words=True)
    return _read_words(match)


def _read_words(match: re.Match[str]) -> EnglishNumber | None:
    table = get_table("english")
    value = table["number_words"][match["tens"].lower()]
    if match["ones"]:
        value += table["number_words"][match["ones"].lower()]
    factor = 1
    for word in (match["wordscale"] or "").lower().split():
        factor *= table["scale_words"][word]
    if value == 1 and factor == 1 and not OUT_OF.match(match.string, match.end()):
        return None
    return EnglishNumber(Number(Fraction(value * factor)), match.start(), match.end(), words=True)
