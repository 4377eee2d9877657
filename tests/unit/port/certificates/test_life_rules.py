"""Rules of a certificate's life: what stands against an extension, a mark, an original, a printing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.port.certificates.rules.life import (
    Lasting,
    Use,
    check_departure,
    check_details,
    check_lasting,
    check_printing,
    check_use,
)

DAY = date(2026, 3, 2)
LASTING = Lasting("issued", date(2026, 5, 31), DAY, date(2026, 6, 30), 90)
amounts = st.integers(1, 10**18).map(lambda millionths: Decimal(millionths).scaleb(-6))


def codes(findings: list[Any]) -> list[str]:
    return [each.code.rpartition(".")[2] for each in findings]


def use(**changes: Any) -> Use:
    words: dict[str, Any] = {
        "issuer": "SAG",
        "number": "7",
        "issued_on": DAY,
        "evidence": "a" * 64,
        "covered": Decimal(100),
        "covered_unit": "KGM",
        "taken": Decimal(40),
        "quantity": Decimal(60),
        "unit": "KGM",
        "today": DAY,
    }
    return Use(**{**words, **changes})


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (LASTING, []),
        (Lasting("withdrawn", None, DAY, DAY, None), ["not_in_force"]),
        (Lasting("issued", None, DAY, DAY, 90), ["no_validity"]),
        (Lasting("issued", DAY, DAY, date(2026, 3, 3), None), []),
        (Lasting("issued", date(2026, 3, 1), DAY, date(2026, 3, 1), 90), ["expired_already", "not_later"]),
        (Lasting("issued", DAY, DAY, date(2026, 6, 1), 90), ["extension_too_long"]),
        (Lasting("issued", DAY, DAY, date(2026, 5, 31), 90), []),
        (Lasting("issued", date(2026, 3, 20), DAY, date(2026, 4, 2), 31, DAY), []),
        (Lasting("issued", date(2026, 3, 20), DAY, date(2026, 4, 3), 31, DAY), ["extended_enough"]),
        (Lasting("issued", DAY, DAY, date(2026, 4, 3), 31, DAY), ["extension_too_long"]),
    ],
)
def test_extension(facts: Lasting, found: list[str]) -> None:
    assert codes(check_lasting(facts)) == found


@pytest.mark.parametrize(
    ("departed", "after", "marked", "found"),
    [
        (date(2026, 2, 27), 3, False, []),
        (date(2026, 2, 26), 3, False, ["retrospective_unmarked"]),
        (date(2026, 2, 26), 3, True, []),
        (date(2026, 2, 26), None, False, []),
        (None, 3, False, []),
    ],
)
def test_departure(departed: date | None, after: int | None, marked: bool, found: list[str]) -> None:
    assert codes(check_departure(departed, after_days=after, is_marked=marked, today=DAY)) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"quantity": Decimal("60.000001")}, ["above_balance"]),
        ({"unit": "TNE"}, ["unit_differs"]),
        ({"ended": "expired", "evidence": ""}, ["original_unnamed", "original_ended"]),
        ({"goods_kg": Decimal(80), "others_kg": Decimal(20)}, []),
        ({"goods_kg": Decimal(80), "others_kg": Decimal("20.5")}, ["above_goods"]),
        ({"covered": Decimal(0)}, ["quantity_not_positive"]),
    ],
)
def test_original(changes: dict[str, Any], found: list[str]) -> None:
    assert codes(check_use(use(**changes))) == found


@given(amounts, amounts, amounts)
def test_amounts_are_compared_exactly(covered: Decimal, taken: Decimal, quantity: Decimal) -> None:
    """Against the same comparison in fractions, where nothing is rounded."""
    found = codes(check_use(use(covered=covered, taken=taken, quantity=quantity)))
    is_above = Fraction(quantity) > Fraction(covered) - Fraction(taken)
    assert found == (["above_balance"] if is_above else [])


@pytest.mark.parametrize(
    ("copies", "printer", "again", "reason", "found"),
    [
        (1, "P1", False, "", []),
        (99, "P1", True, "卡纸", []),
        (100, " ", True, " ", ["copies_out_of_range", "printer_missing", "reprint_reason_missing"]),
        (0, "P1", False, "", ["copies_out_of_range"]),
    ],
)
def test_printing(copies: int, printer: str, again: bool, reason: str, found: list[str]) -> None:
    assert codes(check_printing(copies=copies, printer=printer, is_reprint=again, reason=reason)) == found


def test_details_for_foreign_authorities() -> None:
    good = {"imported_to": "NL", "consignor_address": ("a",), "consignee_address": ("a",) * 5}
    assert check_details(**good) == []
    bad = {"imported_to": "荷兰", "consignor_address": (), "consignee_address": ("a",) * 6}
    assert codes(check_details(**bad)) == ["country_malformed", "address_malformed", "address_malformed"]
