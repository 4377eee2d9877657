"""Identifier schemes: true numbers pass, every single wrong character is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused, Severity
from jiangang.methods.identifiers import SCHEMES, check_number, confirm_number, normalise_number

# Published examples: python-stdnum's own, ISO 6346's CSQU3054383, GLEIF's own LEI.
GOOD = {
    "uscc": "91110000600037341L",
    "lei": "506700GE1G29325QX363",
    "imo": "9319466",
    "iso6346": "CSQU3054383",
    "locode": "CNZJG",
}
WITH_DIGITS = sorted(set(GOOD) - {"locode"})
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def other_digits(scheme: str, number: str) -> str:
    """The check digits once more, as each standard writes its sum."""
    if scheme == "uscc":  # GB 32100-2015, 4.2.6: weights 3^(i-1) mod 31
        total = sum(USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(number[:17]))
        return USCC[(31 - total % 31) % 31]
    if scheme == "imo":  # Resolution A.1117(30): six digits times 7 to 2, the last digit of the sum
        return str(
            sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False)) % 10
        )
    if scheme == "iso6346":  # Annex A: letters count from 10 without the multiples of 11, weights 2^place
        values = [value for value in range(10, 40) if value % 11]
        total = sum(
            (int(letter) if letter.isdigit() else values[ord(letter) - ord("A")]) << place
            for place, letter in enumerate(number[:10])
        )
        return str(total % 11 % 10)
    written = "".join(str(int(letter, 36)) for letter in number[:18]) + "00"  # ISO/IEC 7064 MOD 97-10
    return f"{98 - int(written) % 97:02d}"


def codes(scheme: str, value: str) -> list[str]:
    return [found.code.removeprefix("methods.finding.") for found in check_number(scheme, value)]


@pytest.mark.parametrize(("scheme", "value"), GOOD.items())
def test_true_numbers_pass(scheme, value):
    assert GOOD.keys() == SCHEMES.keys()
    assert codes(scheme, value) == []
    assert codes(scheme, f" {value[:4].lower()}- {value[4:]} ") == []
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in value)
    assert normalise_number(scheme, full_width) == value


def test_ships_may_be_written_with_imo():
    assert codes("imo", "IMO 9319466") == []
    assert normalise_number("imo", "imo9319466") == "9319466"


def test_rural_collectives_begin_with_a_letter():
    from stdnum.cn.uscc import calc_check_digit

    body = "N2320582MA1T2B3C4"
    assert codes("uscc", body + calc_check_digit(body)) == []


@given(st.sampled_from(WITH_DIGITS), st.data())
def test_one_wrong_digit_is_found(scheme, data):
    number = GOOD[scheme]
    place = data.draw(st.sampled_from([at for at, letter in enumerate(number) if letter.isdigit()]))
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {number[place]})))
    found = codes(scheme, number[:place] + digit + number[place + 1 :])
    # ISO 6346 writes the remainders 0 and 10 both as 0, and IMO weights share factors with 10.
    assert found == ["identifier_check_digit"] or scheme in ("iso6346", "imo")


@pytest.mark.parametrize(
    ("scheme", "value", "code"),
    [
        ("uscc", "911100006000373411", "identifier_check_digit"),
        ("uscc", "9111000060003734", "identifier_length"),
        ("uscc", "91110000600O37341L", "identifier_characters"), ("uscc", "", "identifier_length"),
        ("uscc", "9111000A600037341L", "identifier_characters"),
        ("lei", "213800KUD8LXJWSQ9D15", "identifier_check_digit"), ("lei", "2138", "identifier_length"),
        ("imo", "8814274", "identifier_check_digit"), ("imo", "881427A", "identifier_characters"),
        ("iso6346", "CSQU3054384", "identifier_check_digit"),
        ("iso6346", "CSQA3054383", "identifier_characters"),
        ("iso6346", "C1QU3054383", "identifier_characters"), ("locode", "CNZJ0", "identifier_characters"),
        ("locode", "CN1JG", "identifier_characters"), ("locode", "C2ZJG", "identifier_characters"),
        ("locode", "CNZJ", "identifier_length"),
    ],
)  # fmt: skip
def test_each_fault_is_named(scheme, value, code):
    assert codes(scheme, value) == [code]


def test_an_unknown_scheme_is_not_checked():
    (found,) = check_number("duns", " 12-345 ", field="firm")
    assert (found.severity, found.field, found.params["value"]) == (Severity.NOT_CHECKED, "firm", "12-345")
    (found,) = check_number("imo", "1", severity=Severity.WARNING)
    assert found.severity is Severity.WARNING


@given(st.sampled_from(sorted(GOOD)), st.text())
def test_no_text_raises(scheme, value):
    check_number(scheme, value)


@pytest.mark.parametrize("scheme", WITH_DIGITS)
def test_check_digits_are_those_of_a_second_writing(scheme):
    number = GOOD[scheme]
    known = SCHEMES[scheme]
    assert known.expected is not None
    assert number.endswith(other_digits(scheme, number))
    for change in "0123456789":
        place = next(at for at, letter in enumerate(number) if letter.isdigit())
        other = number[:place] + change + number[place + 1 :]
        digits = other_digits(scheme, other)
        assert known.expected(other) == digits
        assert codes(scheme, other[: -len(digits)] + digits) == []


@pytest.mark.parametrize("number", ["9074729", "9319466", "8814275"])
def test_more_published_ships(number):
    assert codes("imo", number) == []


def test_a_confirmation_says_what_was_checked():
    answer = confirm_number(" ISO6346 ", "csqu 305438-3")
    assert answer.values["number"] == "CSQU3054383"
    assert answer.values["check_digits"] == "3"
    assert confirm_number("locode", "CN ZJG").values["check_digits"] is None
    with pytest.raises(Unreachable) as caught:
        confirm_number("imo", "9319467")
    assert caught.value.findings[0].params["expected_digits"] == "6"
    with pytest.raises(Refused, match="scheme_unknown"):
        confirm_number("duns", "1")
