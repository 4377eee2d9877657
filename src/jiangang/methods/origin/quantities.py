"""Exact numbers: how they are read from a file, and how they are written into the arithmetic of an answer.

Everything is a fraction; nothing is rounded before a comparison. What is written is exact while the decimals
end within ten places, and otherwise rounded half up and marked with ≈.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

PERCENT_PLACES = 4
EXACT_PLACES = 10
DIGITS = 60
LARGEST_EXPONENT = 30
WRITTEN = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


def exact(value: object) -> Fraction:
    """A fraction from an int, a Decimal or text such as `1,234.5`; raises ValueError for anything else.

    In text a comma only parts thousands: `1,5` is refused, not read as 15 or as 1.5. A binary float is
    refused, because 0.1 has no exact binary form; so are NaN, infinity and numbers beyond 10^±30.
    """
    if isinstance(value, bool | float):
        raise ValueError("not an exact number")
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if not WRITTEN.fullmatch(text):
            raise ValueError("not a number")
        value = Decimal(text.replace(",", ""))
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
            raise ValueError("not a finite number of ordinary size")
        return Fraction(value)
    if isinstance(value, int | Fraction):
        return Fraction(value)
    raise ValueError("not a number")


def rounded(value: Fraction, places: int) -> Decimal:
    """The value with that many decimals, half away from zero."""
    with localcontext() as context:
        context.prec = DIGITS
        scaled = Decimal(value.numerator) / Decimal(value.denominator)
        near = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    # A quotient is cut after DIGITS places: a tie is decided by whole numbers instead.
    twice = abs(value) * 2 * 10**places
    if twice.denominator == 1 and twice.numerator % 2:
        whole = Decimal((twice.numerator + 1) // 2).scaleb(-places)
        return whole if value >= 0 else -whole
    return near


def written(value: Fraction) -> str:
    """The number in digits: whole and exact where that is short, else `≈` and four decimals."""
    for places in range(EXACT_PLACES + 1):
        if (value * 10**places).denominator == 1:
            return format(rounded(value, places), "f")
    return f"≈{format(rounded(value, PERCENT_PLACES), 'f')}"


def equals(value: Fraction) -> str:
    """`= 50` or `≈ 64.2857`."""
    text = written(value)
    return f"≈ {text[1:]}" if text.startswith("≈") else f"= {text}"


def percent_of(part: Fraction, whole: Fraction) -> Fraction:
    """Part of whole in percent, exact."""
    return part * 100 / whole
