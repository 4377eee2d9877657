"""Honours, prizes and designations in Chinese prose: 荣获…, 被评为…, 建成全国重点实验室."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.lexicon import get_table, get_words
from jiangang.methods.statements.sightings import Sighting, clause_of

NAME_STOPS = "。！？；\n，："
SPLIT = re.compile("(?:、|以及|和(?!谐|平|气|睦)|及|与)(?![^“”]*”)")
GIVER = re.compile("^.*(?:颁发|授予|评选|表彰|命名)的")
HONOURS_SAID = re.compile("(?:称号|荣誉|殊荣|奖项|好成绩|荣誉符号)$")
NUMBERED = re.compile("[\\d一二两三四五六七八九十百]+[余多]?(?:个|项|次|枚|块|面|件|份|家|名|人|座|种|批|张)")
NOT_HELD = re.compile(
    "(?:争创|创建|申报|争取|力争|拟|将|计划|推荐|申请|评选|参评|有望|努力|争当|着力)[^，。；]{0,8}$"
)
NOT_AFTER_HUO = re.compile(
    "^(?:悉|知|准|利|益|救|释|证|胜|批|赔|罪|刑|取|奖(?![章牌状杯项])|赞|外商|外方|理赔)"
)
OUTER = ' “”‘’「」『』《》"了过的'
SHORTEST, LONGEST = 3, 40


@cache
def _verbs() -> re.Pattern[str]:
    words = [*get_words("chinese", "honour_strong"), *get_words("chinese", "honour_weak")]
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def find_honours(text: str, counted: Sequence[Sighting]) -> list[Sighting]:
    """Honours that the text says are held, each by its name.

    counted: the quantities of the text. An honour of counted holders (4家企业被评为…) or of a counted number
    (优秀组织奖5个) is their claim and not a second one.
    """
    words = frozenset(get_words("chinese", "honour_strong"))
    seen: list[Sighting] = []
    for verb in _verbs().finditer(text):
        if _is_other_word(text, verb) or _has_counted_holder(text, verb.start(), counted):
            continue
        strong = verb[0] in words or _says_honours(text, verb.end())
        for start, name in _names(text, verb):
            taken = any(each.start < start + len(name) and start < each.end for each in seen)
            if not taken and _is_honour(name, strong=strong):
                seen.append(Sighting(Kind.HONOUR, start, start + len(name), subject=name, name=name))
    return seen


def _is_other_word(text: str, verb: re.Match[str]) -> bool:
    before, after = text[max(0, verb.start() - 14) : verb.start()], text[verb.end() :]
    if NOT_HELD.search(before):
        return True
    if verb[0] in ("获", "获得") and NOT_AFTER_HUO.match(after):
        return True
    return verb[0] == "获" and before.endswith(("截", "查", "捕", "缴", "俘", "收", "抓", "破"))


def _has_counted_holder(text: str, place: int, counted: Sequence[Sighting]) -> bool:
    clause = clause_of(text, place, place)
    return any(each.kind is Kind.COUNT and clause.start <= each.start < place for each in counted)


def _names(text: str, verb: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Places and names of what follows the verb, up to the end of its clause."""
    end = _clause_end(text, verb.end())
    said = text[verb.end() : end]
    inner = re.search("[“「](?P<name>[^”」]+)[”」](?:荣誉)?(?:称号)", said)
    if verb[0] == "授予" and inner:
        yield verb.end() + inner.start("name"), inner["name"]
        return
    giver = GIVER.match(said)
    place = verb.end() + (giver.end() if giver else 0)
    for part in SPLIT.split(text[place:end]):
        start = text.index(part, place) if part else place
        place = start + len(part)
        name = _trimmed(part)
        if name:
            yield text.index(name, start), name


def _clause_end(text: str, place: int) -> int:
    return min((at for stop in NAME_STOPS if (at := text.find(stop, place)) >= 0), default=len(text))


def _says_honours(text: str, place: int) -> bool:
    """Whether what the verb governs is called honours in so many words (…等称号)."""
    return HONOURS_SAID.search(text[place : _clause_end(text, place)]) is not None


def _trimmed(part: str) -> str:
    name = part.strip(OUTER)
    for tail in sorted(get_table("chinese")["honour_tails"], key=len, reverse=True):
        if name.endswith(tail) and len(name) > len(tail):
            name = name.removesuffix(tail).strip(OUTER)
    if re.search("[”」](?:资格|资质|权限)", name):
        return ""
    closing = re.match("[“「]?([^“”「」]+)[”」]", name)
    return closing[1] if closing and part.strip()[:1] in "“「" else name


def _is_honour(name: str, *, strong: bool) -> bool:
    table = get_table("chinese")
    if not SHORTEST <= len(name) <= LONGEST or name in table["no_honours"] or NUMBERED.search(name):
        return False
    if re.search("第[一二三四五六七八九十\\d]+(?:名|位)?$|[冠亚季]军$", name):
        return False
    ends = any(name.endswith(thing) for thing in table["honour_things"])
    if strong:
        return ends or len(name) >= SHORTEST + 1
    prize = re.search("奖$|称号$|奖[状章牌]$|标兵$|示范[点区岗]$|文明[单号]位?$", name)
    level = any(name.startswith(each) for each in table["honour_levels"])
    return ends and (prize is not None or level)
