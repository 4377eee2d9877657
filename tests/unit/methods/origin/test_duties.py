"""Duty expressions: reading, reckoning, bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.origin.duties import (
    FREE,
    AdValorem,
    Dutiable,
    Duty,
    Greatest,
    Least,
    Specific,
    Sum,
    parse_duty,
    reckon_duty,
)

GOODS = Dutiable(Fraction(100_000), "JPY", {"kg": Fraction(500), "pair": Fraction(20)})


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("free", 0),
        ("8.5%", 8_500),
        ("361 JPY/kg", 180_500),
        ("25% + 63 JPY/kg", 56_500),
        ("max(25%, 60 JPY/kg)", 30_000),
        ("25% or 60 JPY/kg, whichever is the higher", 30_000),
        ("25% or 60 JPY/kg, whichever is lower", 25_000),
        ("max(60%, 4,800 JPY/pair)", 96_000),
        ("303.4 JPY/100 kg", 1_517),
        ("10% MIN 30 JPY/kg MAX 12%", 12_000),
        ("min(15%, 40 JPY/kg) MIN 50 JPY/kg", 25_000),
        ("26% + 130 JPY/t", 26_065),
    ],
)
def test_a_duty_is_read_and_reckoned(text: str, amount: int) -> None:
    assert reckon_duty(parse_duty(text), GOODS) == amount


@pytest.mark.parametrize(
    "text",
    ["", "5", "5% 6%", "5%, 6%", "quota 5%", "3%-6%", "5 JPY", "5 JPY/box", "max(5%)", "5% +", "5 JPY/0 kg",
     "max(5%, 6%) max(7%, 8%)", "in quota free; otherwise 20%", "max(" * 300, "3,5%"],
)  # fmt: skip
def test_what_is_not_exactly_one_duty_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        parse_duty(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("12 JPY/l", "quantity_missing"), ("2 EUR/kg", "duty_currency_differs")],
)
def test_a_duty_that_cannot_be_reckoned_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        reckon_duty(parse_duty(text), GOODS)
    assert refused.value.findings[0].code.endswith(code)


simple = st.one_of(
    st.just(FREE),
    st.integers(1, 200).map(lambda percent: AdValorem(Fraction(percent, 4))),
    st.integers(1, 9_000).map(lambda amount: Specific(Fraction(amount, 4), "JPY", "kg")),
)
sums = st.lists(simple, min_size=2, max_size=3).map(lambda parts: Sum(tuple(parts)))
either = st.one_of(simple, sums)


@given(st.lists(either, min_size=2, max_size=3), st.integers(0, 10**6), st.integers(0, 1000))
def test_bounds_lie_around_their_parts(parts: list[Duty], value: int, mass: int) -> None:
    goods = Dutiable(Fraction(value), "JPY", {"kg": Fraction(mass)})
    amounts = [reckon_duty(each, goods) for each in parts]
    assert reckon_duty(Greatest(tuple(parts)), goods) == max(amounts)
    assert reckon_duty(Least(tuple(parts)), goods) == min(amounts)


@given(st.one_of(either, st.lists(either, min_size=2, max_size=3).map(lambda parts: Greatest(tuple(parts)))))
def test_a_duty_reads_back_as_it_is_written(duty: Duty) -> None:
    assert parse_duty(str(duty)) == duty
