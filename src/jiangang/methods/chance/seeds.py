"""A day's seeds: one for each label, all committed to by one root before the day begins.

The office publishes the root in the morning. Later it opens a single seed with its inclusion proof; the
proof holds hashes only, from which no other seed can be found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from hmac import digest

from jiangang.methods.chance.stream import SEED_SIZE
from jiangang.methods.log.merkle import HASH_SIZE, MerkleTree, leaf_hash
from jiangang.methods.register import method

SLOTS = 20_000
"""Slots that a day commits to unless the office fixes another number: one for each consignment accepted."""
COMMITMENT = b"jiangang.draw/1 commitment\x00"
MIX = b"jiangang.draw/1 mix\x00"


@method("chance.commitment_leaf", source="RFC 9162 §2.1.1", verified="a second writing in the tests")
def commitment_leaf(day: date, label: str, seed_digest: bytes) -> bytes:
    """Leaf hash that commits to the seed of one label of one day.

    seed_digest: SHA-256 of the sub-seed (32 bytes). The leaf is
    "jiangang.draw/1 commitment" 0x00 day 0x00 label 0x00 seed_digest; the hash RFC 9162 §2.1.1.
    """
    return leaf_hash(
        b"".join((COMMITMENT, day.isoformat().encode(), b"\x00", label.encode(), b"\x00", seed_digest))
    )


@method("chance.mix", source="HMAC-SHA256, RFC 2104", verified="a second writing in the tests")
def mix(sub_seed: bytes, entry_leaf_hash: bytes) -> bytes:
    """The seed of a draw (32 bytes): the committed sub-seed mixed with a ledger entry made after it.

    entry_leaf_hash: leaf hash of that entry, 32 bytes. Who knows the sub-seed cannot choose the entry, and
    who makes the entry does not know the sub-seed. HMAC-SHA256 keyed by the sub-seed, RFC 2104.
    """
    if len(sub_seed) != SEED_SIZE or len(entry_leaf_hash) != HASH_SIZE:
        raise ValueError("a sub-seed and a leaf hash have 32 bytes each")
    return digest(sub_seed, MIX + entry_leaf_hash, "sha256")


@dataclass(frozen=True, slots=True)
class Reveal:
    """One opened seed: its label and place, the sub-seed, and the proof that the root committed to it."""

    day: date
    label: str
    index: int
    size: int
    root: bytes
    sub_seed: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class DaySeeds:
    """The seeds of one day, from a master seed that only the office knows until the day is closed.

    master_seed: 32 random bytes, new every day; labels: what seeds there are, fixed when the root is
    published. Raises ValueError for another length, no label, a label twice, or one that is empty or has a
    NUL character.
    """

    master_seed: bytes
    day: date
    labels: tuple[str, ...]

    def __init__(self, master_seed: bytes, day: date, labels: Iterable[str]) -> None:
        object.__setattr__(self, "master_seed", master_seed)
        object.__setattr__(self, "day", day)
        object.__setattr__(self, "labels", tuple(labels))
        if len(master_seed) != SEED_SIZE:
            raise ValueError(f"a master seed has {SEED_SIZE} bytes")
        if isinstance(day, datetime):
            raise TypeError("seeds belong to a day, not to a moment")
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise ValueError("a day has at least one label, and each once")
        if any(not label or "\x00" in label for label in self.labels):
            raise ValueError("a label is not empty and has no NUL character")

    def __repr__(self) -> str:
        return f"DaySeeds(day={self.day.isoformat()}, {len(self.labels)} labels)"

    @classmethod
    def of_slots(cls, master_seed: bytes, day: date, count: int = SLOTS) -> "DaySeeds":
        """Seeds for the slots 0 to count - 1 of a day, labelled by their numbers."""
        return cls(master_seed, day, map(str, range(count)))

    @cached_property
    def tree(self) -> MerkleTree:
        """The commitments to all seeds, in the order of the labels."""
        return MerkleTree(
            commitment_leaf(self.day, label, sha256(self.sub_seed(label)).digest()) for label in self.labels
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {label: place for place, label in enumerate(self.labels)}

    @property
    def root(self) -> bytes:
        """What is published before the day begins (32 bytes)."""
        return self.tree.root()

    def sub_seed(self, label: str) -> bytes:
        """The seed of a label (32 bytes): HMAC-SHA256(master seed, "<day>|<label>")."""
        return digest(self.master_seed, f"{self.day.isoformat()}|{label}".encode(), "sha256")

    def reveal(self, label: str) -> Reveal:
        """Open the seed of one label; raises KeyError when the day has no such label."""
        if label not in self._places:
            raise KeyError(f"{self.day.isoformat()} has no seed for {label!r}")
        index = self._places[label]
        return Reveal(
            day=self.day,
            label=label,
            index=index,
            size=len(self.labels),
            root=self.root,
            sub_seed=self.sub_seed(label),
            proof=tuple(self.tree.inclusion_proof(index)),
        )
