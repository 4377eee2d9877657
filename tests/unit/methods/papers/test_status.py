"""Status lists and credentials: sizes, ages, changed bytes; checked by Node's own cryptography."""

import gzip
import json
import random
import shutil
import subprocess
from base64 import b64decode, urlsafe_b64decode
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jiangang.methods.findings import Refused
from jiangang.methods.papers import (
    End,
    StatusList,
    bits_of,
    digest,
    encode,
    encoded_list,
    open_credential,
    open_status,
    sign_credential,
    sign_status,
    sign_status_credential,
)
from tests.unit.methods.papers.records import BASE, KEY, KEY_ID, KEYS, record

AT = datetime(2026, 3, 2, tzinfo=UTC)
MILLION = 1_000_000
ENDED = frozenset(random.Random(20260302).sample(range(MILLION), MILLION // 100))


def made(size: int = 100, **ends: End) -> StatusList:
    found = {int(index[1:]): end for index, end in ends.items()}
    return StatusList("370100", AT, size, frozenset(found), found)


def test_a_million_papers_take_fourteen_kilobytes() -> None:
    found = StatusList("370100", AT, MILLION, ENDED, {})
    signed = sign_status(found, key=KEY, key_id=KEY_ID)
    assert len(signed) < 14_500
    assert open_status(signed, KEYS) == found


def test_the_bits_are_where_the_draft_puts_them() -> None:
    # IETF draft Token Status List §4.1, its example of sixteen statuses of one bit: 0xB9 0xA3
    statuses = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    assert bits_of(16, [place for place, ended in enumerate(statuses) if ended]) == bytes.fromhex("b9a3")
    with pytest.raises(ValueError, match="no place"):
        bits_of(8, [8])


def test_days_reasons_and_successors_travel_with_it() -> None:
    found = made(s3=End(date(2026, 3, 1), "收货人申请更正", "N-9"), s99=End(date(2026, 2, 1), "误签"))
    again = open_status(sign_status(found, key=KEY, key_id=KEY_ID), KEYS)
    assert again == found
    assert again.covers(99)
    assert not again.covers(100)
    assert again.age_days(AT + timedelta(days=3, hours=5)) == 3
    bare = open_status(sign_status(found, key=KEY, key_id=KEY_ID, details=False), KEYS)
    assert (bare.ended, bare.ends) == (found.ended, {})


def test_no_byte_of_a_list_can_be_changed() -> None:
    signed = sign_status(made(s3=End(date(2026, 3, 1), "r", "N-9")), key=KEY, key_id=KEY_ID)
    for place in range(len(signed)):
        changed = bytearray(signed)
        changed[place] ^= 0x55
        with pytest.raises(Refused):
            open_status(bytes(changed), KEYS)


def test_a_code_does_not_pass_for_a_list() -> None:
    from jiangang.methods.papers import claims_of, read_qr, sign_code

    code = sign_code(claims_of(encode(record()), signed_at=0), base=BASE, key=KEY, key_id=KEY_ID)
    with pytest.raises(Refused):
        open_status(read_qr(code), KEYS)


def test_a_bomb_is_refused() -> None:
    import zlib

    from jiangang.methods.papers import cose
    from jiangang.methods.papers.status import BITS, DATED, ENDS, OFFICE, SIZE, USE

    bomb = zlib.compress(bytes(1_000_000), 9)
    for size, bits, ends in ((8, bomb, b""), (1 << 40, b"", b""), (8, zlib.compress(b"\0"), b"\x00")):
        said = {OFFICE: "1", DATED: 0, SIZE: size, BITS: bits, ENDS: ends}
        with pytest.raises(Refused) as refusal:
            open_status(cose.sign(said, use=USE, key=KEY, key_id=KEY_ID), KEYS)
        assert refusal.value.findings[0].code.endswith("status_malformed")


def test_the_list_of_w3c_says_the_same() -> None:
    found = StatusList("370100", AT, 200_000, frozenset({0, 7, 8, 199_999}), {})
    text = encoded_list(found)
    raw = gzip.decompress(urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    bits = "".join(f"{byte:08b}" for byte in raw)
    assert text.startswith("u")
    assert [place for place, bit in enumerate(bits) if bit == "1"] == [0, 7, 8, 199_999]
    assert len(gzip.decompress(_gzip_of(encoded_list(made())))) * 8 == 131_072, "no smaller list"


def _gzip_of(text: str) -> bytes:
    return urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))


def test_a_credential_holds_the_record() -> None:
    encoded = encode(record())
    text = sign_credential(encoded, base=BASE, key=KEY, key_id=KEY_ID)
    said = open_credential(text, KEYS)
    assert said["credentialSubject"]["record"] == record()
    assert said["credentialSubject"]["recordDigest"] == f"sha-256:{digest(encoded).hex()}"
    assert said["credentialStatus"]["statusListIndex"] == "41"
    assert said["validUntil"] == "2027-03-02T23:59:59Z"
    for place in range(0, len(text), 3):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(Refused):
            open_credential(text[:place] + other + text[place + 1 :], KEYS)


JUDGE = """
const [jwt, spki] = JSON.parse(require('fs').readFileSync(0));
const [head, body, signature] = jwt.split('.');
const key = require('crypto').createPublicKey({key: Buffer.from(spki, 'base64'), format: 'der', type:
'spki'}); const good = require('crypto').verify('sha256', Buffer.from(head + '.' + body),
  {key, dsaEncoding: 'ieee-p1363'}, Buffer.from(signature, 'base64url'));
console.log(JSON.stringify({good, head: JSON.parse(Buffer.from(head, 'base64url')),
  body: JSON.parse(Buffer.from(body, 'base64url'))}));
"""


def test_node_finds_the_signatures_good() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("!!! node is not installed: NO SECOND PROGRAM HAS CHECKED THE CREDENTIAL !!!")
    spki = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    texts = [
        sign_credential(encode(record()), base=BASE, key=KEY, key_id=KEY_ID),
        sign_status_credential(made(), base=BASE, key=KEY, key_id=KEY_ID),
    ]
    for text, good in [(text, True) for text in texts] + [(texts[0][:-3] + "AAA", False)]:
        asked = json.dumps([text, __import__("base64").b64encode(spki).decode()])
        ran = subprocess.run([node, "-e", JUDGE], input=asked, capture_output=True, text=True, check=True)
        said = json.loads(ran.stdout)
        assert said["good"] is good
        assert (said["head"]["alg"], said["head"]["typ"]) == ("ES256", "vc+jwt")
    assert b64decode(json.loads(asked)[1]) == spki
