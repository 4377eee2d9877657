"""The canonical record against cbor2, another program's canonical CBOR, and against itself with a byte
changed.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.papers import RECORD_FORM, cbor, decode, digest, encode

LEAVES = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text() | st.binary()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=25
)


@given(st.dictionaries(st.text(), VALUES))
def test_another_program_writes_the_same_bytes(values: dict[str, object]) -> None:
    record = {**values, "form": RECORD_FORM}
    encoded = encode(record)
    assert encoded == cbor2.dumps(record, canonical=True)
    assert decode(encoded) == cbor2.loads(encoded) == record


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (0, "00"), (23, "17"), (24, "1818"), (1000, "1903e8"), (1000000000000, "1b000000e8d4a51000"),
        (18446744073709551615, "1bffffffffffffffff"), (-1, "20"), (-1000, "3903e7"), (False, "f4"),
        (True, "f5"), (None, "f6"), (b"", "40"), (b"\x01\x02\x03\x04", "4401020304"), ("IETF", "6449455446"),
        ("ü", "62c3bc"), ("水", "63e6b0b4"), ("𐅑", "64f0908591"), ([], "80"), ([1, [2, 3]], "8201820203"),
        ({}, "a0"), ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
    ],
)  # fmt: skip
def test_the_examples_of_the_standard(value: object, spelt: str) -> None:
    # RFC 8949 appendix A
    assert cbor.write(value).hex() == spelt
    assert cbor.read(bytes.fromhex(spelt)) == value


@pytest.mark.parametrize(
    "spelt",
    [
        "1800", "190001", "1a00000001", "1b0000000000000001",  # longer than needed
        "f90000", "fb3ff199999999999a",  # floats
        "5f42010243030405ff", "9fff", "bfff", "7fff",  # indefinite lengths
        "a2616201616101", "a2616101616101",  # keys out of order, one twice
        "a1f401", "a14101f6",  # a key that is neither text nor number
        "c074", "d74401020304", "f7", "f0", "f818", "1c", "ff",  # tags, undefined, simple, reserved
        "61ff", "62c3", "4401", "8101" + "00", "", "9bffffffffffffffff", "bb7fffffffffffffff",
        "5bffffffffffffffff", "81" * 100 + "00",
    ],
)  # fmt: skip
def test_no_other_spelling_is_read(spelt: str) -> None:
    with pytest.raises(cbor.NotCanonical):
        cbor.read(bytes.fromhex(spelt))


def test_days_and_amounts_are_texts() -> None:
    record = {
        "form": RECORD_FORM,
        "on": date(2026, 3, 2),
        "at": datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
        "mass": Decimal("24012.50"),
    }
    said = {**record, "on": "2026-03-02", "at": "2026-03-02T01:30:00+00:00", "mass": "24012.50"}
    assert decode(encode(record)) == said
    assert digest(encode(record)) == sha256(cbor2.dumps(said, canonical=True)).digest()


@pytest.mark.parametrize("value", [0.1, {1}, {1: "a"}, Decimal("nan"), datetime(2026, 3, 2), object()])
def test_what_has_no_exact_text_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode({"form": RECORD_FORM, "value": value})


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="form"):
        encode({"form": "papers.record/3"})
    for raw in (cbor.write({"form": "papers.record/1"}), cbor.write([]), cbor.write({1: 2}), b""):
        with pytest.raises(Refused):
            decode(raw)


def test_no_byte_can_be_changed_unseen() -> None:
    encoded = encode(
        {"form": RECORD_FORM, "number": "N-1", "lines": [{"mass": "1"}, None, True, 300, b"\x00"]}
    )
    original = digest(encoded)
    for place in range(len(encoded)):
        for change in (1, 0x80, 0xFF):
            changed = bytearray(encoded)
            changed[place] ^= change
            assert digest(bytes(changed)) != original
            try:
                assert decode(bytes(changed)) != decode(encoded)
            except Refused as refusal:
                assert refusal.findings[0].code == "methods.papers.finding.record_not_canonical"
