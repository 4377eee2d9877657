"""Ranks, firsts, superlatives and praise in Chinese prose."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from jiangang.methods.statements.approximations import Approximation
from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.extents import Extent
from jiangang.methods.statements.lexicon import get_table, get_words
from jiangang.methods.statements.numerals import read_chinese
from jiangang.methods.statements.sightings import Sighting, Stretch, clause_of, quotations
from jiangang.methods.statements.slogans import SPEECH

NUMERAL = "[一二三四五六七八九十\\d]{1,3}"
ORDINAL = re.compile(f"第(?P<n>{NUMERAL})(?P<sure>名|位)?")
TOP = re.compile(f"前(?P<n>{NUMERAL})(?P<sure>名|位|强|列)?")
ENDS = re.compile("$|[，。；、！”」）\n]|[和与及并]|的(?:好)?(?:成绩|位置|名次|好)")
NOUN = re.compile("[^，。；、！？：…“”「」（）()\n]{0,24}")
NOUN_END = re.compile("为(?:基础|契机)|的|等|并|后|以来|以及|基础上|，|截获|检出|发现$|举行|召开|投入")
ADVERBS = re.compile(
    "(?:一直|始终|均|都|也|已|连续[一二三四五六七八九十\\d]+年|继续|稳|再次|首次|双双|分别|并|更|，)+$"
)
PLACE_NAME = "[^，。；、！？：“”\\s\\d列居为是位获在于成的全身]{2}"
THROUGHOUT = re.compile("一直|始终|连续|历年|长期|稳居|保持")
RATE_HEAD = re.compile("(?:[\u4e00-\u9fff]{2})?(?:率|数|额|值|量|度)$")


@cache
def _scope() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in get_words("chinese", "scopes"))
    return re.compile(f"(?:(?:{words}|{PLACE_NAME}(?:省|市|县|区|局|关))(?:的|各)?)+$")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile("|".join(get_words("chinese", "rank_verbs")))


def scope_before(text: str, place: int) -> tuple[str, int]:
    """The words that say where a rank holds (全省系统), and where they begin."""
    start = max(0, place - 16)
    found = _scope().search(text[start:place])
    return (found[0], start + found.start()) if found else ("", place)


def find_ranks(text: str) -> list[Sighting]:
    """Places in an order: 列全省系统第一, 第二名, 前三位, 首位; one claim for each thing that is said to hold
    it.
    """
    quoted = quotations(text)
    seen = []
    for start, end, low, high in _places(text):
        if _in_slogan(text, quoted, start):
            continue
        scope, begin = scope_before(text, start)
        head, verb = _before_verb(text, begin)
        steady = THROUGHOUT.search(text[head:start]) is not None
        for subject in _subjects(text, head, begin):
            extent = Extent(Fraction(low), Fraction(high))
            seen.append(
                Sighting(
                    Kind.RANK, verb if verb is not None else begin, end, Fraction(low), extent,
                    Approximation.THROUGHOUT if steady else Approximation.EXACT,
                    unit="rank", subject=subject, scope=scope,
                )
            )  # fmt: skip
    return seen


def _places(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Start, end, best and worst place of each rank."""
    things = get_words("chinese", "ordinal_things")
    for found in ORDINAL.finditer(text):
        number = _value(found["n"])
        after = text[found.end() :]
        clear = found["sure"] or (ENDS.match(after) and not any(after.startswith(each) for each in things))
        if clear and (found["sure"] or _is_ranked(text, found.start())):
            yield found.start(), found.end(), number, number
    for found in TOP.finditer(text):
        if _is_ranked(text, found.start()) and (found["sure"] or ENDS.match(text[found.end() :])):
            yield found.start(), found.end(), 1, _value(found["n"])
    for word, number in get_table("chinese")["rank_words"].items():
        for found in re.finditer(re.escape(word), text):
            if _is_ranked(text, found.start()):
                yield found.start(), found.end(), number, number


def _value(words: str) -> int:
    return int(words) if words.isdecimal() else int(read_chinese(words).value)


def _is_ranked(text: str, place: int) -> bool:
    """Whether a verb of ranking or a scope stands before, in the same clause."""
    scope, begin = scope_before(text, place)
    clause = clause_of(text, begin, begin)
    return bool(scope) or bool(_verbs().search(text[max(clause.start, begin - 12) : begin]))


def _before_verb(text: str, begin: int) -> tuple[int, int | None]:
    """Where the subject ends: before the verb of ranking and its adverbs."""
    clause = clause_of(text, begin, begin)
    verbs = list(_verbs().finditer(text, clause.start, begin))
    near = [each for each in verbs if begin - each.end() <= 6]
    if not near:
        return begin, None
    verb = near[-1].start()
    adverbs = ADVERBS.search(text[clause.start : verb])
    return (clause.start + adverbs.start() if adverbs else verb), verb


def _subjects(text: str, head: int, begin: int) -> list[str]:
    """What holds the rank; 甲、乙检出率 holds it twice."""
    clause = clause_of(text, head, begin)
    said = text[clause.start : head].strip("，、 ")
    if not said:
        before = clause_of(text, max(0, clause.start - 2), max(0, clause.start - 1))
        said = text[before.start : before.end].strip("，、 ")
    parts = [part for part in re.split("、|以及|和|与", said) if part]
    measure = RATE_HEAD.search(parts[-1]) if len(parts) > 1 else None
    if measure is None:
        return [said]
    return [part if RATE_HEAD.search(part) else part + measure[0] for part in parts]


def find_firsts(text: str) -> list[Sighting]:
    """Firsts: 全国首个…, 首次, 率先; with the thing that was first."""
    quoted, seen = quotations(text), []
    words = get_words("chinese", "firsts")
    for found in re.finditer("|".join(words), text):
        if _in_slogan(text, quoted, found.start()) or not _is_first(text, found):
            continue
        scope, begin = scope_before(text, found.start())
        noun = _noun_behind(text, found.end())
        seen.append(
            Sighting(
                Kind.FIRST, begin, found.end() + len(noun), Fraction(1), Extent(Fraction(1), Fraction(1)),
                unit="rank", counting_word=found[0], subject=noun, scope=scope, name=scope + found[0] + noun,
            )
        )  # fmt: skip
    return seen


def _is_first(text: str, found: re.Match[str]) -> bool:
    before, after = text[max(0, found.start() - 10) : found.start()], text[found.end() :]
    if found[0] == "空白":
        return "填补" in before
    if found[0] == "先河":
        return "开" in before[-4:]
    return not (found[0] in ("首创", "率先") and after.startswith(("精神", "垂范", "士卒")))


def _noun_behind(text: str, place: int) -> str:
    noun = NOUN.match(text, place)
    words = noun[0] if noun else ""
    stop = NOUN_END.search(words)
    return words[: stop.start()] if stop else words


def find_superlatives(text: str) -> list[Sighting]:
    """Superlatives that compare: 全国最大, 唯一, 历史新高; not 最大限度 and the like, and not 最多 of a
    number.
    """
    quoted, seen = quotations(text), []
    for found in re.finditer("|".join(get_words("chinese", "superlatives")), text):
        start, end = found.span()
        if _in_slogan(text, quoted, start) or not _compares(text, start, end):
            continue
        scope, begin = scope_before(text, start)
        clause = clause_of(text, start, end)
        subject = _noun_behind(text, end).lstrip("的") or text[clause.start : begin]
        seen.append(Sighting(Kind.SUPERLATIVE, begin, end, subject=subject, scope=scope))
    return seen


def _compares(text: str, start: int, end: int) -> bool:
    word, after = text[start:end], text[end:]
    if any(text.startswith(each, start) for each in get_words("chinese", "no_superlatives")):
        scope, _ = scope_before(text, start)
        return bool(scope) and after.startswith("的")
    if word in ("唯一", "之最", "历史新高", "新高", "历史最好", "最好成绩", "仅有"):
        return word != "仅有" or scope_before(text, start)[0] != ""
    if re.match("[\\d一二三四五六七八九十几]", after):
        return scope_before(text, start)[0] != ""
    return scope_before(text, start)[0] != "" or re.match("[，。；、的]|达|为", after) is not None


def find_praise(text: str) -> list[Sighting]:
    """Praise: a clause in which somebody is called a model, a banner, first-class. No record decides it."""
    table = get_table("chinese")
    seen: list[Sighting] = []
    for word in get_words("chinese", "praise_words"):
        for found in re.finditer(re.escape(word), text):
            clause = clause_of(text, *found.span())
            words = text[clause.start : clause.end]
            praised = any(verb in words for verb in table["praise_verbs"])
            named = word in table["praise_heads"] and re.search("成为|达到|居于|处于|使其|已是", words)
            if (praised or named) and not any(each.start == clause.start for each in seen):
                seen.append(Sighting(Kind.PRAISE, clause.start, clause.end, subject=words))
    return seen


def _in_slogan(text: str, quoted: list[Stretch], place: int) -> bool:
    """Whether a place lies in a short quotation that is no speech."""
    within = next((each for each in quoted if each.holds(place)), None)
    return within is not None and not SPEECH.search(text[within.start + 1 : within.end - 1])
