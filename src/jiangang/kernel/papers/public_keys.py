"""Public keys of codes by the identifier of their certificates."""

from collections.abc import Iterable
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from jiangang.methods.papers.cose import key_id_of


def keys_by_id(certificates: Iterable[bytes]) -> dict[bytes, list[EllipticCurvePublicKey]]:
    """Public keys of P-256 by the identifier of their certificates (DER); two may share one.

    Raises ValueError for another kind of key.
    """
    found: dict[bytes, list[EllipticCurvePublicKey]] = {}
    for raw in certificates:
        found.setdefault(key_id_of(raw), []).append(_public_key(raw))
    return found


@lru_cache(maxsize=256)
def _public_key(raw: bytes) -> EllipticCurvePublicKey:
    key = x509.load_der_x509_certificate(raw).public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        raise ValueError("a certificate for codes that is not of P-256")
    return key
