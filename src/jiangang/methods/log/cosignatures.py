"""Cosignatures: a witness says that it saw this checkpoint, at this time, grown from all it saw before.

Two kinds: Ed25519 over the text of the checkpoint with a time (`cosignature/v1`), and ML-DSA-44 over name,
time, origin, range and root (`subtree/v1`). The private key is never held here: a signer is a function.
Source of all of it: C2SP tlog-cosignature.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.checkpoints import Checkpoint
from jiangang.methods.log.lines import decode_strictly
from jiangang.methods.log.merkle import HASH_SIZE, LARGEST
from jiangang.methods.log.notes import DASH, is_key_name, note_signatures, note_text
from jiangang.methods.register import method

REAL = "cosignatures of running witnesses (remora.n621.de, witness.navigli.sunlight.geomys.org)"
TIME_SIZE, LONGEST_NAME = 8, 255


class Kind(Enum):
    """Which signature: its type byte in the key id, and the lengths of its public key and signature."""

    ED25519 = (b"\x04", 32, 64)
    ML_DSA_44 = (b"\x06", 1312, 2420)

    def __init__(self, byte: bytes, key_size: int, signature_size: int) -> None:
        self.byte, self.key_size, self.signature_size = byte, key_size, signature_size


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """The name and the public key of a witness, and the kind of its signatures."""

    name: str
    public_key: bytes
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise ValueError("the name of a key is not empty and has no spaces and no plus sign")
        if len(self.public_key) != self.kind.key_size:
            raise ValueError(f"a public key of {self.kind.name} has {self.kind.key_size} bytes")

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name || 0x0A || type byte || public key)."""
        return sha256(self.name.encode() + b"\n" + self.kind.byte + self.public_key).digest()[:4]

    def encode(self) -> str:
        """The key as one word to publish, see C2SP signed-note, Verifier keys."""
        raw = base64.b64encode(self.kind.byte + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{raw}"

    @classmethod
    def parse(cls, text: str) -> "CosignerKey":
        """Read what `encode` writes; raises ValueError for anything else, a wrong key id included."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            raw = decode_strictly(encoded)
            kind = next(each for each in Kind if each.byte == raw[:1])
        except (ValueError, StopIteration) as error:
            raise ValueError("the key of a witness reads <name>+<key id>+<base64>, of type 4 or 6") from error
        key = cls(name, raw[1:], kind)
        if key.key_id.hex() != key_id:
            raise ValueError(f"the key id is {key.key_id.hex()}, not {key_id}")
        return key

    def message(self, text: str, time: int) -> bytes:
        """What this witness signs for a checkpoint's text at a POSIX time; Refused for what is none."""
        if self.kind is Kind.ED25519:
            return cosignature_message(text, time)
        found = Checkpoint.parse(text)
        return subtree_message(self.name, time, found.origin, start=0, end=found.size, root=found.root)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed the message; False too where the cryptography at hand lacks the kind."""
        try:
            if self.kind is Kind.ED25519:
                Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
            else:
                from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

                MLDSA44PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError, UnsupportedAlgorithm, ImportError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness that signs: its published key, and a function from message to signature."""

    key: CosignerKey
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified cosignature: by whom, and the POSIX time that it states (seconds; 0 states none)."""

    key: CosignerKey
    time: int


@method("log.cosignature_message", source="C2SP tlog-cosignature, Ed25519 signed message", verified=REAL)
def cosignature_message(text: str, time: int) -> bytes:
    """What an Ed25519 witness signs: header line, time line, and the whole text of the checkpoint.

    text: of the checkpoint, without signatures; time: POSIX seconds, 0 to 2**63 - 1. Raises ValueError for
    another time, Refused for what is no checkpoint.
    """
    _check_time(time)
    Checkpoint.parse(text)
    return f"cosignature/v1\ntime {time}\n{text}".encode()


@method("log.subtree_message", source="C2SP tlog-cosignature, ML-DSA-44 signed message", verified=REAL)
def subtree_message(name: str, time: int, origin: str, *, start: int, end: int, root: bytes) -> bytes:
    """What an ML-DSA-44 witness signs of the subtree [start, end) of the log `origin`.

    name: the witness; time: POSIX seconds, 0 for none, and always 0 for a subtree that begins later than the
    log; root: 32 bytes. Raises ValueError when a value is outside of what the form can say.
    """
    _check_time(time)
    names = (name.encode(), origin.encode())
    if not all(1 <= len(each) <= LONGEST_NAME for each in names):
        raise ValueError(f"a name has 1 to {LONGEST_NAME} bytes")
    if not 0 <= start <= end <= LARGEST or len(root) != HASH_SIZE or (start and time):
        raise ValueError("a subtree has a range, a root of 32 bytes, and no time unless it begins at 0")
    cosigner, log = (bytes([len(each)]) + each for each in names)
    numbers = [number.to_bytes(8, "big") for number in (time, start, end)]
    return b"".join((b"subtree/v1\n\x00", cosigner, numbers[0], log, *numbers[1:], root))


@method("log.cosign", source="C2SP tlog-cosignature, Format", verified=REAL)
def cosign(text: str, cosigner: Cosigner, time: int) -> str:
    """The signature line of a witness for a checkpoint's text, its newline included.

    time: POSIX seconds, at least 1: a witness states when it saw the checkpoint. Raises ValueError for
    another time or a signer that gives no valid signature, Refused for what is no checkpoint.
    """
    if time < 1:
        raise ValueError("a witness states its time")
    message = cosigner.key.message(text, time)
    signature = cosigner.sign(message)
    if not cosigner.key.verify(message, signature):
        raise ValueError(f"{cosigner.key.name} gave no valid signature for its own key")
    raw = cosigner.key.key_id + time.to_bytes(TIME_SIZE, "big") + signature
    return f"{DASH}{cosigner.key.name} {base64.b64encode(raw).decode()}\n"


@method("log.verify_cosignatures", source="C2SP tlog-cosignature; signed-note, Signatures", verified=REAL)
def verify_cosignatures(note: str | bytes, keys: Iterable[CosignerKey]) -> list[Cosignature]:
    """The cosignatures of trusted witnesses on a checkpoint, in the order in which they stand there.

    Other signatures are left aside; a key that signed twice counts once. Raises Refused when the note is no
    signed checkpoint, or a trusted witness' signature is wrong. How many witnesses are enough is the caller's
    policy.
    """
    text = note_text(note)
    trusted = {(key.name, key.key_id): key for key in keys}
    found: dict[CosignerKey, Cosignature] = {}
    Checkpoint.parse(text)
    for name, raw in note_signatures(note):
        key = trusted.get((name, raw[:4]))
        if key is not None and key not in found:
            found[key] = _verified(text, key, raw[4:])
    return list(found.values())


def _verified(text: str, key: CosignerKey, raw: bytes) -> Cosignature:
    time = int.from_bytes(raw[:TIME_SIZE], "big")
    signature = raw[TIME_SIZE:]
    wrong = Refused(Finding("methods.log.finding.cosignature_wrong", params={"name": key.name}))
    if len(signature) != key.kind.signature_size or time > LARGEST:
        raise wrong
    if not key.verify(key.message(text, time), signature):
        raise wrong
    return Cosignature(key, time)


def _check_time(time: int) -> None:
    if not 0 <= time <= LARGEST:
        raise ValueError(f"{time} is no POSIX time that a cosignature can state")
