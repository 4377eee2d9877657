"""Single values as people and machines write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.port.declarations.content import read_payload
from jiangang.port.declarations.reading.values import Unreadable, read_day, read_decimal, read_whole, settle


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("１２３４．５", "1234.5"),
        ("1,234.5", "1234.5"),
        (" 7 ", "7"),
        (7, "7"),
        (73.72, "73.72"),
        ("−3", "-3"),
        ("", None),
    ],
)
def test_numbers_are_read(raw: Any, read: str | None) -> None:
    assert read_decimal(raw) == (None if read is None else Decimal(read))


@pytest.mark.parametrize("raw", ["1,5", "1_000", "NaN", "Infinity", "12kg", "1e15", "--1", True, [1]])
def test_what_is_no_number_is_refused(raw: Any) -> None:
    with pytest.raises(Unreadable):
        read_decimal(raw)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2011-12-31", date(2011, 12, 31)),
        ("2011/1/5", date(2011, 1, 5)),
        ("2011年12月31日", date(2011, 12, 31)),
        ("20111231", date(2011, 12, 31)),
        ("2011-12-31 00:00:00", date(2011, 12, 31)),
        ("", None),
    ],
)
def test_days_are_read(raw: str, day: date | None) -> None:
    assert read_day(raw) == day


@pytest.mark.parametrize("raw", ["2011-13-01", "31.12.2011", "2011-02-30", "1", "2011-12-31 09:30"])
def test_what_is_no_day_is_refused(raw: str) -> None:
    with pytest.raises(Unreadable):
        read_day(raw)


def test_noise_is_taken_off_and_digits_are_not() -> None:
    assert settle(Decimal("59582159.99999999"), 4) == (Decimal("59582160"), True)
    assert settle(Decimal("1.2345"), 4) == (Decimal("1.2345"), False)
    with pytest.raises(Unreadable):
        settle(Decimal("1.23456"), 4)


@pytest.mark.parametrize("raw", ["2.5", "99999999999"])
def test_what_is_no_whole_number_is_refused(raw: str) -> None:
    with pytest.raises(Unreadable):
        read_whole(raw)


@given(st.floats(0.01, 1e9, allow_nan=False), st.integers(1, 9))
def test_products_of_prices_are_never_too_precise(price: float, count: int) -> None:
    number = Decimal(str(round(price, 2) * count))
    settled, _ = settle(number, 4)
    assert abs(settled - Decimal(str(round(price, 2))) * count) < Decimal("0.01")


@given(
    st.dictionaries(
        st.text(max_size=12), st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text())), max_size=6
    )
)
def test_any_payload_gives_findings_and_never_an_exception(payload: dict[str, Any]) -> None:
    content, findings = read_payload({**payload, "lines": [payload, {"net_mass": "x"}]})
    assert any(finding.field == "lines.2.net_mass" for finding in findings)
    assert len(content.digest) == 64


def test_what_is_said_alike_has_one_digest() -> None:
    first, _ = read_payload({"vessel_name": "A", "lines": [{"net_mass": "1.50"}]})
    second, _ = read_payload({"vessel_name": " A ", "lines": [{"net_mass": "1.5"}]}, rows=(9,))
    assert first.digest == second.digest
