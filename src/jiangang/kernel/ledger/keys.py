"""The office's checkpoint key: an Ed25519 key in a file of mode 0600, never in the database or in a backup of
it.
"""

import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

FILE_NAME = "ledger-checkpoints.pem"


def key_path() -> Path:
    """Where the private key lies: `settings.KEYS_DIR`."""
    return Path(settings.KEYS_DIR) / FILE_NAME


def private_key() -> Ed25519PrivateKey:
    """The private key; made on first use. PermissionError when others may read the file, ValueError for
    another kind.
    """
    path = key_path()
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} may be read by others; set its mode to 0600")
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key")
    return key


def default_origin(key: Ed25519PrivateKey) -> str:
    """A name for a log that nobody has named: unique by its first key."""
    return f"jiangang/ledger/{sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]}"


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made one a moment earlier: there is one key
    finally:
        draft.unlink()
