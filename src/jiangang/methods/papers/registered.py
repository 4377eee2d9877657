"""Whether a paper is in the public register: the proof that it carries, and the keys of the register.

The proof's `extra` is the entry itself, which the log's hash covers: it must name this paper's number and
this record. Pure; the office and a stranger without network judge by the same lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import (
    Checkpoint,
    CosignerKey,
    ProvenEntry,
    TlogProof,
    VerifierKey,
    leaf_hash,
    note_signatures,
    note_text,
    number_digest,
    read_leaf,
    verify_proof_file,
)
from jiangang.methods.papers.canonical import decode, digest
from jiangang.methods.register import method

LARGEST_PROOF = 64 * 1024
LOG_WORDS = ("log", "rotated")
WITNESS_WORDS = ("witness", "former-witness")
MADE_OF_ANOTHER = ("copy", "endorsement")
"""Fields by which a record says that its paper was made of another one, which is the one that is entered."""
UNKNOWN_KEYS = frozenset(
    {"methods.papers.finding.register_key_unknown", "methods.log.finding.proof_file_of_other_log"}
)
"""Findings that say nothing against a paper: the verifier lacks the keys of the register that it is in."""


@dataclass(frozen=True)
class KnownRegister:
    """Whom a verifier trusts about registers.

    logs: keys by origin; good_until: the largest size (entries) that a compromised key is believed to have
    signed, by key; witnesses: keys of all witnesses, earlier ones among them; steps: from which size on how
    many witnesses had cosigned before a checkpoint was handed out, ascending, by origin.
    """

    logs: Mapping[str, tuple[VerifierKey, ...]] = field(default_factory=dict)
    good_until: Mapping[VerifierKey, int] = field(default_factory=dict)
    witnesses: tuple[CosignerKey, ...] = ()
    steps: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def wanted(self, checkpoint: Checkpoint) -> int:
        """How many witnesses must have cosigned a checkpoint of that origin and size."""
        before = [count for size, count in self.steps.get(checkpoint.origin, ()) if size <= checkpoint.size]
        return before[-1] if before else 0


@method(
    "papers.read_register_keys",
    source="C2SP signed-note, verifier keys; tlog-cosignature; lines as the office publishes them",
    verified="lines written by hand, one of each word, and each of them broken",
)
def read_register_keys(text: str) -> KnownRegister:
    """Whom to trust, from what the office publishes at `/register/keys`.

    Lines `log KEY`, `rotated KEY`, `compromised SIZE KEY`, `witness KEY`, `former-witness KEY`,
    `cosigned COUNT SIZE ORIGIN`; a line that begins with another word is left aside. Raises Refused
    (`methods.papers.finding.register_keys_malformed`) for one of these words with something else behind it.
    """
    logs: dict[str, tuple[VerifierKey, ...]] = {}
    ended: dict[VerifierKey, int] = {}
    witnesses: list[CosignerKey] = []
    steps: dict[str, tuple[tuple[int, int], ...]] = {}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        try:
            if word in LOG_WORDS:
                key = VerifierKey.parse(rest)
                logs[key.name] = (*logs.get(key.name, ()), key)
            elif word == "compromised":
                size, _, named = rest.partition(" ")
                key = VerifierKey.parse(named)
                logs[key.name] = (*logs.get(key.name, ()), key)
                ended[key] = int(size)
            elif word in WITNESS_WORDS:
                witnesses.append(CosignerKey.parse(rest))
            elif word == "cosigned":
                count, size, origin = rest.split(" ", 2)
                steps[origin] = tuple(sorted((*steps.get(origin, ()), (int(size), int(count)))))
        except ValueError as error:
            raise _refused("register_keys_malformed", line=line[:120]) from error
    return KnownRegister(logs, ended, tuple(witnesses), steps)


@method(
    "papers.check_registered",
    source=("C2SP tlog-proof, Verifying a tlog proof", "RFC 9162 §2.1.3.2"),
    verified="papers of a running register with two witnesses; each byte of a proof changed: refused",
)
def check_registered(proof: bytes, record: bytes, known: KnownRegister) -> ProvenEntry:
    """What the proof shows about a canonical record: where it is entered, and which witnesses saw it.

    proof: a `.tlog-proof` whose extra is the entry. Raises Refused: a code of `UNKNOWN_KEYS` when the
    verifier lacks keys of that register (it cannot tell), any other when the proof does not hold.
    """
    found = TlogProof.parse(proof) if len(proof) <= LARGEST_PROOF else None
    if found is None or found.encode().encode() != proof:
        raise _refused("proof_malformed")
    checkpoint = Checkpoint.parse(note_text(found.checkpoint))
    logs = _logs_for(checkpoint, known)
    _check_entry(found.extra, record)
    _check_signers(found.checkpoint, checkpoint, known)
    return verify_proof_file(
        proof,
        leaf_hash(found.extra),
        logs=logs,
        witnesses=known.witnesses,
        wanted=known.wanted(checkpoint),
    )


def is_made_of_another(record: Mapping[str, Any]) -> bool:
    """Whether a record is that of a certified copy or an endorsement: it carries no proof of its own, for the
    entry names the record that it was made of.
    """
    return any(record.get(name) for name in MADE_OF_ANOTHER)


def _logs_for(checkpoint: Checkpoint, known: KnownRegister) -> dict[str, tuple[VerifierKey, ...]]:
    """The keys that may have signed this checkpoint: a compromised one only up to where it was still good."""
    return {
        origin: tuple(key for key in keys if checkpoint.size <= known.good_until.get(key, checkpoint.size))
        for origin, keys in known.logs.items()
    }


def _check_entry(leaf: bytes, record: bytes) -> None:
    said, paper = read_leaf(leaf), decode(record)
    if said["kind"] != "issue" or said["record"] != digest(record):
        raise _refused("proof_of_other_paper")
    if said["number"] != number_digest(str(paper.get("number", ""))):
        raise _refused("proof_of_other_paper")


def _check_signers(note: str, checkpoint: Checkpoint, known: KnownRegister) -> None:
    """No signature that nobody here can check: else its bytes could be anything."""
    mine = known.logs.get(checkpoint.origin)
    if mine is None:
        origins = ", ".join(sorted(known.logs))
        params = {"origin": checkpoint.origin, "expected": origins}
        raise Refused(Finding("methods.log.finding.proof_file_of_other_log", params=params))
    held = {(key.name, key.key_id) for key in mine} | {(key.name, key.key_id) for key in known.witnesses}
    for name, raw in note_signatures(note):
        if (name, raw[:4]) not in held:
            raise _refused("register_key_unknown", name=name)


def _refused(code: str, **params: object) -> Refused:
    return Refused(Finding(f"methods.papers.finding.{code}", params=params))
