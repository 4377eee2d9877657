"""Patterns of numbers: the published example, check characters, what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from jiangang.kernel.numbering.patterns import Pattern, check_character
from jiangang.methods.findings import Refused

CIQ = Pattern("{office:6}{class:1}{yy:2}{serial:6}")
DAY = date(2012, 5, 1)


def test_the_published_number_of_qingdao() -> None:
    parts = {"office": "370100", "class": "2"}
    assert CIQ.render(5169, parts, DAY) == "370100212005169"
    assert CIQ.scope(parts, DAY) == "office=370100|class=2|yy=12"
    assert CIQ.given_parts == ("office", "class")


@given(st.from_regex(r"[0-9]{1,17}", fullmatch=True))
def test_the_check_character_is_that_of_the_standard(digits: str) -> None:
    assert check_character(digits) == mod_11_2.calc_check_digit(digits)
    assert mod_11_2.is_valid(digits + check_character(digits))


def test_a_pattern_with_check_renders_it() -> None:
    text = Pattern("{yyyy}{serial:4}{check:mod11_2}").render(7, {}, DAY)
    assert mod_11_2.is_valid(text)


@pytest.mark.parametrize("text", ["{yyyy}", "{serial:2}{serial:2}", "{serial:4}{", "{Serial:4}"])
def test_an_unreadable_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        Pattern(text)


def test_a_series_ends_where_its_width_ends() -> None:
    pattern = Pattern("{serial:2}")
    assert pattern.render(99, {}, DAY) == "99"
    with pytest.raises(Refused):
        pattern.render(100, {}, DAY)
