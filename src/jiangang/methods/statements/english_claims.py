"""Ranks, firsts, superlatives, honours and praise in English prose, and all English claims together."""

import re
from collections.abc import Iterator
from fractions import Fraction

from jiangang.methods.statements.approximations import Approximation
from jiangang.methods.statements.chinese import one_each
from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.english import find_english_quantities
from jiangang.methods.statements.extents import Extent
from jiangang.methods.statements.lexicon import get_table, get_words
from jiangang.methods.statements.periods import Period
from jiangang.methods.statements.sightings import Sighting

THROUGHOUT = re.compile(r"\b(?:always|consistently|continuously|every year|has long)\b", re.IGNORECASE)
FIRST = re.compile(
    r"\b(?:(?:the|its|their|a|an|our|[A-Z]\w+[’']s)\s+(?:very\s+)?first(?:-ever)?|for the first time"
    r"|first-ever|first (?=in (?:the )?(?:nation|country|region|world|province|city|state)))\b",
    re.IGNORECASE,
)
TOP = re.compile(r"\b(?:the\s+)?top\s+(?P<n>\w+)\b", re.IGNORECASE)
NAME = re.compile(
    r"\s+(?:the\s+|an?\s+)?(?:title of\s+)?[“\"]?(?P<name>[A-Z][\w'’&-]*"
    r"(?:\s+(?:of|the|for|in|and|[A-Z][\w'’&-]*))*)"
)
NOUN = re.compile(r"(?:\s+[\w'’-]+){0,8}")
LOOSE_END = re.compile(r"\s+(?:of|the|for|in|and)$")


def find_english(text: str, periods: list[Period]) -> list[Sighting]:
    """All claims of an English text by their place; where two overlap, the stronger kind stays."""
    return one_each(
        [
            *find_english_quantities(text, periods),
            *_ranks(text),
            *_firsts(text),
            *_superlatives(text),
            *_honours(text),
            *_praise(text),
        ]
    )


def _ranks(text: str) -> Iterator[Sighting]:
    table = get_table("english")
    verbs, places = "|".join(table["rank_verbs"]), table["rank_places"]
    order = re.compile(
        rf"\b(?:{verbs})\s+(?:joint\s+|in\s+)?(?P<place>{'|'.join(places)}|number one|No\. ?1)(?:\s+place)?\b"
        rf"(?!\s+(?:quarter|half|prize))",
        re.IGNORECASE,
    )
    for found in order.finditer(text):
        number = places.get(found["place"].lower(), 1)
        yield _ranked(text, found, Fraction(number), Fraction(number))
    for found in TOP.finditer(text):
        words = found["n"].lower()
        top = int(words) if words.isdecimal() else table["number_words"].get(words)
        if top is not None and 1 < top <= 100:
            yield _ranked(text, found, Fraction(1), Fraction(top))


def _ranked(text: str, found: re.Match[str], low: Fraction, high: Fraction) -> Sighting:
    before = re.split(r"[.;,\n]", text[max(0, found.start() - 200) : found.start()])[-1].strip()
    steady = THROUGHOUT.search(before[-40:]) is not None
    return Sighting(
        Kind.RANK,
        *found.span(),
        low,
        Extent(low, high),
        Approximation.THROUGHOUT if steady else Approximation.EXACT,
        unit="rank",
        subject=before,
        scope=_scope(text, found.end()),
    )


def _firsts(text: str) -> Iterator[Sighting]:
    barred = get_words("english", "no_firsts")
    for found in FIRST.finditer(text):
        near = text[max(0, found.start() - 4) : found.end() + 14].lower()
        if any(each in near for each in barred):
            continue
        noun = NOUN.match(text, found.end())
        end = found.end() + len(noun[0]) if noun else found.end()
        yield Sighting(
            Kind.FIRST, *found.span(), Fraction(1), Extent(Fraction(1), Fraction(1)), unit="rank",
            subject=text[found.end() : end].strip(), scope=_scope(text, found.end()),
            name=text[found.start() : end],
        )  # fmt: skip


def _superlatives(text: str) -> Iterator[Sighting]:
    words = [each for each in get_words("english", "superlatives") if each != "most"]
    pattern = re.compile(
        rf"\b(?:(?:the|its|their|[A-Z]\w+[’']s)\s+(?:world[’']s\s+)?(?:\w+[-\s]){{0,1}}?(?:{'|'.join(words)})"
        r"|record high|a record number|record low|all-time high|all-time low)\b",
        re.IGNORECASE,
    )
    for found in pattern.finditer(text):
        if any(
            text[found.start() :].lower().startswith(each) for each in get_words("english", "no_superlatives")
        ):
            continue
        yield Sighting(
            Kind.SUPERLATIVE, *found.span(), subject=(NOUN.match(text, found.end()) or found)[0].strip(),
            scope=_scope(text, found.end()),
        )  # fmt: skip


def _honours(text: str) -> Iterator[Sighting]:
    things = get_words("english", "honour_things")
    for verb in re.finditer(r"\b(?:" + "|".join(get_words("english", "honour_verbs")) + r")\b", text):
        found = NAME.match(text, verb.end())
        if not found:
            continue
        name = LOOSE_END.sub("", found["name"])
        if any(thing in name for thing in things) or (
            verb[0].startswith(("was", "were", "has")) and " " in name
        ):
            start = found.start("name")
            yield Sighting(Kind.HONOUR, start, start + len(name), subject=name, name=name)


def _praise(text: str) -> Iterator[Sighting]:
    for word in get_words("english", "praise"):
        for found in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
            yield Sighting(Kind.PRAISE, *found.span(), subject=found[0])


def _scope(text: str, place: int) -> str:
    after = text[place : place + 80].lower()
    spots = [(after.find(each), each) for each in get_words("english", "scopes") if each in after]
    return min(spots)[1] if spots else ""
