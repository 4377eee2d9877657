"""A paper as a W3C verifiable credential, `vc+jwt`: for wallets and programs of others, to be downloaded.

Source of all of it: W3C VC Data Model 2.0; Securing Verifiable Credentials using JOSE and COSE §3.1; RFC
7515.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import cose
from jiangang.methods.papers.canonical import decode, digest
from jiangang.methods.papers.fields import fields_of
from jiangang.methods.papers.qr import fields_as_map
from jiangang.methods.papers.status import StatusList, encoded_list
from jiangang.methods.register import method

CONTEXT = "https://www.w3.org/ns/credentials/v2"
SOURCE = ("W3C VC Data Model 2.0", "W3C VC JOSE COSE §3.1", "RFC 7515 (JWS), RFC 7518 §3.4 (ES256)")
LARGEST = 2 * 1024 * 1024


@method("papers.sign_credential", source=SOURCE, verified="Node's WebCrypto finds the same signature good")
def sign_credential(
    canonical: bytes,
    *,
    base: str,
    key: EllipticCurvePrivateKey,
    key_id: bytes,
) -> str:
    """The credential of a canonical record as one JWT, media type `application/vc+jwt`.

    base: address of the office, `https://host`; the subject holds the ten fields, the whole record and its
    SHA-256. The same record and key give the same text.
    """
    record = decode(canonical)
    root = base.rstrip("/")
    office = record.get("office") or {}
    said: dict[str, Any] = {
        "@context": [CONTEXT],
        "id": f"{root}/verify/papers/{record.get('number', '')}",
        "type": ["VerifiableCredential"],
        "issuer": {"id": root, "name": office.get("name_en") or office.get("name_zh", "")},
        "validFrom": f"{record.get('issued_on', '')}T00:00:00Z",
        "credentialSubject": {
            **fields_as_map(fields_of(record)),
            "record": record,
            "recordDigest": f"sha-256:{digest(canonical).hex()}",
        },
    }
    if record.get("valid_until"):
        said["validUntil"] = f"{record['valid_until']}T23:59:59Z"
    if record.get("status_index") is not None:
        said["credentialStatus"] = _status(root, int(record["status_index"]))
    return sign_jwt(said, key=key, key_id=key_id)


@method(
    "papers.sign_status_credential", source="W3C Bitstring Status List v1.0 §2.2", verified="bits read back"
)
def sign_status_credential(
    found: StatusList, *, base: str, key: EllipticCurvePrivateKey, key_id: bytes
) -> str:
    """The status list as W3C's credential, for programs that check `credentialStatus`."""
    root = base.rstrip("/")
    dated = found.dated.strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {
        "@context": [CONTEXT],
        "id": f"{root}/verify/status.jwt",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": root, "name": found.office},
        "validFrom": dated,
        "credentialSubject": {
            "id": f"{root}/verify/status.jwt#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(found),
        },
    }
    return sign_jwt(said, key=key, key_id=key_id)


@method("papers.sign_jwt", source=SOURCE[1:], verified="Node's WebCrypto")
def sign_jwt(said: Mapping[str, Any], *, key: EllipticCurvePrivateKey, key_id: bytes) -> str:
    """Claims as a JWT of type `vc+jwt`, signed with ES256; `kid` is the key's identifier in hexadecimal."""
    header = {"alg": "ES256", "cty": "vc", "kid": key_id.hex(), "typ": "vc+jwt"}
    signed = f"{_part(header)}.{_part(said)}"
    return f"{signed}.{_text(cose.signature_of(signed.encode(), key))}"


@method("papers.open_credential", source=SOURCE, verified="each letter of a credential changed: refused")
def open_credential(text: str, keys: cose.Keys) -> dict[str, Any]:
    """The claims of a credential, once a trusted key is found to have signed it.

    Raises Refused: `credential_malformed`, `key_unknown`, `signature_wrong`.
    """
    try:
        if len(text) > LARGEST:
            raise ValueError("too large")
        head, body, signature = text.split(".")
        header = json.loads(_bytes(head))
        if set(header) != {"alg", "cty", "kid", "typ"} or (header["alg"], header["typ"]) != (
            "ES256",
            "vc+jwt",
        ):
            raise ValueError("another header")
        key_id, raw, said = bytes.fromhex(header["kid"]), _bytes(signature), _bytes(body)
    except (ValueError, KeyError, TypeError) as error:
        raise _refused("credential_malformed") from error
    known: tuple[EllipticCurvePublicKey, ...] = tuple(keys.get(key_id, ()))
    if not known:
        raise _refused("key_unknown", key=key_id.hex())
    message = f"{head}.{body}".encode()
    if not any(cose.is_signature_of(raw, message, key) for key in known):
        raise _refused("signature_wrong", key=key_id.hex())
    found = json.loads(said)
    if not isinstance(found, dict):
        raise _refused("credential_malformed")
    return found


def _status(root: str, index: int) -> dict[str, str]:
    return {
        "id": f"{root}/verify/status.jwt#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": f"{root}/verify/status.jwt",
    }


def _part(said: Mapping[str, Any]) -> str:
    return _text(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(raw) != text:
        raise ValueError("base64url in another than its canonical spelling")
    return raw


def _refused(code: str, **params: object) -> Refused:
    return Refused(Finding(f"methods.papers.finding.{code}", params=params))
