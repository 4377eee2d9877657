"""Proof files (`.tlog-proof`): an entry is in a log and witnesses saw it, shown in one text for offline use.

A proof shows *that* something was logged and *when* at the latest, not that what was logged is true.
Source of all of it: C2SP tlog-proof.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.checkpoints import Checkpoint, is_size
from jiangang.methods.log.cosignatures import Cosignature, CosignerKey, verify_cosignatures
from jiangang.methods.log.lines import decode_strictly, hash_of_line, line_of_hash
from jiangang.methods.log.merkle import LARGEST
from jiangang.methods.log.notes import LARGEST_NOTE, VerifierKey, note_text, verify_note
from jiangang.methods.log.verification import verify_inclusion
from jiangang.methods.register import method

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
LARGEST_FILE = 2 * LARGEST_NOTE


@dataclass(frozen=True, slots=True)
class TlogProof:
    """What a proof file holds: place of the entry, hashes from leaf to root, the signed checkpoint as it is.

    extra: bytes of the application's own, which nothing authenticates. Raises ValueError for an index below 0
    or more than 63 hashes.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= LARGEST or len(self.proof) > MOST_HASHES:
            raise ValueError(f"a proof has an index of at least 0 and at most {MOST_HASHES} hashes")

    def encode(self) -> str:
        """The text of the file."""
        extra = f"extra {base64.b64encode(self.extra).decode()}\n" if self.extra else ""
        hashes = "".join(map(line_of_hash, self.proof))
        return f"{HEADER}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str | bytes) -> "TlogProof":
        """Read a file, strictly and *without* checking what it proves; raises Refused for another form."""
        try:
            if len(text) > LARGEST_FILE:
                raise ValueError("too large")
            whole = text.decode() if isinstance(text, bytes) else text
            head, blank, note = whole.partition("\n\n")
            header, *lines = head.split("\n")
            if not blank or header != HEADER:
                raise ValueError("another header, or no empty line")
            extra = _extra(lines)
            index = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
            if not is_size(index):
                raise ValueError("no index")
            found = cls(int(index), tuple(map(hash_of_line, lines)), note, extra)
        except ValueError as error:
            raise Refused(Finding("methods.log.finding.proof_file_malformed")) from error
        Checkpoint.parse(note_text(note))
        return found


def _extra(lines: list[str]) -> bytes:
    if not lines or not lines[0].startswith("extra "):
        return b""
    extra = decode_strictly(lines.pop(0).removeprefix("extra "))
    if not extra:
        raise ValueError("an extra line without data is left out")
    return extra


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """What a verified proof file shows: the log's state, the entry's place, and which witnesses saw it."""

    checkpoint: Checkpoint
    index: int
    witnesses: tuple[Cosignature, ...]


@method(
    "log.verify_proof_file",
    source="C2SP tlog-proof, Verifying a tlog proof",
    verified="a checkpoint with cosignatures of running witnesses; its parts as named at each of them",
)
def verify_proof_file(
    text: str | bytes,
    leaf: bytes,
    *,
    logs: Mapping[str, Sequence[VerifierKey]],
    witnesses: Iterable[CosignerKey] = (),
    wanted: int = 0,
) -> ProvenEntry:
    """Check a proof file for the leaf hash that the verifier calculated from what is to be proved.

    logs: trusted keys by origin; witnesses: trusted keys; wanted: how many differently named witnesses must
    have cosigned. Raises Refused when the file is not of the form, the log is not among those, a trusted
    signature is wrong or missing, too few witnesses saw it, or the entry is not in the tree.
    """
    found = TlogProof.parse(text)
    checkpoint = Checkpoint.parse(note_text(found.checkpoint))
    if checkpoint.origin not in logs:
        origins = ", ".join(sorted(logs))
        raise _refused("proof_file_of_other_log", origin=checkpoint.origin, expected=origins)
    verify_note(found.checkpoint, logs[checkpoint.origin])
    seen = verify_cosignatures(found.checkpoint, witnesses)
    names = {each.key.name for each in seen}
    if len(names) < wanted:
        raise _refused("proof_file_unwitnessed", found=len(names), wanted=wanted)
    if not verify_inclusion(found.index, checkpoint.size, leaf, found.proof, checkpoint.root):
        raise _refused("proof_file_not_included", index=found.index, size=checkpoint.size)
    return ProvenEntry(checkpoint, found.index, tuple(seen))


def _refused(code: str, **params: object) -> Refused:
    return Refused(Finding(f"methods.log.finding.{code}", params=params))
