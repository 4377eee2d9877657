"""Signed notes: a text with Ed25519 signatures below it, and the keys that verify it.

Source of all of it: C2SP signed-note. The private key is never held here: a signer is a function.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.lines import decode_strictly
from jiangang.methods.register import method

ED25519 = b"\x01"
KEY_SIZE = 32
SIGNATURE_SIZE = 64
DASH = "— "
LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100
REAL = "the notes of C2SP signed-note and of Go's sumdb/note; checkpoints of running logs"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The name and the public Ed25519 key (32 bytes) of one who signs notes."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise ValueError("the name of a key is not empty and has no spaces and no plus sign")
        if len(self.public_key) != KEY_SIZE:
            raise ValueError("an Ed25519 public key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name || 0x0A || 0x01 || public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]

    def encode(self) -> str:
        """The key as one word to publish: `<name>+<key id in hex>+<base64 of 0x01 || public key>`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public_key).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read what `encode` writes; raises ValueError for anything else, a wrong key id included."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            raw = decode_strictly(encoded)
        except ValueError as error:
            raise ValueError("a verifier key reads <name>+<key id>+<base64>") from error
        if raw[:1] != ED25519:
            raise ValueError("only Ed25519 keys are known here")
        key = cls(name, raw[1:])
        if key.key_id.hex() != key_id:
            raise ValueError(f"the key id is {key.key_id.hex()}, not {key_id}")
        return key

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """One who signs: the published key, and a function from message to Ed25519 signature (64 bytes)."""

    key: VerifierKey
    sign: Callable[[bytes], bytes]

    @classmethod
    def from_private_key(cls, name: str, private_key: Ed25519PrivateKey) -> "NoteSigner":
        """A signer around a private key that the caller holds."""
        return cls(VerifierKey(name, private_key.public_key().public_bytes_raw()), private_key.sign)


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """A note at least one trusted key signed: its text, those keys, and the names of unknown signers."""

    text: str
    keys: tuple[VerifierKey, ...]
    unknown: tuple[str, ...] = ()


@method("log.sign_note", source="C2SP signed-note, Format", verified=REAL)
def sign_note(text: str, *signers: NoteSigner) -> str:
    """The text with a signature line for each signer.

    The text must end with a newline and hold no other control characters; raises ValueError otherwise, or
    when a signer gives something else than a valid signature. Source: C2SP signed-note, Format.
    """
    if not _is_text(text):
        raise ValueError("the text of a note ends with a newline and has no other control characters")
    if not signers:
        raise ValueError("a signed note needs a signer")
    lines = []
    for signer in signers:
        signature = signer.sign(text.encode())
        if len(signature) != SIGNATURE_SIZE or not signer.key.verify(text.encode(), signature):
            raise ValueError(f"{signer.key.name} gave no valid signature for its own key")
        encoded = base64.b64encode(signer.key.key_id + signature).decode()
        lines.append(f"{DASH}{signer.key.name} {encoded}\n")
    return f"{text}\n{''.join(lines)}"


@method("log.verify_note", source="C2SP signed-note, Signatures", verified=REAL)
def verify_note(note: str | bytes, keys: Iterable[VerifierKey]) -> VerifiedNote:
    """Check a signed note against trusted keys.

    Signatures of unknown keys are left aside and named. Raises Refused with a finding when the note is not
    of the form, when a trusted key's signature is wrong, or when no trusted key signed.
    Source: C2SP signed-note, Signatures.
    """
    text, signatures = _take_apart(note)
    trusted = {(key.name, key.key_id): key for key in keys}
    signed: list[VerifierKey] = []
    unknown: list[str] = []
    for name, raw in signatures:
        key = trusted.get((name, raw[:4]))
        if key is None:
            unknown.append(name)
        elif not key.verify(text.encode(), raw[4:]):
            raise _refused("note_signature_wrong", name=name)
        elif key not in signed:
            signed.append(key)
    if not signed:
        raise _refused("note_not_signed", names=", ".join(sorted({name for name, _ in trusted})))
    return VerifiedNote(text, tuple(signed), tuple(dict.fromkeys(unknown)))


@method("log.note_text", source="C2SP signed-note, Format", verified=REAL)
def note_text(note: str | bytes) -> str:
    """The text of a signed note *without* checking its signatures; raises Refused when it is no note."""
    return _take_apart(note, strictly=False)[0]


@method("log.note_signatures", source="C2SP signed-note, Format", verified=REAL)
def note_signatures(note: str | bytes) -> list[tuple[str, bytes]]:
    """The signatures of a note *without* checking them: names, and key id (4 bytes) with signature.

    Raises Refused when it is no note.
    """
    return _take_apart(note)[1]


def _take_apart(note: str | bytes, *, strictly: bool = True) -> tuple[str, list[tuple[str, bytes]]]:
    try:
        whole = note.decode() if isinstance(note, bytes) else note
        whole.encode()
    except UnicodeError as error:
        raise _refused("note_malformed") from error
    body, blank, below = whole.rpartition("\n\n")
    text = body + "\n"
    if not blank or len(whole) > LARGEST_NOTE or not _is_text(text) or not below.endswith("\n"):
        raise _refused("note_malformed")
    signatures = [_signature(line) for line in below[:-1].split("\n")]
    if len(signatures) > MOST_SIGNATURES:
        raise _refused("note_malformed")
    if strictly:
        _in_one_spelling(signatures, below[:-1].split("\n"))
    return text, signatures


def _in_one_spelling(signatures: list[tuple[str, bytes]], below: list[str]) -> None:
    """Base64's last letter has bits that say nothing: with them set it is another text, and no signature."""
    for (name, raw), line in zip(signatures, below, strict=True):
        if not line.endswith(f" {base64.b64encode(raw).decode()}"):
            raise _refused("note_signature_wrong", name=name)


def _signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise _refused("note_malformed") from error
    if not line.startswith(DASH) or not space or not is_key_name(name) or len(raw) < 5:
        raise _refused("note_malformed")
    return name, raw


def is_key_name(name: str) -> bool:
    """Whether a key may be called so: not empty, no Unicode space, no plus sign. Source: C2SP signed-note."""
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _is_text(text: str) -> bool:
    return text.endswith("\n") and all(letter == "\n" or ord(letter) >= 0x20 for letter in text)


def _refused(code: str, **params: str) -> Refused:
    return Refused(Finding(f"methods.finding.{code}", params=params))
