"""The QR code of a paper: a signed message of ten fields and the record's hash, inside an address.

`HTTPS://HOST/C/` and base32 without padding, all in capitals: the alphanumeric mode of QR codes holds it, any
camera opens it, and it is verified without network. The address is signed with the message, so that no letter
of the text can be changed. The message is a CWT (RFC 8392) in COSE_Sign1:

| claim | what |
|---|---|
| 1 `iss` | code of the office |
| 2 `sub` | number of the paper |
| 6 `iat` | moment of signing, seconds since 1970-01-01 UTC |
| -65537 | the other eight fields, in the order of `fields.NAMES` |
| -65538 | SHA-256 of the canonical record |
| -65539 | place in the office's status list, left out where the paper has none |
"""

import re
from base64 import b32decode, b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import cose
from jiangang.methods.papers.canonical import decode, digest
from jiangang.methods.papers.fields import NAMES, TenFields, fields_of
from jiangang.methods.register import method

ISSUER, SUBJECT, ISSUED_AT = 1, 2, 6
OTHER_FIELDS, RECORD_DIGEST, STATUS_INDEX = -65537, -65538, -65539
CARRIED = tuple(name for name in NAMES if name not in ("number", "office"))
ADDRESS = re.compile(r"HTTPS?://[A-Z0-9.-]+(?::[0-9]{1,5})?/(?:[A-Z0-9._-]+/)*C/")
TEXT = re.compile(rf"({ADDRESS.pattern})([A-Z2-7]+)")
LARGEST_TEXT = 2000
DIGEST_SIZE = 32
SOURCES = ("RFC 8392 (CWT)", "RFC 9052 (COSE_Sign1)", "RFC 4648 §6 (base32)", "ISO/IEC 18004, alphanumeric")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a code says. digest: SHA-256 of the canonical record, 32 bytes; signed_at: seconds since 1970;
    status_index: place in the status list, or None.
    """

    fields: TenFields
    digest: bytes
    signed_at: int
    status_index: int | None = None

    def as_map(self) -> dict[int, Any]:
        """The claims as they are signed."""
        said = {
            ISSUER: self.fields.office,
            SUBJECT: self.fields.number,
            ISSUED_AT: self.signed_at,
            OTHER_FIELDS: [getattr(self.fields, name) for name in CARRIED],
            RECORD_DIGEST: self.digest,
        }
        return said if self.status_index is None else {**said, STATUS_INDEX: self.status_index}


@method(
    "papers.claims_of", source=SOURCES[:2], verified="a property test: PDF, code, XML and credential agree"
)
def claims_of(canonical: bytes, *, signed_at: int, status_index: int | None = None) -> Claims:
    """The claims about a canonical record.

    signed_at: seconds since 1970; status_index: the record's own field of that name where None. Raises
    Refused when the bytes are not canonical.
    """
    record = decode(canonical)
    index = record.get("status_index") if status_index is None else status_index
    return Claims(fields_of(record), digest(canonical), signed_at, index)


@method(
    "papers.sign_code", source=SOURCES, verified="cwt and pycose read it and find the same signature good"
)
def sign_code(claims: Claims, *, base: str, key: EllipticCurvePrivateKey, key_id: bytes) -> str:
    """The text of the QR code.

    base: address of the office, `https://host`; key: of P-256; key_id: first 8 bytes of the SHA-256 of its
    certificate. The same claims and key give the same text. Raises ValueError for an address that capitals
    cannot hold.
    """
    head = address_of(base)
    return qr_text(cose.sign(claims.as_map(), use=head.encode(), key=key, key_id=key_id), base)


@method("papers.qr_text", source=SOURCES[2:], verified="zxing-cpp reads what it wrote from the picture")
def qr_text(cwt: bytes, base: str) -> str:
    """A message as text of a QR code: `HTTPS://HOST/C/` and base32 without padding, in capitals.

    Raises ValueError for an address that capitals cannot hold.
    """
    return address_of(base) + b32encode(cwt).decode().rstrip("=")


@method(
    "papers.read_qr", source=SOURCES[2:], verified="each letter of a text changed: refused or not verified"
)
def read_qr(text: str) -> bytes:
    """The message in the text of a QR code; Refused (`qr_malformed`) for any other than the one spelling."""
    return _split(text)[1]


@method("papers.open_code", source=SOURCES, verified="cwt and pycose; each letter of a text changed")
def open_code(text: str, keys: cose.Keys) -> Claims:
    """The claims of a code, once a trusted key is found to have signed them together with its address.

    keys: public keys of P-256 by identifier. Raises Refused: `qr_malformed`, `code_malformed`, `key_unknown`,
    `signature_wrong`.
    """
    head, cwt = _split(text)
    return _claims(cose.open_message(cwt, use=head.encode(), keys=keys).payload)


@method(
    "papers.agrees", source="form papers.record/2", verified="each byte of a record changed: no agreement"
)
def agrees(claims: Claims, canonical: bytes) -> bool:
    """Whether a code speaks of exactly this canonical record: its hash, and each of its ten fields."""
    try:
        return digest(canonical) == claims.digest and fields_of(decode(canonical)) == claims.fields
    except Refused:
        return False


def address_of(base: str) -> str:
    """The address before the message: `https://host` → `HTTPS://HOST/C/`."""
    head = f"{base.rstrip('/').upper()}/C/"
    if not ADDRESS.fullmatch(head):
        raise ValueError(f"{base!r} cannot stand in a QR code in capitals: use http(s)://host[:port]")
    return head


def _split(text: str) -> tuple[str, bytes]:
    found = TEXT.fullmatch(text) if len(text) <= LARGEST_TEXT else None
    if found is None:
        raise _refused("qr_malformed")
    body = found[2]
    try:
        cwt = b32decode(body + "=" * (-len(body) % 8))
    except ValueError as error:
        raise _refused("qr_malformed") from error
    if b32encode(cwt).decode().rstrip("=") != body:
        raise _refused("qr_malformed")
    return found[1], cwt


def _claims(said: Any) -> Claims:
    try:
        if not isinstance(said, dict) or not isinstance(said[OTHER_FIELDS], list):
            raise ValueError("no claims")
        others = said[OTHER_FIELDS]
        if set(said) - {STATUS_INDEX} != {ISSUER, SUBJECT, ISSUED_AT, OTHER_FIELDS, RECORD_DIGEST}:
            raise ValueError("other claims than those of a paper")
        words = {"office": said[ISSUER], "number": said[SUBJECT], **dict(zip(CARRIED, others, strict=True))}
        if not all(isinstance(word, str) for word in words.values()):
            raise ValueError("a field that is no text")
        return _whole(
            Claims(TenFields(**words), said[RECORD_DIGEST], said[ISSUED_AT], said.get(STATUS_INDEX))
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _refused("code_malformed", fault=str(error)) from error


def _whole(claims: Claims) -> Claims:
    if not isinstance(claims.digest, bytes) or len(claims.digest) != DIGEST_SIZE:
        raise ValueError("no SHA-256")
    for value in (claims.signed_at, 0 if claims.status_index is None else claims.status_index):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError("no whole number")
    return claims


def _refused(code: str, **params: object) -> Refused:
    return Refused(Finding(f"methods.papers.finding.{code}", params=params))


def fields_as_map(fields: TenFields) -> Mapping[str, str]:
    """The ten fields by name, in their order."""
    return {name: getattr(fields, name) for name in NAMES}
