"""The time that a text names, as days."""

from datetime import date

import pytest

from jiangang.methods.statements.periods import find_periods

AS_AT = date(2012, 6, 30)
CHINESE = [
    ("2011年，", date(2011, 1, 1), date(2011, 12, 31)),
    ("二〇一一年", date(2011, 1, 1), date(2011, 12, 31)),
    ("2010年以来", date(2010, 1, 1), AS_AT),
    ("今年", date(2012, 1, 1), AS_AT),
    ("去年", date(2011, 1, 1), date(2011, 12, 31)),
    ("去年上半年", date(2011, 1, 1), date(2011, 6, 30)),
    ("今年1至5月", date(2012, 1, 1), date(2012, 5, 31)),
    ("2011年1-11月", date(2011, 1, 1), date(2011, 11, 30)),
    ("2011年前三季度", date(2011, 1, 1), date(2011, 9, 30)),
    ("今年前5个月", date(2012, 1, 1), date(2012, 5, 31)),
    ("3月份", date(2012, 3, 1), date(2012, 3, 31)),
    ("11月", date(2011, 11, 1), date(2011, 11, 30)),
    ("2012年3月8日", date(2012, 3, 8), date(2012, 3, 8)),
    ("两年来", date(2010, 7, 1), AS_AT),
    ("近三年来", date(2009, 7, 1), AS_AT),
    ("目前", AS_AT, AS_AT),
]
ENGLISH = [
    ("in 2011", date(2011, 1, 1), date(2011, 12, 31)),
    ("since 2010", date(2010, 1, 1), AS_AT),
    ("last year", date(2011, 1, 1), date(2011, 12, 31)),
    ("in the first half of 2011", date(2011, 1, 1), date(2011, 6, 30)),
    ("on 8 March 2012", date(2012, 3, 8), date(2012, 3, 8)),
    ("in March 2012", date(2012, 3, 1), date(2012, 3, 31)),
    ("in the past two years", date(2010, 7, 1), AS_AT),
]


@pytest.mark.parametrize(("words", "first", "last"), CHINESE)
def test_a_chinese_time_has_its_days(words: str, first: date, last: date) -> None:
    assert [each.find_days(AS_AT) for each in find_periods(words, chinese=True)] == [(first, last)]


@pytest.mark.parametrize(("words", "first", "last"), ENGLISH)
def test_an_english_time_has_its_days(words: str, first: date, last: date) -> None:
    assert [each.find_days(AS_AT) for each in find_periods(words, chinese=False)] == [(first, last)]


@pytest.mark.parametrize("words", ["近年来", "该中心成立以来", "“十一五”期间", "截至6月底"])
def test_a_time_that_the_words_do_not_fix_has_none(words: str) -> None:
    assert [each.find_days(AS_AT) for each in find_periods(words, chinese=True)] == [None]


def test_may_is_no_month_in_the_middle_of_a_sentence() -> None:
    assert find_periods("It may open later.", chinese=False) == []


@pytest.mark.parametrize("words", ["year to March", "by 31 October 2011"])
def test_an_end_without_a_beginning_fixes_no_days(words: str) -> None:
    assert [each.find_days(AS_AT) for each in find_periods(words, chinese=False)] == [None]
