"""The office's own time-stamp service: a request of RFC 3161 in, a signed token out.

It says what its clock says, never what a caller says: that a paper was there at a moment is worth nothing
when an officer can choose the moment. It is named as the office's own in its certificate and policy; an
office that wants another's word sets the address of an outside service.
Source: RFC 3161 §2.4, RFC 5816 (signing certificate version 2), ETSI EN 319 422.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from jiangang.kernel.papers import der

POLICY = "2.25.222960270917541266397316049733063311711"
"""The policy under which we stamp: a UUID of our own as an object identifier (ITU-T X.667)."""
DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}
LARGEST_REQUEST = 4096
GRANTED, REJECTION = 0, 2
FAILURES = {"bad_alg": 0, "bad_data_format": 5, "unaccepted_policy": 15, "unaccepted_extensions": 16}
"""Bits of PKIFailureInfo (RFC 3161 §2.4.2)."""
SHA256_ONLY = der.sequence(der.oid("sha256"))


@dataclass(frozen=True)
class StampService:
    """Key, certificate (DER), certificates above it (DER), and the clock that it trusts."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    chain: tuple[bytes, ...]
    clock: Callable[[], datetime]

    def answer(self, request: bytes) -> bytes:
        """The answer to a request (both DER): granted with a token, or refused with the reason's bit."""
        from asn1crypto import tsp  # type: ignore[import-untyped]  # no types

        if len(request) > LARGEST_REQUEST:
            return _refused("bad_data_format")
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            algorithm = asked["message_imprint"]["hash_algorithm"]["algorithm"].native
            imprint = asked["message_imprint"]["hashed_message"].native
            nonce = asked["nonce"].native
            policy = asked["req_policy"].native
            extended = asked["extensions"].native
        except (ValueError, TypeError):
            return _refused("bad_data_format")
        if DIGEST_SIZES.get(algorithm) != len(imprint):
            return _refused("bad_alg")
        if policy not in (None, POLICY):
            return _refused("unaccepted_policy")
        if extended:
            return _refused("unaccepted_extensions")
        return der.sequence(der.sequence(der.integer(GRANTED)), self.token(imprint, algorithm, nonce))

    def token(self, imprint: bytes, algorithm: str, nonce: int | None) -> bytes:
        """A time-stamp token (CMS, DER) over a hash, dated by the service's clock in whole seconds."""
        now = self.clock().astimezone(UTC)
        serial = int.from_bytes(secrets.token_bytes(16), "big") >> 1
        info = der.sequence(
            der.integer(1),
            der.oid(POLICY),
            der.sequence(der.sequence(der.oid(algorithm)), der.octets(imprint)),
            der.integer(serial),
            der.generalized_time(f"{now:%Y%m%d%H%M%SZ}"),
            *([] if nonce is None else [der.integer(nonce)]),
        )
        attributes = sorted(self._attributes(info))
        signature = self.key.sign(der.item(der.SET, *attributes), ec.ECDSA(SHA256()))
        signer = der.sequence(
            der.integer(1),
            self._identity,
            SHA256_ONLY,
            der.item(der.CONTEXT_0, *attributes),
            der.sequence(der.oid("sha256_ecdsa")),
            der.octets(signature),
        )
        body = der.sequence(
            der.integer(3),
            der.set_of(SHA256_ONLY),
            der.sequence(der.oid("tst_info"), der.item(der.CONTEXT_0, der.octets(info))),
            der.item(der.CONTEXT_0, *sorted((self.certificate, *self.chain))),
            der.set_of(signer),
        )
        return der.sequence(der.oid("signed_data"), der.item(der.CONTEXT_0, body))

    def _attributes(self, info: bytes) -> list[bytes]:
        named = der.sequence(der.sequence(der.sequence(der.octets(sha256(self.certificate).digest()))))
        return [
            der.sequence(der.oid("content_type"), der.set_of(der.oid("tst_info"))),
            der.sequence(der.oid("message_digest"), der.set_of(der.octets(sha256(info).digest()))),
            der.sequence(der.oid("signing_certificate_v2"), der.set_of(named)),
        ]

    @cached_property
    def _identity(self) -> bytes:
        from asn1crypto import x509

        own = x509.Certificate.load(self.certificate)
        return der.sequence(own.issuer.dump(), der.integer(own.serial_number))


def _refused(reason: str) -> bytes:
    bit = FAILURES[reason]
    flags = bytearray(bit // 8 + 1)
    flags[-1] = 0x80 >> bit % 8
    return der.sequence(
        der.sequence(der.integer(REJECTION), der.item(0x03, bytes([7 - bit % 8]), bytes(flags)))
    )
