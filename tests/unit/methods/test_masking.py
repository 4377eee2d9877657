"""Masks show enough to recognise and not enough to learn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.masking import mask_email, mask_id, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王**"),
        ("李四", "李*"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("Ann Lee", "A** L**"),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812345678", "138******78"), ("+86 138-1234-5678", "+86 1**-****-**78"), ("110", "*10"), ("", "")],
)
def test_telephones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("32058219900101123X", "3****************X"), ("AB", "A*"), ("A", "A*"), ("", "")]
)
def test_documents_of_people(number: str, masked: str) -> None:
    assert mask_id(number) == masked


def test_addresses_and_words() -> None:
    assert mask_email("ann@port.example") == "a***@port.example"
    assert mask_text("ill") == "******"
    assert mask_text(" ") == ""


@given(st.text(alphabet="0123456789Xx", min_size=3))
def test_a_document_number_keeps_two_characters_at_most(number: str) -> None:
    masked = mask_id(number)
    assert len(masked) == len(number)
    assert len(masked.replace("*", "")) <= 2
