"""DER, written: the few forms that signatures and time-stamps need. Reading is asn1crypto's.

Source: ITU-T X.690 §8 and §10.
"""

SEQUENCE, SET, CONTEXT_0, CONTEXT_1 = 0x30, 0x31, 0xA0, 0xA1
NULL = b"\x05\x00"
OIDS = {
    "signed_data": "1.2.840.113549.1.7.2",
    "data": "1.2.840.113549.1.7.1",
    "tst_info": "1.2.840.113549.1.9.16.1.4",
    "signature_time_stamp_token": "1.2.840.113549.1.9.16.2.14",
    "content_type": "1.2.840.113549.1.9.3",
    "message_digest": "1.2.840.113549.1.9.4",
    "signing_certificate_v2": "1.2.840.113549.1.9.16.2.47",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sha256_ecdsa": "1.2.840.10045.4.3.2",
    "sha256_rsa": "1.2.840.113549.1.1.11",
    "sha384_rsa": "1.2.840.113549.1.1.12",
    "sha512_rsa": "1.2.840.113549.1.1.13",
    "rsassa_pkcs1v15": "1.2.840.113549.1.1.1",
}
"""Names as asn1crypto gives them, and object identifiers."""


def item(tag: int, *parts: bytes) -> bytes:
    """A value with its tag and length in the shortest form."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    width = (size.bit_length() + 7) // 8
    return bytes((tag, 0x80 | width)) + size.to_bytes(width, "big") + body


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE of parts."""
    return item(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """A SET OF, its parts in the order of their bytes."""
    return item(SET, *sorted(parts))


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return item(0x04, value)


def integer(value: int) -> bytes:
    """An INTEGER."""
    return item(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def generalized_time(text: str) -> bytes:
    """A GeneralizedTime, `20261126004303Z`."""
    return item(0x18, text.encode())


def oid(name: str) -> bytes:
    """An OBJECT IDENTIFIER by its name in `OIDS`, or in dotted digits."""
    first, second, *rest = map(int, OIDS.get(name, name).split("."))
    return item(0x06, *map(_base_128, (40 * first + second, *rest)))


def _base_128(value: int) -> bytes:
    found = [value & 0x7F]
    while value := value >> 7:
        found.append(value & 0x7F | 0x80)
    return bytes(reversed(found))
