"""A claim just found in a text, before it is numbered, dated and compared with the others."""

import re
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.statements.approximations import Approximation
from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.extents import Extent

STOPS = "。！？；\n"
CLAUSE_STOPS = STOPS + "，：!?;,"
QUOTES = re.compile('“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’|《[^《》]*》|"[^"]*"')


@dataclass(frozen=True, slots=True)
class Sighting:
    """A claim at characters `start` up to `end` of the repaired text; see `Claim` for the rest."""

    kind: Kind
    start: int
    end: int
    value: Fraction | None = None
    extent: Extent | None = None
    approximation: Approximation = Approximation.EXACT
    unit: str = ""
    counting_word: str = ""
    subject: str = ""
    scope: str = ""
    direction: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` up to `end` of a text: a sentence, a clause or a quotation."""

    start: int
    end: int

    def holds(self, place: int) -> bool:
        """Whether a character lies in it."""
        return self.start <= place < self.end


def clause_of(text: str, start: int, end: int, stops: str = CLAUSE_STOPS) -> Stretch:
    """The clause around characters `start` up to `end`."""
    first = max((text.rfind(stop, 0, start) for stop in stops), default=-1) + 1
    after = [place for stop in stops if (place := text.find(stop, end)) >= 0]
    last = min(after, default=len(text))
    while first < start and text[first] in " \u3000”」』":
        first += 1
    return Stretch(first, max(last, end))


def quotations(text: str) -> list[Stretch]:
    """What stands in quotation marks, the marks included."""
    return [Stretch(*found.span()) for found in QUOTES.finditer(text)]
