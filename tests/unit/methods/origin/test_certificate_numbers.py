"""Numbers of certificates of origin: domain.md §9.5."""

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.origin.certificate_numbers import parse_certificate_number, read_certificate_number


def test_the_parts_of_a_number() -> None:
    """One letter, two digits of the year, nine of the registration (4100 is Henan), four of the serial."""
    read = parse_certificate_number("E114100070010023")
    assert (read.kinds[0], read.year, read.office) == ("ASEAN–China Form E", 2011, "4100")
    assert (read.registered, read.registration_serial, read.serial) == (2007, "001", 23)


def test_full_width_signs_and_spaces_are_put_right() -> None:
    """§9.4: checks fail on O and 0, hidden spaces, full-width signs."""
    answer = read_certificate_number("ｈ11 4100-07001\u00a00001")
    assert answer.values["number"] == "H114100070010001"
    assert answer.findings[0].code.endswith("number_changed")


def test_a_letter_of_two_schemes_says_both() -> None:
    assert read_certificate_number("S114100070010001").values["kinds"] == [
        "China–Singapore",
        "China–Switzerland",
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("E11410007001O001", ["number_sign"]),
        ("E1141000700100", ["number_length"]),
        ("X114100070010001", ["number_letter"]),
        ("", ["number_length", "number_letter"]),
    ],
)
def test_faults_are_told_all_at_once(text: str, codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        parse_certificate_number(text)
    assert [each.code.rpartition(".")[2] for each in refused.value.findings] == codes
