"""What is read out of a statement: typed claims with their place, and the repairs made on the way."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jiangang.methods.statements.approximations import Approximation
from jiangang.methods.statements.extents import Extent, written
from jiangang.methods.statements.periods import Period


class Kind(StrEnum):
    """What a claim says; `praise` is an opinion that no record can decide."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    MEASURE = "measure"
    DURATION = "duration"
    CHANGE = "change"
    RANK = "rank"
    FIRST = "first"
    SUPERLATIVE = "superlative"
    HONOUR = "honour"
    PRAISE = "praise"


@dataclass(frozen=True, slots=True)
class Place:
    """From character `start` up to `end`, counted from 0."""

    start: int
    end: int

    def overlaps(self, other: "Place") -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    number: from 1, in the order of the text; words: the figure as written (500余家); quote: the clause around
    it, or an honour's name; value, extent: what it commits to, in `unit`, None where there is no number;
    unit: code of the lexicon; counting_word: as written; subject: what it is said of; scope: 全国, in the
    region; place, raw_place: of the words in the repaired and in the raw text; sentence: the whole one;
    repeats: the number of the first claim that says the same.
    """

    number: int
    kind: Kind
    words: str
    quote: str
    place: Place
    raw_place: Place
    value: Fraction | None = None
    extent: Extent | None = None
    approximation: Approximation = Approximation.EXACT
    unit: str = ""
    counting_word: str = ""
    subject: str = ""
    scope: str = ""
    direction: str = ""
    period: Period | None = None
    sentence: str = ""
    repeats: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The claim as plain JSON values; numbers are text, because fractions must stay exact."""
        return {
            "claim": self.number,
            "kind": self.kind.value,
            "words": self.words,
            "quote": self.quote,
            "value": None if self.value is None else written(self.value),
            "holds_for": None if self.extent is None else str(self.extent),
            "approximation": self.approximation.value,
            "unit": self.unit,
            "counting_word": self.counting_word,
            "subject": self.subject,
            "scope": self.scope,
            "direction": self.direction,
            "period": None if self.period is None else self.period.words,
            "repeats": self.repeats,
            "place": [self.place.start, self.place.end],
            "raw_place": [self.raw_place.start, self.raw_place.end],
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing mended: where in the raw text, what stood there, what stands there now, by which rule."""

    place: Place
    before: str
    after: str
    rule: str

    def as_dict(self) -> dict[str, Any]:
        """The repair as plain JSON values."""
        where = {"place": [self.place.start, self.place.end]}
        return {**where, "from": self.before, "to": self.after, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Unrepaired:
    """One thing damaged that could not be mended: where in the raw text, what stands there, and why."""

    place: Place
    text: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The damage as plain JSON values."""
        return {"place": [self.place.start, self.place.end], "text": self.text, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after repair. `origins[i]` is the stretch of the raw text that character i came from."""

    raw: str
    text: str
    repairs: tuple[Repair, ...]
    unrepaired: tuple[Unrepaired, ...]
    origins: tuple[Place, ...] = field(repr=False, default=())

    def raw_place(self, start: int, end: int) -> Place:
        """Where characters `start` up to `end` of the repaired text stood in the raw one."""
        if not self.origins or start >= end:
            return Place(start, end)
        return Place(self.origins[start].start, self.origins[end - 1].end)


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement read: the repaired text and its claims in their order."""

    repaired: Repaired
    claims: tuple[Claim, ...]
