"""Numbered units, such as the 10 million cartons of a year: a pool that is never written out.

Units that cannot be drawn are listed as numbers or ranges with reasons; the rest can be counted and asked for
by place, so that a draw from millions costs no more than what it draws.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import overload

LARGEST_UNIT = 10**15
RANGE = re.compile(r"(0|[1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?")


@dataclass(frozen=True, slots=True)
class Span:
    """Units first to last, both included, that cannot be drawn, and the reason codes."""

    first: int
    last: int
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """`17`, or `100-199`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Units(Sequence[int]):
    """The units first to last, both included, less the excluded spans; a sequence of their numbers.

    Build it with `Units.of`. Raises ValueError when a span is empty, lies outside, overlaps the one before it
    or has no reason.
    """

    first: int
    last: int
    excluded: tuple[Span, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _places: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        before = self.first - 1
        for span in self.excluded:
            if not before < span.first <= span.last <= self.last:
                raise ValueError(f"the excluded units {span.text} overlap others or lie outside")
            if not span.reasons or not all(span.reasons):
                raise ValueError("an exclusion has at least one reason code")
            before = span.last
        if not 0 <= self.first <= self.last <= LARGEST_UNIT:
            raise ValueError(f"there are no units from {self.first} to {self.last}")
        starts = (self.first, *(span.last + 1 for span in self.excluded))
        ends = (*(span.first for span in self.excluded), self.last + 1)
        widths = [end - start for start, end in zip(starts, ends, strict=True)]
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "_places", (0, *accumulate(widths)))

    @classmethod
    def of(cls, first: int, last: int, excluded: Mapping[str, Iterable[str]] | None = None) -> "Units":
        """Units from first to last; exclusions as number or range (`17`, `100-199`) → reason codes.

        Raises ValueError for another spelling and as said above.
        """
        spans = sorted((_span(text, reasons) for text, reasons in (excluded or {}).items()), key=_begin)
        return cls(first, last, tuple(spans))

    def __len__(self) -> int:
        return self._places[-1]

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(f"there are {len(self)} units, none at place {place}")
        place %= len(self)
        run = bisect_right(self._places, place) - 1
        return self._starts[run] + place - self._places[run]

    def __iter__(self) -> Iterator[int]:
        for start, place, end in zip(self._starts, self._places, self._places[1:], strict=False):
            yield from range(start, start + end - place)


def _span(text: str, reasons: Iterable[str]) -> Span:
    match = RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no unit and no range of units")
    return Span(int(match[1]), int(match[2] or match[1]), tuple(reasons))


def _begin(span: Span) -> int:
    return span.first
