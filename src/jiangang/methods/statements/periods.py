"""The time that a claim is about: 2011年, 今年1至8月, 2010年以来, 两年来, 目前, last year, in June 2015."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jiangang.methods.statements.numerals import read_chinese

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
PARTS = {
    "上半年": (1, 6), "下半年": (7, 12), "前三季度": (1, 9), "一季度": (1, 3), "二季度": (4, 6),
    "三季度": (7, 9), "四季度": (10, 12), "首季": (1, 3), "上半": (1, 6),
    "first half": (1, 6), "second half": (7, 12), "first quarter": (1, 3), "second quarter": (4, 6),
    "third quarter": (7, 9), "fourth quarter": (10, 12), "first three quarters": (1, 9),
}  # fmt: skip
RELATIVE = {
    "今年": 0, "本年": 0, "本年度": 0, "全年": 0, "去年": -1, "上年": -1, "前年": -2, "上一年": -1,
    "this year": 0, "last year": -1, "the previous year": -1, "year to date": 0,
}  # fmt: skip
NUMBER = "[一二两三四五六七八九十\\d]{1,3}"
YEAR = "(?:(?:19|20)\\d{2}|二[〇零][〇零一二三四五六七八九]{2})"
YEAR_ZH = f"(?P<year>{YEAR})年(?:度)?|(?P<relative>今年|本年度?|去年|上年|前年)"
MONTHS_ZH = (
    "(?P<part>上半年|下半年|前三季度|第?[一二三四]季度|首季)"
    f"|(?P<from>{NUMBER})月?份?(?:\\d+日)?\\s*[-－—–~～至到]\\s*(?P<to>{NUMBER})月份?"
    "|前(?P<firstmonths>[一二两三四五六七八九十\\d]{1,2})个月"
    f"|(?P<month>{NUMBER})月份?(?:(?P<day>{NUMBER})日|底|末|初|中旬|上旬|下旬)?"
)
CHINESE = re.compile(
    "(?:自|从|截至|截止到?)?(?:"
    f"(?:近|过去|最近|这)?(?<!\\d)(?P<years>[一二两三四五六七八九十]{{1,3}}|\\d{{1,2}})年(?:多)?(?:以来|来|间)"
    "|(?P<now>目前|现在|当前|如今|迄今|至今)"
    "|(?P<whole>全年|年内)"
    f"|(?=[\\d今本去上下前二首第一三四五六七八九十])(?:{YEAR_ZH})?(?:的)?(?:{MONTHS_ZH})?(?P<since>以来|起|至今)?"
    "|(?P<vague>近年来|多年来|一直以来|[\u4e00-\u9fff]{1,12}以来|“十[一二三四]五”期间|期间))"
)
AFTER_YEAR = (
    "(?:and|or|to|was|were|is|are|the|on|by|in|of|with|compared|after|had|has|when|while|as|at|for|from|than|alone|it"
    "|they|we|saw|fell|rose|onwards?|season|budget|figures|report)\\b"
)
ENGLISH = re.compile(
    "(?P<since>since\\s+)?(?:(?P<until>by|to|until|year to)\\s+|(?:in|during|on|of)\\s+)?"
    "(?:(?P<day>\\d{1,2})\\s+)?(?:"
    f"(?P<part>(?:the\\s+)?(?:first half|second half|first quarter|second quarter|third quarter"
    "|fourth quarter|first three quarters))(?:\\s+of\\s+(?P<partyear>(?:19|20)\\d\\d|this year|last year))?"
    f"|(?P<month>(?-i:{'|'.join(MONTH_NAMES)}))"
    "(?:\\s+\\d{1,2},)?(?:\\s+(?P<monthyear>(?:19|20)\\d\\d))?\\b"
    "|(?P<relative>this year|last year|the previous year|year to date)"
    "|(?:fiscal\\s+year\\s+|fy\\s*|year\\s+)?(?P<year>(?:19|20)\\d\\d)"
    f"(?![\\d,./%]|\\s+(?!{AFTER_YEAR})[a-z])"
    "|(?:in|over|during)?\\s*(?:the\\s+)?(?:past|last)\\s+(?P<years>two|three|four|five|ten|\\d+)\\s+years"
    "|(?P<now>now|currently|at present|to date))\\b",
    re.IGNORECASE,
)
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


@dataclass(frozen=True, slots=True)
class Period:
    """A time as written. year, relative: absolute, or counted from the year of the as-at date; months: first
    and last; day: of the last month; since: it runs on to the as-at date; years: so many years back; now: a
    moment; none of them: the words name a time that the words alone do not fix.
    """

    words: str
    start: int
    end: int
    year: int | None = None
    relative: int | None = None
    months: tuple[int, int] | None = None
    day: int | None = None
    since: bool = False
    years: int | None = None
    now: bool = False

    def find_days(self, as_at: date) -> tuple[date, date] | None:
        """First and last day, both in; a part of a year without year is the last one not after `as_at`.

        None where the words do not fix it.
        """
        if self.now:
            return as_at, as_at
        if self.years is not None:
            return _years_before(as_at, self.years) + timedelta(days=1), as_at
        if self.year is None and self.relative is None and self.months is None:
            return None
        year = self.year if self.year is not None else as_at.year + (self.relative or 0)
        first_month, last_month = self.months or (1, 12)
        if self.year is None and self.relative is None and date(year, first_month, 1) > as_at:
            year -= 1
        longest = monthrange(year, last_month)[1]
        last = date(year, last_month, min(self.day or longest, longest))
        first = last if self.day else date(year, first_month, 1)
        last = as_at if self.since else min(last, as_at)
        return (first, last) if first <= last else None


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def find_periods(text: str, *, chinese: bool) -> list[Period]:
    """All expressions of time of a text, in their order."""
    pattern, read = (CHINESE, _read_chinese) if chinese else (ENGLISH, _read_english)
    return [each for found in pattern.finditer(text) if (each := read(found)) is not None]


def _read_chinese(found: re.Match[str]) -> Period | None:
    plain = Period(found[0].strip(), *found.span())
    if found["years"]:
        return replace(plain, years=_number(found["years"]))
    if found["now"]:
        return replace(plain, now=True)
    if found["vague"] or found[0].startswith("截"):
        return plain
    groups = found.groupdict()
    if not any(
        groups[name] for name in ("year", "relative", "whole", "part", "from", "firstmonths", "month")
    ):
        return None
    year = _number(found["year"]) if found["year"] else None
    relative = RELATIVE.get(found["relative"] or ("全年" if found["whole"] else ""))
    since = bool(found["since"])
    months, day = _months(groups)
    if months is not None and not 1 <= months[0] <= months[1] <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        day = None
    return replace(plain, year=year, relative=relative, months=months, day=day, since=since)


def _months(groups: dict[str, str | None]) -> tuple[tuple[int, int] | None, int | None]:
    if part := groups["part"]:
        return PARTS[part.removeprefix("第")], None
    if groups["from"] and groups["to"]:
        return (_number(groups["from"]), _number(groups["to"])), None
    if groups["firstmonths"]:
        return (1, _number(groups["firstmonths"])), None
    if groups["month"]:
        month = _number(groups["month"])
        return (month, month), _number(groups["day"]) if groups["day"] else None
    return None, None


def _number(words: str) -> int:
    if words.isdecimal():
        return int(words)
    try:
        return int(read_chinese(words).value)
    except ValueError:
        return 0


def _read_english(found: re.Match[str]) -> Period | None:
    plain = Period(found[0].strip(), *found.span())
    if found["years"]:
        return replace(plain, years=WORDS.get(found["years"].lower()) or int(found["years"]))
    if found["now"]:
        return replace(plain, now=True)
    if found["until"]:
        return plain
    said = found["relative"] or found["partyear"] or ""
    relative = RELATIVE.get(said.lower())
    given = found["year"] or found["monthyear"] or (said if said.isdecimal() else "")
    months = None
    if part := found["part"]:
        months = PARTS[part.lower().removeprefix("the ")]
    elif found["month"]:
        month = MONTH_NAMES.index(found["month"]) + 1
        months = (month, month)
    year = int(given) if given else None
    day = int(found["day"]) if found["day"] and found["month"] else None
    return replace(plain, year=year, relative=relative, months=months, day=day, since=bool(found["since"]))
