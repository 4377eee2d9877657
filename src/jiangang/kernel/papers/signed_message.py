"""One CMS signature, checked: what it signs, who signed it, and for a time-stamp, when.

Source: RFC 5652 §5.4 and §5.6, RFC 5035 (signing certificate version 2), RFC 3161 §2.4.2.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from jiangang.kernel.papers.evidence import Evidence, Unproved

DIGESTS: dict[str, type[HashAlgorithm]] = {"sha256": SHA256, "sha384": SHA384, "sha512": SHA512}


@dataclass(frozen=True, slots=True)
class Signature:
    """A checked signature: the signer's certificate, its own bytes, and for a time-stamp the moment it
    says.
    """

    certificate: x509.Certificate
    value: bytes
    gen_time: datetime | None = None
    stamp: bytes = b""


def check_seal(content: bytes, signed: bytes, evidence: Evidence) -> tuple[Signature, Signature]:
    """The seal over the signed bytes and the time-stamp over the seal. Raises Unproved."""
    signer, attributes, info = _opened(content)
    certificate = _checked(info, signer, attributes, signed, "data")
    (token,) = (
        each["values"][0].dump()
        for each in info["unsigned_attrs"]
        if each["type"].native == "signature_time_stamp_token"
    )
    value = bytes(info["signature"])
    stamp = check_stamp(token, value, evidence)
    if stamp.gen_time is None:
        raise Unproved("wrong", "a time-stamp without time")
    evidence.check(certificate, stamp.gen_time, for_stamps=False)
    return Signature(certificate, value), stamp


def check_stamp(token: bytes, stamped: bytes, evidence: Evidence) -> Signature:
    """A time-stamp token over the stamped bytes. Raises Unproved."""
    from asn1crypto import cms, tsp  # type: ignore[import-untyped]  # no types

    signer, attributes, info = _opened(token)
    data = cms.ContentInfo.load(token)["content"]
    raw = bytes(data["encap_content_info"]["content"])
    said = tsp.TSTInfo.load(raw, strict=True)
    imprint = said["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if (
        algorithm not in DIGESTS
        or imprint["hashed_message"].native != hashlib.new(algorithm, stamped).digest()
    ):
        raise Unproved("wrong", "a time-stamp of other bytes")
    certificate = _checked(info, signer, attributes, raw, "tst_info")
    moment: datetime = said["gen_time"].native
    evidence.check(certificate, moment, for_stamps=True)
    return Signature(certificate, bytes(info["signature"]), moment)


def _opened(content: bytes) -> tuple[bytes, Any, Any]:
    """The signer's certificate (DER), the signed attributes, the signer's part."""
    from asn1crypto import cms

    data = cms.ContentInfo.load(content, strict=True)["content"]
    (info,) = data["signer_infos"]
    sid = info["sid"].chosen
    for each in data["certificates"]:
        found = each.chosen
        if found.issuer == sid["issuer"] and found.serial_number == sid["serial_number"].native:
            return found.dump(), info["signed_attrs"], info
    raise Unproved("unknown", "a signer without certificate")


def _checked(info: Any, signer: bytes, attributes: Any, signed: bytes, content_type: str) -> x509.Certificate:
    said: dict[str, Any] = {}
    for each in attributes:
        name = each["type"].native
        if name in said or len(each["values"]) != 1:
            raise Unproved("wrong", f"{name} twice")
        said[name] = each["values"][0]
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in DIGESTS or said["content_type"].native != content_type:
        raise Unproved("wrong", "a kind of signature that papers do not use")
    if said["message_digest"].native != hashlib.new(algorithm, signed).digest():
        raise Unproved("wrong", "the bytes are not those that were signed")
    _check_certificate_named(said, signer)
    certificate = x509.load_der_x509_certificate(signer)
    _check_signature(certificate, bytes(info["signature"]), attributes.untag().dump(), info, algorithm)
    return certificate


def _check_certificate_named(said: dict[str, Any], signer: bytes) -> None:
    for name, plain in (("signing_certificate_v2", "sha256"), ("signing_certificate", "sha1")):
        if name in said:
            first = said[name]["certs"][0]
            if name == "signing_certificate_v2":
                plain = first["hash_algorithm"]["algorithm"].native
            if plain not in (*DIGESTS, "sha1"):
                break
            if first["cert_hash"].native == hashlib.new(plain, signer).digest():
                return
    raise Unproved("wrong", "the signature does not name its certificate")


def _check_signature(
    certificate: x509.Certificate, value: bytes, signed: bytes, info: Any, digest: str
) -> None:
    name = info["signature_algorithm"]["algorithm"].native
    algorithm = DIGESTS[name.partition("_")[0] if name.partition("_")[0] in DIGESTS else digest]()
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and name.endswith("_ecdsa"):
            key.verify(value, signed, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey) and name.endswith(("_rsa", "_pkcs1v15")):
            key.verify(value, signed, padding.PKCS1v15(), algorithm)
        else:
            raise Unproved("wrong", f"a signature by {name}")
    except InvalidSignature as error:
        raise Unproved("wrong", "the signature does not fit") from error
