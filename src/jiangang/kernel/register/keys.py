"""The register's private keys: Ed25519 in files of mode 0600 in `KEYS_DIR`, never in the database."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import NoteSigner, get_suite

SUITE = "ed25519"
FILE_NAME = "register-{fingerprint}.pem"


def make_key(suite: str = SUITE) -> tuple[str, bytes]:
    """Make a key; returns its file's name and its public half. Refused for a suite that is not built."""
    get_suite(suite, "checkpoint")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    name = FILE_NAME.format(fingerprint=public.hex()[:16])
    path = Path(settings.KEYS_DIR) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name, public


def signer(origin: str, file_name: str, verifier_key: str) -> NoteSigner:
    """The signer of an origin; Refused when the file is missing, open to others, or holds another key."""
    path = Path(settings.KEYS_DIR) / file_name
    try:
        open_to_others = path.stat().st_mode & 0o077
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise Refused(Finding("register.finding.key_missing", params={"file": file_name})) from error
    if open_to_others:
        raise Refused(Finding("register.finding.key_open", params={"file": file_name}))
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(Finding("register.finding.key_missing", params={"file": file_name}))
    found = NoteSigner.from_private_key(origin, private)
    if found.key.encode() != verifier_key:
        raise Refused(Finding("register.finding.key_other", params={"file": file_name}))
    return found
