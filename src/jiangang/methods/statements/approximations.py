"""What an approximation commits its writer to: the stretch of true values for which the words hold.

The logic is one of places in the number as written. Let N be the number, `place` the unit of its last written
digit (1 in 500, 0.1万 in 7.8万) and `step` the unit of its last digit that is not nought (100 in 500, 10 in
1270, 10亿 in 10亿).

    exact        5家            [5, 5]; a count written out is exact
                 7.8万, 3400万  [N − r, N + r] with r = place/2: rounded to the last written digit, by any
                                rule for ties; so are decimals, percentages, and numbers with 万 or million;
                                beside 万 or million r is no more than N/10: 1亿 [9000万, 1.1亿]
                 1/3, 一半      [N − N/20, N + N/20]: a fraction written out is a round word
    nearly 近    近10亿         [N − d, N) with d = min(step, N/10): one unit of the last digit below, and
                                never more than a tenth of the number: [9亿, 10亿), 近3400万 [3300万, 3400万)
    about 约     约500          [N − h, N + h] with h = min(step/2, N/10), and not less than r: [450, 550]
    odd 余, 多   500余          [N, N + step): [500, 600), 1270余 [1270, 1280), 10余 [10, 20)
    more_than 逾 逾500          (N, ∞)      超过, 突破: the number itself is out
    at_least     500以上        [N, ∞)      以上, 至少: the number itself is in
    less_than    不足500        [0, N)
    at_most      500以内        [0, N]      以内, 以下, 不超过: the number itself is in
    several 几   几十           [20, 100), 十几 [11, 20), 数百 [200, 1000), 几 [2, 10)
    range        3至5           [3, 5]
    throughout   一直第一       the number itself, and at every moment of the period: 一直, 始终, 连续, always
"""

from enum import StrEnum
from fractions import Fraction

from jiangang.methods.register import method
from jiangang.methods.statements.extents import Extent
from jiangang.methods.statements.numbers import Number


class Approximation(StrEnum):
    """How exactly a number is meant."""

    EXACT = "exact"
    NEARLY = "nearly"
    ABOUT = "about"
    ODD = "odd"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    SEVERAL = "several"
    RANGE = "range"
    THROUGHOUT = "throughout"


@method(
    "statements.approximation",
    source=(
        "Place-value logic of our own, stated in the module; whether an end is included after article 1259 of"
        " China's Civil Code (以上, 以下, 以内 include, 不满, 超过, 以外 do not)"
    ),
    verified="a table of worked cases written by hand, among them those of the issue: 近10亿, 500余",
)
def get_extent(number: Number, approximation: Approximation, upper: Number | None = None) -> Extent:
    """The values for which "about N", "N-odd", "nearly N" and so on are true.

    number: as written (units do not matter; the answer is in the same unit); upper: the second number of a
    range. Raises ValueError for a range without second number or with its ends crossed.
    """
    if approximation is Approximation.RANGE:
        if upper is None:
            raise ValueError("a range has two numbers")
        return Extent(number.value, upper.high or upper.value, high_open=upper.high is not None)
    if number.high is not None:
        return Extent(number.value, number.high, high_open=True)
    return _around(number, approximation)


def _around(number: Number, approximation: Approximation) -> Extent:
    value = number.value
    floor = min(Fraction(0), value)
    half = _rounding(number)
    if approximation is Approximation.ABOUT:
        half = max(min(number.step / 2, value / 10), half)
    extents = {
        Approximation.NEARLY: (value - min(number.step, value / 10), value, False, True),
        Approximation.ABOUT: (value - half, value + half, False, False),
        Approximation.ODD: (value, value + number.step, False, True),
        Approximation.MORE_THAN: (value, None, True, False),
        Approximation.AT_LEAST: (value, None, False, False),
        Approximation.LESS_THAN: (min(floor, value - 1), value, False, True),
        Approximation.AT_MOST: (floor, value, False, False),
    }
    exact = (max(value - half, floor), value + half, False, False)
    return Extent(*extents.get(approximation, exact))


def _rounding(number: Number) -> Fraction:
    if not number.rounded:
        return Fraction(0)
    half = number.place / 2
    return min(half, abs(number.value) / 10) if number.place > 1 and not number.is_part else half
