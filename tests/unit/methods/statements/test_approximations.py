"""What approximations commit to, case by case, from a table written by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.statements import Approximation, Extent, Number, get_extent, read_statement

TABLE = [
    ("近10亿元", "[900000000, 1000000000)"),
    ("近3400万元", "[33000000, 34000000)"),
    ("近500家", "[450, 500)"),
    ("近20万人次", "[180000, 200000)"),
    ("将近1270份", "[1260, 1270)"),
    ("500余家", "[500, 600)"),
    ("1270余份", "[1270, 1280)"),
    ("10余家", "[10, 20)"),
    ("1.2万余人", "[12000, 13000)"),
    ("30多万人", "[300000, 400000)"),
    ("三百余名", "[300, 400)"),
    ("百余名", "[100, 200)"),
    ("约500家", "[450, 550]"),
    ("500家左右", "[450, 550]"),
    ("约3400万元", "[33500000, 34500000]"),
    ("超过500家", "(500, ∞)"),
    ("逾2亿吨", "(200000000, ∞)"),
    ("突破1万份", "(10000, ∞)"),
    ("500家以上", "[500, ∞)"),
    ("至少500家", "[500, ∞)"),
    ("上百家", "[100, ∞)"),
    ("不足500家", "[0, 500)"),
    ("不到20分钟", "[0, 20)"),
    ("500家以内", "[0, 500]"),
    ("不超过500家", "[0, 500]"),
    ("几十家", "[20, 100)"),
    ("十几家", "[11, 20)"),
    ("数百家", "[200, 1000)"),
    ("几家", "[2, 10)"),
    ("3至5个工作日", "[3, 5]"),
    ("20—30人", "[20, 30]"),
    ("数十至数百公里", "[20, 1000)"),
    ("5家", "5"),
    ("5000家", "5000"),
    ("7.8万元", "[77500, 78500]"),
    ("3400万元", "[33995000, 34005000]"),
    ("3.29%", "[3.285, 3.295]"),
    ("百分之三十", "[29.5, 30.5]"),
    ("3.5‰", "[0.345, 0.355]"),
    ("七成", "[65, 75]"),
    ("1/3", "[95/3, 35]"),
    ("三分之二", "[190/3, 70]"),
    ("超过三分之一", "(100/3, ∞)"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "extent"), TABLE)
def test_an_approximation_commits_to_its_extent(words: str, extent: str) -> None:
    claims = read_statement(f"经统计，共涉及{words}，情况属实。").claims
    assert [str(claim.extent) for claim in claims] == [extent]


ENGLISH = [
    ("nearly 500 firms", "[450, 500)"),
    ("over 165,000 parcels", "(165000, ∞)"),
    ("at least 40 countries", "[40, ∞)"),
    ("fewer than 200 ships", "[0, 200)"),
    ("up to 300 lorries", "[0, 300]"),
    ("about 1.6 million parcels", "[1550000, 1650000]"),
    ("3 to 5 working days", "[3, 5]"),
    ("US$1.48 million", "[1475000, 1485000]"),
    ("twenty-five ships", "25"),
    ("dozens of ships", "[24, 100)"),
    ("40-odd ships", "[40, 50)"),
    ("500 or more ships", "[500, ∞)"),
]


@pytest.mark.parametrize(("words", "extent"), ENGLISH)
def test_an_english_approximation_commits_to_its_extent(words: str, extent: str) -> None:
    claims = read_statement(f"The office counted {words} there.").claims
    assert [str(claim.extent) for claim in claims] == [extent]


def test_the_ends_are_open_or_closed_as_the_words_say() -> None:
    nearly = get_extent(Number(Fraction(10**9), Fraction(10**8), True), Approximation.NEARLY)
    assert 900_000_000 in nearly
    assert 10**9 not in nearly
    assert Decimal("899999999.99") not in nearly
    over = get_extent(Number(Fraction(500)), Approximation.MORE_THAN)
    assert 500 not in over
    assert Fraction(1001, 2) in over


def test_a_crossed_or_empty_extent_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        Extent(Fraction(2), Fraction(1))
    with pytest.raises(ValueError, match="no number"):
        Extent(Fraction(1), Fraction(1), low_open=True)
    with pytest.raises(ValueError, match="two numbers"):
        get_extent(Number(Fraction(1)), Approximation.RANGE)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**12), st.sampled_from(list(Approximation)))
def test_each_extent_touches_the_number_as_written(value: int, approximation: Approximation) -> None:
    number = Number(Fraction(value))
    extent = get_extent(number, approximation, number)
    assert Fraction(value) in (extent.low, extent.high) or Fraction(value) in extent
    assert extent.low is None or extent.low >= 0


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**9))
def test_about_holds_wherever_nearly_or_exact_does(value: int) -> None:
    number = Number(Fraction(value))
    about = get_extent(number, Approximation.ABOUT)
    exact = get_extent(number, Approximation.EXACT)
    assert exact.low in about
    assert exact.high in about
