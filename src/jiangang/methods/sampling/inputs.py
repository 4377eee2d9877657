"""What a question of sampling is made of: whole numbers and exact fractions, read from what a person gave.

A number is never rounded on its way in: `0.05` is one twentieth, and a float counts as the decimal number
that it is printed as. Everything that is wrong is kept, so that one answer names all of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from jiangang.methods.findings import Finding, raise_if_blocked

Given = str | int | float | Decimal | Fraction | None
LARGEST_COUNT = 1_000_000_000
LONGEST_LIST = 10_000
NUMBER = re.compile(
    r"[+-]?(\d{1,18}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?|\d{1,18}/\d{1,18}", re.IGNORECASE
)


class Rounding(StrEnum):
    """How a level becomes a whole number of infested units; `nearest` sends halves up."""

    FLOOR = "floor"
    NEAREST = "nearest"
    CEIL = "ceil"

    def of(self, exact: Fraction) -> int:
        """The whole number, by integer arithmetic."""
        if self is Rounding.FLOOR:
            return exact.numerator // exact.denominator
        if self is Rounding.CEIL:
            return -(-exact.numerator // exact.denominator)
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@dataclass(frozen=True, slots=True)
class Range:
    """Which fractions are allowed: its words, and the test."""

    words: str
    holds: Callable[[Fraction], bool]


INSIDE = Range("0 < x < 1", lambda value: 0 < value < 1)
POSITIVE = Range("0 < x ≤ 1", lambda value: 0 < value <= 1)
BELOW_ONE = Range("0 ≤ x < 1", lambda value: 0 <= value < 1)
ANY_SHARE = Range("0 ≤ x ≤ 1", lambda value: 0 <= value <= 1)


def find_number(given: Given) -> Fraction | None:
    """The exact number that was given, or None when it is none."""
    if given is None or isinstance(given, bool):
        return None
    if isinstance(given, Fraction | int):
        return Fraction(given)
    text = str(given).strip().replace("_", "")
    if not NUMBER.fullmatch(text):
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def in_digits(value: Fraction) -> str:
    """A fraction as people write it: a decimal number when that is exact and short, else a/b."""
    shown = f"{float(value):.10g}"
    return shown if Fraction(shown) == value else f"{value.numerator}/{value.denominator}"


@dataclass
class Facts:
    """Reads the values of one question by the names of the options, and keeps all that is wrong.

    A value that is wrong is answered by a harmless one; `check` then raises Refused with every finding.
    """

    findings: list[Finding] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    row: int | None = None

    def fault(self, code: str, name: str, /, **params: object) -> None:
        """Keep one finding; code: its last word; name: the option, which `names` may call otherwise."""
        name = self.names.get(name, name)
        if "name" in params:
            params["name"] = name
        self.findings.append(
            Finding(f"methods.sampling.finding.{code}", field=name, params=params, row=self.row)
        )

    def check(self) -> None:
        """Raise Refused with all findings, if there are any."""
        raise_if_blocked(self.findings)

    def share(self, name: str, given: Given, allowed: Range) -> Fraction:
        """A fraction in a range; a percentage by mistake is answered with the fraction it may have meant."""
        is_percentage = isinstance(given, str) and given.strip().endswith(("%", "％"))
        value = self._number(name, given.strip()[:-1] if is_percentage and isinstance(given, str) else given)
        if value is None:
            return Fraction(1, 2)
        if allowed.holds(value) and not is_percentage:
            return value
        meant = value / 100
        if (value > 1 or is_percentage) and allowed.holds(meant):
            self.fault("share_above_one", name, given=str(given), meant=in_digits(meant))
        else:
            self.fault("share_out_of_range", name, given=str(given), range=allowed.words)
        return Fraction(1, 2)

    def shares(self, name: str, given: Given | Sequence[Given], allowed: Range) -> list[Fraction]:
        """Several fractions: a list, or one text with commas or blanks between them."""
        if isinstance(given, str):
            given = [each for each in re.split(r"[,;\s]+", given.strip()) if each] or [given]
        parts = list(given) if isinstance(given, Sequence) else [given]
        return [self.share(name, each, allowed) for each in parts[:LONGEST_LIST]]

    def count(self, name: str, given: Given, *, least: int = 0, most: int = LARGEST_COUNT) -> int:
        """A whole number from least to most."""
        value = self._number(name, given)
        if value is None:
            return least
        if value.denominator != 1 or not least <= value <= most:
            self.fault("count_out_of_range", name, given=str(given), least=least, most=most)
            return least
        return int(value)

    def rounding(self, given: "Rounding | str") -> Rounding:
        """A rule of rounding by its name."""
        if given in set(Rounding):
            return Rounding(given)
        self.fault("rounding_unknown", "rounding", given=str(given))
        return Rounding.FLOOR

    def _number(self, name: str, given: Given) -> Fraction | None:
        if given is None or (isinstance(given, str) and not given.strip()):
            self.fault("value_missing", name, name=name)
            return None
        value = find_number(given)
        if value is None:
            self.fault("no_number", name, given=str(given)[:40])
        return value
