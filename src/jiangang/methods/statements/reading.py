"""Reading a statement: repair, then every claim with kind, value, unit, time, place, repeats marked."""

import re
from dataclasses import replace

from jiangang.methods.register import method
from jiangang.methods.statements.chinese import find_chinese
from jiangang.methods.statements.claims import Claim, Kind, Place, Reading, Repaired
from jiangang.methods.statements.english_claims import find_english
from jiangang.methods.statements.periods import Period, find_periods
from jiangang.methods.statements.repairing import repair_text
from jiangang.methods.statements.sightings import Sighting, clause_of

PIECE = re.compile("[^\n]{1,3000}(?:[。！？；.;]|(?=\n)|$)|[^\n]{1,3000}")
"""A paragraph, or of a longer one what ends with a stop: a reader looks no farther back than this."""
CHINESE = re.compile("[\u4e00-\u9fff]")
LONGEST_QUOTE = 120
ENGLISH_STOPS = (". ", "! ", "? ", "; ", "\n")
NAMED = frozenset({Kind.FIRST, Kind.HONOUR})
UNDATED = frozenset({Kind.FIRST, Kind.HONOUR, Kind.RANK, Kind.SUPERLATIVE, Kind.PRAISE})
"""Claims for which the time of an earlier sentence says nothing."""


@method(
    "statements.read",
    source="Rules and vocabulary of our own for Chinese and English press prose; no language model",
    verified=(
        "the 26 claims of one real article, listed by hand before; texts of our own with claims marked before"
        " the rules were written, some of them held back until the rules were finished"
    ),
)
def read_statement(raw: str) -> Reading:
    """Every number, rank, first, superlative and honour that a statement claims, as typed claims.

    raw: the statement, Chinese or English or both, damaged or not. Each claim has what it commits its writer
    to (an exact extent of numbers in a unit), the time it is about as the text says it, its words, and its
    place in the raw and in the repaired text. Slogans, set phrases, dates and names with numbers are no
    claims.
    """
    repaired = repair_text(raw)
    found: list[tuple[Sighting, Period | None, Place]] = []
    for paragraph in PIECE.finditer(repaired.text):
        found += _read_paragraph(paragraph[0], paragraph.start())
    claims: list[Claim] = []
    for number, (seen, period, sentence) in enumerate(found, 1):
        claims.append(_claim(repaired, number, seen, period, sentence))
    return Reading(repaired, tuple(_mark_repeats(claims)))


def _read_paragraph(text: str, offset: int) -> list[tuple[Sighting, Period | None, Place]]:
    chinese = len(CHINESE.findall(text)) * 4 >= len(text.split()) * 1 and bool(CHINESE.search(text))
    periods = find_periods(text, chinese=chinese)
    sightings = find_chinese(text, periods) if chinese else find_english(text, periods)
    found = []
    for seen in sightings:
        sentence = _sentence(text, seen, chinese=chinese)
        period = _period_of(seen, periods, sentence)
        moved = replace(seen, start=seen.start + offset, end=seen.end + offset)
        found.append((moved, period, Place(sentence.start + offset, sentence.end + offset)))
    return found


def _sentence(text: str, seen: Sighting, *, chinese: bool) -> Place:
    stops = "。！？；\n" if chinese else ENGLISH_STOPS
    first = max((at + len(stop) for stop in stops if (at := text.rfind(stop, 0, seen.start)) >= 0), default=0)
    ends = [at + len(stop.rstrip()) for stop in stops if (at := text.find(stop, seen.end)) >= 0]
    return Place(first, min(ends, default=len(text)))


def _period_of(seen: Sighting, periods: list[Period], sentence: Place) -> Period | None:
    """The last time named before the claim in its sentence, else the first after it there, else the last
    before.
    """
    before = [each for each in periods if each.start < seen.start]
    here = [each for each in before if each.start >= sentence.start]
    after = [each for each in periods if seen.end <= each.start < sentence.end]
    lasting = [each for each in before if not each.now]
    carried = lasting[-1] if lasting and seen.kind not in UNDATED else None
    chosen = here[-1] if here else after[0] if after else carried
    if chosen is not None and chosen.year is None and chosen.relative is None and chosen.months:
        dated = [
            each for each in before if each.start < chosen.start and (each.year or each.relative is not None)
        ]
        if dated:
            return replace(chosen, year=dated[-1].year, relative=dated[-1].relative)
    return chosen


def _claim(repaired: Repaired, number: int, seen: Sighting, period: Period | None, sentence: Place) -> Claim:
    words = repaired.text[seen.start : seen.end]
    return Claim(
        number=number,
        kind=seen.kind,
        words=words,
        quote=seen.name or _quote(repaired.text, seen, sentence),
        place=Place(seen.start, seen.end),
        raw_place=repaired.raw_place(seen.start, seen.end),
        value=seen.value,
        extent=seen.extent,
        approximation=seen.approximation,
        unit=seen.unit,
        counting_word=seen.counting_word,
        subject=seen.subject,
        scope=seen.scope,
        direction=seen.direction,
        period=period,
        sentence=repaired.text[sentence.start : sentence.end].strip(),
    )


def _quote(text: str, seen: Sighting, sentence: Place) -> str:
    clause = clause_of(text, seen.start, seen.end)
    if not CHINESE.search(text[sentence.start : sentence.end]):
        clause = replace(clause, start=sentence.start, end=sentence.end)
    if clause.end - clause.start > LONGEST_QUOTE:
        clause = replace(clause, start=max(clause.start, seen.start - 40), end=min(clause.end, seen.end + 40))
        return _whole_words(text[clause.start : clause.end])
    return text[clause.start : clause.end].strip(" 　“”")


def _whole_words(words: str) -> str:
    """A piece cut out of an English sentence, without the halves of words at its ends."""
    inner = words.partition(" ")[2].rpartition(" ")[0]
    return f"… {inner} …" if inner and words.isascii() else words.strip(" 　“”")


def _mark_repeats(claims: list[Claim]) -> list[Claim]:
    """A claim that says again what an earlier one said points to the first of them."""
    first: dict[tuple[object, ...], int] = {}
    marked = []
    for claim in claims:
        key = _identity(claim)
        known = first.setdefault(key, claim.number)
        marked.append(claim if known == claim.number else replace(claim, repeats=known))
    return marked


def _identity(claim: Claim) -> tuple[object, ...]:
    if claim.kind in NAMED:
        return claim.kind, re.sub("[“”\\s]", "", claim.quote)
    if claim.kind is Kind.RANK:
        return claim.kind, claim.subject, claim.scope, claim.value
    if claim.value is None:
        return claim.kind, claim.quote
    return claim.kind, claim.unit, claim.value, claim.approximation, claim.subject[:8], claim.direction
