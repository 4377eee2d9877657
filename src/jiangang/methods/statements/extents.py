"""A stretch of numbers with open or closed ends: what a figure in prose commits its writer to. Exact."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Extent:
    """All numbers from `low` to `high`; None is no bound. `low_open`, `high_open`: the end itself is out.

    Raises ValueError for an extent that holds no number.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None:
            empty = self.low == self.high and (self.low_open or self.high_open)
            if self.low > self.high or empty:
                raise ValueError(f"no number is from {self.low} to {self.high}")

    def __contains__(self, value: object) -> bool:
        """Whether a number (int, Fraction, Decimal) lies in the extent; a float is refused as inexact."""
        if not isinstance(value, int | Fraction | Decimal):
            return False
        number = Fraction(value)
        above = self.low is None or number > self.low or (number == self.low and not self.low_open)
        below = self.high is None or number < self.high or (number == self.high and not self.high_open)
        return above and below

    def __mul__(self, factor: Fraction | int) -> "Extent":
        """The extent in another unit; `factor` is above zero."""
        if factor <= 0:
            raise ValueError("an extent is scaled by a number above zero")
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Extent(low, high, self.low_open, self.high_open)

    def __str__(self) -> str:
        """Interval notation: `[900000000, 1000000000)`, `(2000, ∞)`; a single number stands alone."""
        if self.low is not None and self.low == self.high:
            return written(self.low)
        left = "(-∞" if self.low is None else f"{'(' if self.low_open else '['}{written(self.low)}"
        right = "∞)" if self.high is None else f"{written(self.high)}{')' if self.high_open else ']'}"
        return f"{left}, {right}"


def written(value: Fraction) -> str:
    """A rational number as a reader writes it: decimal where it ends, else numerator/denominator."""
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = max(_power(value.denominator, 2), _power(value.denominator, 5))
    scaled = abs(value.numerator) * 10**digits // value.denominator
    text = f"{scaled:0{digits + 1}d}"
    return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def _power(number: int, prime: int) -> int:
    found = 0
    while number % prime == 0:
        number //= prime
        found += 1
    return found
