"""A number as it was written: its value, and the places that its precision is read from."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A number read out of prose.

    value: exact; place: the unit of the last digit that was written (1 for 500, 1000 for 7.8万); rounded:
    whether the writing itself says that there may be more digits (a decimal point, 万, 亿, million);
    high: the end of the tens, hundreds … that a vague numeral covers (几十: value 20, high 100), not in it;
    is_part: it is a fraction of things, without digits (1/3).
    """

    value: Fraction
    place: Fraction = Fraction(1)
    rounded: bool = False
    high: Fraction | None = None
    is_part: bool = False

    @property
    def step(self) -> Fraction:
        """The unit of the last digit that is not nought: 100 for 500, 10 for 1270, 10亿 for 10亿.

        A fraction of things (1/3) has no digits; its step is a tenth of it.
        """
        if self.value == 0:
            return self.place
        if self.is_part:
            return abs(self.value) / 10
        step = self.place
        while (self.value / (step * 10)).denominator == 1:
            step *= 10
        return step

    def times(self, factor: Fraction | int) -> "Number":
        """The number in another unit."""
        high = None if self.high is None else self.high * factor
        return Number(self.value * factor, self.place * factor, self.rounded, high, self.is_part)


def part_of(share: Fraction) -> Number:
    """A fraction written out (1/3, 一半, two-thirds), in per cent: its place is a tenth of it."""
    return Number(share, share / 10, rounded=True, is_part=True)
