"""The witness' own keys: Ed25519, and beside it ML-DSA-44 when asked for, in files of mode 0600."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import Cosigner, CosignerKey, get_suite
from jiangang.methods.log.cosignatures import Kind

NAME = "name"
KINDS = {"ed25519": Kind.ED25519, "ml-dsa-44": Kind.ML_DSA_44}
SIZE = 32


@dataclass(frozen=True, slots=True)
class _Private:
    public: bytes
    sign: Callable[[bytes], bytes]


def make_keys(folder: Path, name: str, suites: tuple[str, ...] = ("ed25519",)) -> tuple[CosignerKey, ...]:
    """Make the witness' keys under a name, once; the public halves of those that are there.

    Raises Refused when the folder belongs to another name, or for a suite that is not built.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for suite in suites:
        get_suite(suite, "cosignature")
    _keep_name(folder, name)
    for suite in suites:
        if not _path(folder, suite).exists():
            write_private(_path(folder, suite), _generate(suite))
    return tuple(each.key for each in load_cosigners(folder))


def load_cosigners(folder: Path) -> tuple[Cosigner, ...]:
    """The witness' signers. Raises Refused when it has no key, or when others may read it."""
    try:
        name = (folder / NAME).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Refused(Finding("witness.finding.no_key", params={"folder": folder.name})) from error
    found = []
    for suite, kind in KINDS.items():
        path = _path(folder, suite)
        if not path.exists():
            continue
        if path.stat().st_mode & 0o077:
            raise Refused(Finding("witness.finding.key_open", params={"file": path.name}))
        private = _load(suite, path.read_bytes())
        found.append(Cosigner(CosignerKey(name, private.public, kind), private.sign))
    if not found:
        raise Refused(Finding("witness.finding.no_key", params={"folder": folder.name}))
    return tuple(found)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, and only once."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # somebody made one a moment earlier: there is one
    finally:
        draft.unlink()


def _path(folder: Path, suite: str) -> Path:
    return folder / f"witness-{suite}.key"


def _keep_name(folder: Path, name: str) -> None:
    CosignerKey(name, bytes(SIZE))  # ValueError for a name that no key may have
    write_private(folder / NAME, f"{name}\n".encode())
    kept = (folder / NAME).read_text(encoding="utf-8").strip()
    if kept != name:
        raise Refused(Finding("witness.finding.other_name", params={"name": name, "kept": kept}))


def _mldsa() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
    except ImportError as error:
        raise Refused(Finding("witness.finding.no_mldsa")) from error
    return MLDSA44PrivateKey


def _generate(suite: str) -> bytes:
    if suite == "ed25519":
        return Ed25519PrivateKey.generate().private_bytes_raw()
    return bytes(_mldsa().generate().private_bytes_raw())


def _load(suite: str, raw: bytes) -> _Private:
    private: Any
    if len(raw) != SIZE:
        raise Refused(Finding("witness.finding.key_broken", params={"suite": suite}))
    if suite == "ed25519":
        private = Ed25519PrivateKey.from_private_bytes(raw)
    else:
        private = _mldsa().from_seed_bytes(raw)
    return _Private(private.public_key().public_bytes_raw(), private.sign)
