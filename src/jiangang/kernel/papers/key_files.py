"""Private keys of the office's papers: one file each in the office's keys folder, mode 0600, never
elsewhere.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

FOLDER = "papers"


def key_path(purpose: str, fingerprint: str) -> Path:
    """Where the key of a certificate lies: `settings.KEYS_DIR/papers/`."""
    return Path(settings.KEYS_DIR) / FOLDER / f"{purpose}-{fingerprint[:16]}.pem"


def keep_key(purpose: str, fingerprint: str, key: EllipticCurvePrivateKey) -> Path:
    """Write a new key; FileExistsError when its file is there."""
    path = key_path(purpose, fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path


def read_key(purpose: str, fingerprint: str) -> EllipticCurvePrivateKey:
    """The private key of a certificate.

    Raises FileNotFoundError when it is kept elsewhere (a root's key may be), PermissionError when others may
    read the file, ValueError for another kind of key.
    """
    path = key_path(purpose, fingerprint)
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} may be read by others; set its mode to 0600")
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError(f"{path} holds no key of P-256")
    return key


def has_key(purpose: str, fingerprint: str) -> bool:
    """Whether the private key is on this machine."""
    return key_path(purpose, fingerprint).exists()
