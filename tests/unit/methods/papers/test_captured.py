"""Look-alikes, full-width letters and hidden spaces become plain, and each change is told."""

import unicodedata

import pytest

from jiangang.methods.papers import mixed_words, named, plain_name, plain_number, respelt
from jiangang.methods.papers.captured import LOOK_ALIKES


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("３７０１００－２０２６－０００００１", "370100-2026-000001"),
        ("CSQU 305\u00a0438\u200b3", "CSQU3054383"),
        ("\ufeffСОSU632\u202e7715590", "COSU6327715590"),
        ("370100‑2026–000001—9", "370100-2026-000001-9"),
        ("N\u00ad-1\t", "N-1"),
        ("ＡＢ１２", "AB12"),
        ("Ⅻ", "XII"),
        ("鲁A12345", "鲁A12345"),
        ("AB-12", "AB-12"),
        ("\u3164\u2800", ""),
    ],
)
def test_numbers(typed: str, plain: str) -> None:
    found = plain_number(typed)
    assert found.text == plain
    assert bool(found.changes) is (typed != plain)
    assert plain_number(plain).text == plain


def test_changes_are_told() -> None:
    found = plain_number("１ A\u0410")
    assert [(each.place, each.code, each.now) for each in found.changes] == [
        (1, "U+FF11 FULLWIDTH DIGIT ONE", "1"),
        (2, "U+0020 SPACE", ""),
        (4, "U+0410 CYRILLIC CAPITAL LETTER A", "A"),
    ]
    (note,) = found.findings("number")
    assert (note.severity, note.field, note.params["text"]) == ("note", "number", "1AA")
    assert plain_number("1").findings("number") == []


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("青岛　海天（集团）有限公司", "青岛 海天（集团）有限公司"),
        ("Ｈａｉｔｉａｎ １号", "Haitian 1号"),
        ("Киев, Łódź", "Киев, Łódź"),
        ("A\u200bB\u202eC", "ABC"),
        ("第①条", "第①条"),
    ],
)
def test_names(typed: str, plain: str) -> None:
    assert plain_name(typed).text == plain


def test_every_look_alike_is_another_letter() -> None:
    assert all(unicodedata.name(chr(code)).split()[0] in ("CYRILLIC", "GREEK") for code in LOOK_ALIKES)
    assert all(chr(latin).isascii() for latin in LOOK_ALIKES.values())


def test_words_of_two_alphabets_are_named() -> None:
    assert mixed_words("Hаitian Киев 青岛Port Αθήνα") == ["Hаitian"]


def test_letters_have_names_and_spellings() -> None:
    assert named("𠮷") == "U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7"
    assert respelt("船长𠮷田", [("𠮷", "吉(Ji)")]) == "船长吉(Ji)田"
