"""Money: exact, of one currency, rounded half away from zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.money import Money

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@given(amounts, amounts)
def test_adding_and_taking_away_is_exact(first: Decimal, second: Decimal) -> None:
    total = Money(first, "CNY") + Money(second, "CNY")
    assert total - Money(second, "CNY") == Money(first, "CNY")


def test_two_currencies_are_never_counted_together() -> None:
    one, other = Money(1, "CNY"), Money(1, "USD")
    assert one != other
    for act in (one.__add__, one.__sub__, one.__lt__, one.__ge__):
        with pytest.raises(ValueError, match="together"):
            act(other)


@pytest.mark.parametrize("amount", [0.1, True, float("nan")])
def test_a_float_is_refused(amount: float) -> None:
    with pytest.raises(TypeError):
        Money(amount, "CNY")
    with pytest.raises(TypeError):
        Money(1, "CNY") * 0.1  # type: ignore[operator]


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_money_is_finite(amount: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        Money(amount, "CNY")


@pytest.mark.parametrize("currency", ["cny", "RMB元", "", "CNYX"])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(ValueError, match="capital"):
        Money(1, currency)


def test_rounding_is_half_away_from_zero() -> None:
    assert Money("2.345", "CNY").rounded(2) == Money("2.35", "CNY")
    assert Money("-2.345", "CNY").rounded(2) == Money("-2.35", "CNY")
    assert Money("1501.5", "JPY").rounded(0) == Money("1502", "JPY")


def test_it_prints_with_its_currency() -> None:
    assert str(Money("1234567.5", "USD")) == "1,234,567.5 USD"
