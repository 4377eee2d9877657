"""Numerals, against values written by hand and against numbers spelt out by another route."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.statements.numerals import find_written, read_chinese

VALUES = [
    ("十二", 12), ("两", 2), ("三百二十一", 321), ("一百零五", 105), ("二〇一一", 2011), ("一万", 10_000),
    ("三千万", 30_000_000), ("两千零一十二", 2012), ("十五亿", 1_500_000_000), ("一千二百", 1200),
    ("12.6万", 126_000), ("2亿5000万", 250_000_000), ("90,088", 90_088), ("3千万", 30_000_000),
    ("30多万", 300_000), ("百分之三十", 30), ("三分之二", Fraction(200, 3)), ("千分之一", Fraction(1, 10)),
    ("1/3", Fraction(100, 3)), ("三点五", Fraction(7, 2)), ("1.2万亿", 1_200_000_000_000), ("上千", 1000),
]  # fmt: skip
DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(("words", "value"), VALUES)
def test_a_numeral_has_its_value(words: str, value: Fraction) -> None:
    written = find_written(words, 0)
    assert written is not None
    assert written.number.value == value
    assert written.end == len(words)


def spelt(number: int) -> str:
    """A number below a hundred million in characters, by repeated division."""
    if number >= 10_000:
        rest = number % 10_000
        link = "零" if 0 < rest < 1000 else ""
        return spelt(number // 10_000) + "万" + link + (spelt(rest) if rest else "")
    words, skipped = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if skipped and words else "") + DIGITS[digit] + unit
            skipped = False
        else:
            skipped = True
    return words


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 99_999_999))
def test_every_number_spelt_out_is_read_back(number: int) -> None:
    assert read_chinese(spelt(number)).value == number


@pytest.mark.parametrize("words", ["", "甲", "元"])
def test_what_is_no_numeral_is_none(words: str) -> None:
    assert find_written(words + "。", 0) is None
