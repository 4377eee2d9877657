"""A signed message in COSE_Sign1 with ES256, read in one spelling only.

The protected header holds the algorithm and the key's identifier, the unprotected one nothing. What a message
is for is signed with it as external data, so that no message can pass for one of another use. Of the two
values of s that ECDSA accepts, only the lower one is written and read.
Source of all of it: RFC 9052 §4.2 and §4.4, RFC 9053 §2.1; deterministic signatures by RFC 6979.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import cbor

SIGN1_TAG = b"\xd2"  # tag 18
ALGORITHM, KEY_ID, ES256 = 1, 4, -7
KEY_ID_SIZE, HALF = 8, 32
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3)."""
ALGORITHM_ONLY = ECDSA(SHA256())

Keys = Mapping[bytes, Sequence[EllipticCurvePublicKey]]
"""Trusted keys by identifier; two may share one, and then each is tried."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a message said: the key that signed it, and the payload."""

    key_id: bytes
    payload: Any


def key_id_of(certificate: bytes) -> bytes:
    """The identifier of a key: the first 8 bytes of the SHA-256 of its certificate (DER)."""
    return sha256(certificate).digest()[:KEY_ID_SIZE]


def signature_of(message: bytes, key: EllipticCurvePrivateKey) -> bytes:
    """r and s of P-256, 32 bytes each, s being the lower one; the same for the same message and key."""
    r, s = decode_dss_signature(key.sign(message, ECDSA(SHA256(), deterministic_signing=True)))
    return r.to_bytes(HALF, "big") + min(s, ORDER - s).to_bytes(HALF, "big")


def is_signature_of(signature: bytes, message: bytes, key: EllipticCurvePublicKey) -> bool:
    """Whether r and s, with the lower s, sign the message under the key."""
    if len(signature) != 2 * HALF:
        return False
    r, s = int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
    if not 0 < r < ORDER or not 0 < s <= ORDER // 2:
        return False
    try:
        key.verify(encode_dss_signature(r, s), message, ALGORITHM_ONLY)
    except InvalidSignature:
        return False
    return True


def sign(payload: Any, *, use: bytes, key: EllipticCurvePrivateKey, key_id: bytes) -> bytes:
    """The message: tag 18, header, payload (any value of our CBOR), signature of 64 bytes.

    use: what the message is for, signed as external data and not carried. Raises ValueError for another curve
    or an identifier that has not 8 bytes.
    """
    if not isinstance(key.curve, SECP256R1) or len(key_id) != KEY_ID_SIZE:
        raise ValueError("papers are signed with P-256 keys that are named by 8 bytes")
    protected = _protected(key_id)
    body = cbor.write(payload)
    signature = signature_of(_signed(protected, use, body), key)
    return SIGN1_TAG + cbor.write([protected, {}, body, signature])


def open_message(data: bytes, *, use: bytes, keys: Keys) -> Opened:
    """What a message says, once a trusted key is found to have signed it for this use.

    Raises Refused: `code_malformed` for another form or spelling, `key_unknown` when no trusted key has its
    identifier, `signature_wrong` when none of those signed it.
    """
    protected, body, signature = _parts(data)
    key_id = protected[-KEY_ID_SIZE:]
    known = keys.get(key_id, ())
    if not known:
        raise _refused("key_unknown", key=key_id.hex())
    message = _signed(protected, use, body)
    if not any(is_signature_of(signature, message, key) for key in known):
        raise _refused("signature_wrong", key=key_id.hex())
    try:
        return Opened(key_id, cbor.read(body))
    except cbor.NotCanonical as fault:
        raise _refused("code_malformed", fault=str(fault)) from fault


def key_id_in(data: bytes) -> bytes:
    """The identifier of the key that a message names, unchecked; Refused (`code_malformed`) for no
    message.
    """
    return _parts(data)[0][-KEY_ID_SIZE:]


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        if data[:1] != SIGN1_TAG:
            raise cbor.NotCanonical("no COSE_Sign1")
        found = cbor.read(bytes(data[1:]))
        if not isinstance(found, list) or len(found) != 4:
            raise cbor.NotCanonical("not four parts")
        protected, unprotected, body, signature = found
        if unprotected != {} or not all(isinstance(each, bytes) for each in (protected, body, signature)):
            raise cbor.NotCanonical("parts of another kind")
        if protected != _protected(protected[-KEY_ID_SIZE:]):
            raise cbor.NotCanonical("another header than ES256 and a key's 8 bytes")
    except cbor.NotCanonical as fault:
        raise _refused("code_malformed", fault=str(fault)) from fault
    return protected, body, signature


@cache
def _protected(key_id: bytes) -> bytes:
    return cbor.write({ALGORITHM: ES256, KEY_ID: key_id})


def _signed(protected: bytes, use: bytes, body: bytes) -> bytes:
    return cbor.write(["Signature1", protected, use, body])


def _refused(code: str, **params: object) -> Refused:
    return Refused(Finding(f"methods.papers.finding.{code}", params=params))
