"""The code of a paper: read by two other programs, verified, and never after a letter was changed."""

from base64 import b32decode
from dataclasses import asdict
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.papers import (
    agrees,
    claims_of,
    cose,
    digest,
    encode,
    fields_of,
    open_code,
    qr_text,
    read_qr,
    sign_code,
)
from tests.unit.methods.papers.records import BASE, KEY, KEY_ID, KEYS, OTHER_KEY, record

ENCODED = encode(record())
CLAIMS = claims_of(ENCODED, signed_at=1_772_415_000)
TEXT = sign_code(CLAIMS, base=BASE, key=KEY, key_id=KEY_ID)
HEAD = b"HTTPS://CIQ.EXAMPLE/C/"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def codes_of(text: str, keys: Any = None) -> list[str]:
    with pytest.raises(Refused) as refusal:
        open_code(text, KEYS if keys is None else keys)
    return [finding.code.rpartition(".")[2] for finding in refusal.value.findings]


def test_what_was_signed_is_read() -> None:
    assert open_code(TEXT, KEYS) == CLAIMS
    assert agrees(CLAIMS, ENCODED)
    assert not agrees(CLAIMS, encode(record(number="N-2")))
    assert CLAIMS.status_index == 41
    assert sign_code(CLAIMS, base=BASE, key=KEY, key_id=KEY_ID) == TEXT, "the same each time"


def test_it_is_short_and_in_the_alphabet_of_dense_codes() -> None:
    assert len(TEXT) < 640
    assert set(TEXT) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_pycose_finds_the_signature_good() -> None:
    from pycose.keys import EC2Key
    from pycose.messages import Sign1Message

    found = Sign1Message.decode(read_qr(TEXT))
    numbers = KEY.public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
    found.key, found.external_aad = EC2Key(crv="P_256", x=x, y=y), HEAD
    assert found.verify_signature()
    found.external_aad = b"HTTPS://OTHER.EXAMPLE/C/"
    assert not found.verify_signature()
    assert cbor2.loads(found.payload)[2] == "370100-2026-000001-9"


def test_cwt_reads_it_too() -> None:
    import cwt
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = cwt.COSEKey.from_pem(pem, kid=KEY_ID, alg="ES256")
    payload = cwt.COSE.new().decode(read_qr(TEXT), keys=[key], external_aad=HEAD)
    said = cbor2.loads(payload)
    assert (said[1], said[2], said[-65538]) == ("370100", CLAIMS.fields.number, digest(ENCODED))


def test_we_read_what_pycose_signs() -> None:
    from pycose.headers import KID, Algorithm
    from pycose.keys import EC2Key
    from pycose.messages import Sign1Message

    numbers = KEY.public_key().public_numbers()
    words = {name: getattr(numbers, name).to_bytes(32, "big") for name in "xy"}
    d = KEY.private_numbers().private_value.to_bytes(32, "big")
    body = cose.cbor.write(CLAIMS.as_map())
    message = Sign1Message(phdr={Algorithm: "ES256", KID: KEY_ID}, payload=body, external_aad=HEAD)
    message.key = EC2Key(crv="P_256", d=d, **words)
    for _ in range(8):  # its signatures are of chance: every second one has the higher s, which we refuse
        text = qr_text(message.encode(), BASE)
        try:
            assert open_code(text, KEYS) == CLAIMS
            return
        except Refused as refusal:
            assert refusal.findings[0].code.endswith("signature_wrong")
    raise AssertionError("eight signatures with the higher s")


def test_no_letter_can_be_changed() -> None:
    """Each letter of the text, changed to its neighbour and to another kind of letter, and left out."""
    for place, letter in enumerate(TEXT):
        others = [LETTERS[(LETTERS.find(letter) + 1) % 32], letter.lower(), "1", "8", "=", " ", "Ａ", ""]
        for other in others:
            if other == letter:
                continue
            try:
                found = open_code(TEXT[:place] + other + TEXT[place + 1 :], KEYS)
            except Refused:
                continue
            raise AssertionError(f"letter {place} {letter!r} → {other!r} read as {found}")


@settings(max_examples=300)
@given(st.integers(0, len(read_qr(TEXT)) - 1), st.integers(1, 255))
def test_no_byte_of_the_message_can_be_changed(place: int, change: int) -> None:
    raw = bytearray(read_qr(TEXT))
    raw[place] ^= change
    assert codes_of(qr_text(bytes(raw), BASE))


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "=", TEXT + "\n", " " + TEXT, TEXT.lower(), TEXT.replace("/C/", "/D/"), TEXT + "A" * 8,
        "HTTPS://CIQ.EXAMPLE/C/", "HTTPS://CIQ.EXAMPLE/C/A", "HTTPS://CIQ.EXAMPLE/C/AB======",
        "FTP" + TEXT[5:], "HTTPS://" + "A" * 4000, TEXT.replace("EXAMPLE", "EXAMPLE\u200b"), "",
    ],
)  # fmt: skip
def test_no_other_spelling_is_a_code(text: str) -> None:
    assert codes_of(text)[0] in ("qr_malformed", "code_malformed", "signature_wrong")


def test_the_last_letter_has_one_spelling() -> None:
    """Base32 leaves bits over: other letters that spell the same bytes are refused."""
    body = TEXT.partition("/C/")[2]
    raw = b32decode(body + "=" * (-len(body) % 8))
    twins = [TEXT[:-1] + letter for letter in LETTERS if letter != TEXT[-1]]
    same = [
        each
        for each in twins
        if len(body) % 8 and b32decode(each.partition("/C/")[2] + "=" * (-len(body) % 8)) == raw
    ]
    assert all(codes_of(each) == ["qr_malformed"] for each in same)


def test_other_keys_are_told_apart() -> None:
    assert codes_of(TEXT, {}) == ["key_unknown"]
    assert codes_of(TEXT, {KEY_ID: [OTHER_KEY.public_key()]}) == ["signature_wrong"]
    both = {KEY_ID: [OTHER_KEY.public_key(), KEY.public_key()]}
    assert open_code(TEXT, both) == CLAIMS, "two keys of one identifier are both tried"


def test_the_mirror_signature_is_refused() -> None:
    signature = cose.signature_of(b"x", KEY)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    mirrored = signature[:32] + (cose.ORDER - s).to_bytes(32, "big")
    KEY.public_key().verify(encode_dss_signature(r, cose.ORDER - s), b"x", cose.ALGORITHM_ONLY)
    assert cose.is_signature_of(signature, b"x", KEY.public_key())
    assert not cose.is_signature_of(mirrored, b"x", KEY.public_key())


def test_fields_are_cut_between_letters() -> None:
    fields = fields_of(record())
    assert fields.consignor.encode().__len__() <= 42
    assert fields.consignor.endswith("…")
    assert fields.goods == "080929 鲜甜樱桃 (+1)"
    assert fields.amount == "24012.5 kg"
    long = record(lines=[{"hs_code": "1", "goods": {"zh": "樱" * 50, "en": ""}}] * 12)
    assert len(fields_of(long).goods.encode()) <= 42
    assert fields_of(long).goods.endswith("… (+11)")
    assert fields_of(record(summary={"goods": "m/v EVER SHIP"})).goods == "m/v EVER SHIP"
    assert all(asdict(fields).values())


def test_an_address_that_capitals_cannot_hold_is_refused() -> None:
    for base in ("https://ciq.example/~x", "ciq.example", "https://检疫.example", "https://a b"):
        with pytest.raises(ValueError, match="capitals"):
            sign_code(CLAIMS, base=base, key=KEY, key_id=KEY_ID)
    local = sign_code(CLAIMS, base="http://127.0.0.1:8000/", key=KEY, key_id=KEY_ID)
    assert local.startswith("HTTP://127.0.0.1:8000/C/")
    assert open_code(local, KEYS) == CLAIMS
