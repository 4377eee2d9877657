"""Codes of the Harmonized System as rules of origin use them: prefixes, ranges, and which level changed."""

import re
from dataclasses import dataclass

HEADING, SUBHEADING = 4, 6


def plain_code(text: str) -> str:
    """The digits of a code written with points, spaces or hyphens; empty when it has not 2 to 10 digits.

    Full-width digits are made half-width.
    """
    digits = re.sub(r"[.\s·-]", "", text).translate({0xFF10 + n: str(n) for n in range(10)})
    return digits if re.fullmatch(r"[0-9]{2,10}", digits) and len(digits) % 2 == 0 else ""


def has_changed(material: str, good: str, level: int) -> bool | None:
    """Whether a material's code differs from the good's at 2, 4 or 6 digits; None when a code is too short.

    At level 0 (materials of any heading) everything counts as changed. Codes that differ before the level
    differ at it, whatever their length.
    """
    if level == 0:
        return True
    known = min(len(material), len(good), level)
    if known and material[:known] != good[:known]:
        return True
    return False if known == level else None


@dataclass(frozen=True, slots=True, order=True)
class HsRange:
    """Codes from `first` to `last`, both included, each a prefix of two to ten digits."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if not (self.first.isdigit() and self.last.isdigit() and len(self.first) == len(self.last)):
            raise ValueError(f"{self.first}-{self.last} is no range of codes")
        if self.first > self.last:
            raise ValueError(f"{self.first}-{self.last} runs backwards")

    @classmethod
    def parse(cls, text: str) -> "HsRange":
        """`0901`, `50-63` or `030482-030489`; raises ValueError."""
        first, _, last = text.partition("-")
        low, high = plain_code(first), plain_code(last or first)
        return cls(low, high or low) if low else cls("x", "x")

    def holds(self, code: str) -> bool | None:
        """Whether a code lies in the range; None when it is shorter than the range's codes and may."""
        size = len(self.first)
        if len(code) >= size:
            return self.first <= code[:size] <= self.last
        return None if self.first[: len(code)] <= code <= self.last[: len(code)] else False

    @property
    def width(self) -> int:
        """How many ten-digit codes the range holds: the narrower, the more specific."""
        return (int(self.last) - int(self.first) + 1) * int(10 ** (10 - len(self.first)))

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}-{self.last}"
