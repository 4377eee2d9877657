"""Checkpoints: what a log says of itself in one signed note — its name, its size and its root.

Source of all of it: C2SP tlog-checkpoint.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.merkle import HASH_SIZE, LARGEST
from jiangang.methods.log.notes import REAL, NoteSigner, VerifierKey, sign_note, verify_note
from jiangang.methods.register import method

NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: origin (its name), size (entries) and root (32 bytes); further lines are kept."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.root) != HASH_SIZE or self.size < 0:
            raise ValueError("a checkpoint has a size of at least 0 and a root of 32 bytes")
        lines = (self.origin, *self.extensions)
        if not all(line and all(ord(letter) >= 0x20 for letter in line) for line in lines):
            raise ValueError("origin and further lines of a checkpoint are single lines, not empty")

    @property
    def text(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))

    def sign(self, *signers: NoteSigner) -> str:
        """The checkpoint as a signed note."""
        return sign_note(self.text, *signers)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint, without signatures; raises Refused when it is none."""
        malformed = Refused(Finding("methods.finding.checkpoint_malformed"))
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "" or not is_size(lines[1]):
            raise malformed
        try:
            found = cls(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True), tuple(lines[3:]))
        except (ValueError, binascii.Error) as error:
            raise malformed from error
        if found.text != text:
            raise malformed
        return found


def is_size(text: str) -> bool:
    """Whether a text is a size as the formats of a log write it: decimal, no leading zero, below 2**63."""
    return NUMBER.fullmatch(text) is not None and int(text) <= LARGEST


@method("log.verify_checkpoint", source="C2SP tlog-checkpoint", verified=REAL)
def verify_checkpoint(note: str | bytes, keys: Iterable[VerifierKey], *, origin: str = "") -> Checkpoint:
    """The checkpoint of a signed note, once a trusted key is found to have signed it.

    origin: the name that the log must have, when given. Raises Refused as `verify_note` and
    `Checkpoint.parse` do, and for another origin.
    """
    found = Checkpoint.parse(verify_note(note, keys).text)
    if origin and found.origin != origin:
        raise Refused(
            Finding(
                "methods.finding.checkpoint_of_other_log", params={"origin": found.origin, "expected": origin}
            )
        )
    return found
