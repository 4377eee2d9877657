"""The Merkle tree of RFC 6962 and RFC 9162: hashes, compact range, roots and the making of proofs.

Checking proofs is in `verification`, so that a verifier reads nothing that makes them.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import islice

from jiangang.methods.register import method

HASH_SIZE = 32
LARGEST = 2**63 - 1
"""Sizes above this are refused: no log reaches it, and stores keep sizes as signed 64-bit numbers."""
EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without entries (RFC 9162 §2.1.1)."""

BLOCK = 1 << 12
"""Leaves that a growing range hashes at once."""

NodeAt = Callable[[int, int], bytes]
"""Gives the hash of the perfect subtree of 2**level entries that begins at entry index * 2**level."""


@method(
    "log.leaf_hash",
    source="RFC 9162 §2.1.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry: SHA-256(0x00 || entry). Source: RFC 9162 §2.1.1."""
    return sha256(b"\x00" + entry).digest()


@method(
    "log.leaf_hashes",
    source="RFC 9162 §2.1.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Hashes of many entries, see `leaf_hash`; as fast as hashing alone. Source: RFC 9162 §2.1.1."""
    digest_of = sha256
    return [digest_of(b"\x00" + entry).digest() for entry in entries]


@method(
    "log.node_hash",
    source="RFC 9162 §2.1.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees: SHA-256(0x01 || left || right). Source: RFC 9162 §2.1.1."""
    return sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The fewest hashes that give the root of a growing tree: one per set bit of its size.

    size and hashes continue a range that was stored before; hashes are ordered from the largest subtree to
    the smallest. Raises ValueError when they do not belong together. Source: RFC 9162 §2.1.2.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(each) != HASH_SIZE for each in hashes):
            raise ValueError(f"a tree of {size} entries is not held by these {len(hashes)} hashes")
        self.size = size
        self._hashes = list(hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The hashes to store, largest subtree first."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add the hash of one more entry (32 bytes, see `leaf_hash`)."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of more entries, in their order; raises ValueError for one of another length."""
        waiting = iter(leaves)
        while chunk := list(islice(waiting, self._room())):
            if len(chunk) == BLOCK and set(map(len, chunk)) == {HASH_SIZE}:
                self._carry(_perfect_root(chunk), BLOCK)
                continue
            for leaf in chunk:
                if len(leaf) != HASH_SIZE:
                    raise ValueError("a leaf hash has 32 bytes")
                self._carry(leaf, 1)

    def _room(self) -> int:
        """How many leaves fit until the size is a multiple of a block again."""
        return BLOCK - self.size % BLOCK

    def _carry(self, carried: bytes, width: int) -> None:
        """Add a perfect subtree of `width` entries, of which the size is a multiple."""
        hashes, place = self._hashes, self.size // width
        while place & 1:
            carried = sha256(b"\x01" + hashes.pop() + carried).digest()
            place >>= 1
        hashes.append(carried)
        self.size += width

    def root(self) -> bytes:
        """Root of the tree; `EMPTY_ROOT` when it has no entries."""
        return _fold(self._hashes)

    def copy(self) -> "CompactRange":
        """An independent range with the same entries."""
        return CompactRange(self.size, self._hashes)


def _perfect_root(level: list[bytes]) -> bytes:
    """Root over as many hashes as a power of two, level by level: as fast as hashing alone."""
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    digest_of, each = sha256, iter(level)
    return [digest_of(b"\x01" + left + right).digest() for left, right in zip(each, each, strict=True)]


def _fold(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    right = hashes[-1]
    for left in reversed(hashes[:-1]):
        right = node_hash(left, right)
    return right


@method(
    "log.root_of",
    source="RFC 9162 §2.1.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def root_of(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes, in their order. Source: RFC 9162 §2.1.1."""
    compact = CompactRange()
    compact.extend(leaves)
    return compact.root()


@method(
    "log.range_hash",
    source="draft-ietf-plants-merkle-tree-certs §4.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def range_hash(start: int, end: int, node_at: NodeAt) -> bytes:
    """Hash of the subtree over entries start up to but not including end, from perfect subtrees.

    start must be a multiple of the smallest power of two that holds the subtree, as it is for every
    subtree of an RFC 9162 tree; raises ValueError otherwise.
    """
    if not is_subtree(start, end):
        raise ValueError(f"[{start}, {end}) is no subtree")
    hashes, place = [], start
    while place < end:
        level = (end - place).bit_length() - 1
        hashes.append(node_at(level, place >> level))
        place += 1 << level
    return _fold(hashes)


@method(
    "log.is_subtree",
    source="draft-ietf-plants-merkle-tree-certs §4.1",
    verified="322 subtree vectors of transparency-dev/merkle",
)
def is_subtree(start: int, end: int) -> bool:
    """Whether entries [start, end) form a subtree of some tree, and hold at least one entry.

    Source: draft-ietf-plants-merkle-tree-certs §4.1.
    """
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


@method(
    "log.covering_subtrees",
    source="draft-ietf-plants-merkle-tree-certs §4.5",
    verified="every interval within 64 entries against a search through all subtrees",
)
def covering_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """One or two subtrees that together hold the entries [start, end), and as few others as can be.

    The second ends where the interval ends; only the first may begin before it. Raises ValueError for an
    empty interval. Source: draft-ietf-plants-merkle-tree-certs §4.5.
    """
    if not 0 <= start < end:
        raise ValueError(f"[{start}, {end}) holds no entry")
    if end - start == 1:
        return [(start, end)]
    last = end - 1
    below = (1 << ((start ^ last).bit_length() - 1)) - 1
    middle = last & ~below
    width = 1 << (~start & below).bit_length()
    return [(start & -width, middle), (middle, end)]


@method(
    "log.inclusion_proof",
    source="RFC 9162 §2.1.3.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def inclusion_proof(index: int, size: int, node_at: NodeAt) -> list[bytes]:
    """Proof that the entry at index is in the tree of that size, from the leaf upwards.

    Raises ValueError when there is no such entry. Source: RFC 9162 §2.1.3.1.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} entries has no entry {index}")
    return subtree_inclusion_proof(index, 0, size, node_at)


@method(
    "log.subtree_inclusion_proof",
    source="draft-ietf-plants-merkle-tree-certs §4.3",
    verified="proofs checked by the verifier that judges all 204 subtree vectors of transparency-dev/merkle",
)
def subtree_inclusion_proof(index: int, start: int, end: int, node_at: NodeAt) -> list[bytes]:
    """Proof that the entry at index (counted in the whole tree) is in the subtree [start, end).

    Raises ValueError when it is no subtree or does not hold the entry.
    Source: draft-ietf-plants-merkle-tree-certs §4.3.
    """
    if not is_subtree(start, end) or not start <= index < end:
        raise ValueError(f"[{start}, {end}) is no subtree that holds entry {index}")
    beside = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return [range_hash(first, last, node_at) for first, last in reversed(beside)]


@method(
    "log.consistency_proof",
    source="RFC 9162 §2.1.4.1",
    verified="RFC 9162 read word for word; roots of Certificate Transparency",
)
def consistency_proof(old_size: int, new_size: int, node_at: NodeAt) -> list[bytes]:
    """Proof that the tree of the old size is the beginning of the tree of the new size.

    Raises ValueError unless 0 < old_size <= new_size: of an empty tree nothing can be proved.
    Source: RFC 9162 §2.1.4.1.
    """
    return subtree_consistency_proof(0, old_size, new_size, node_at)


@method(
    "log.subtree_consistency_proof",
    source="draft-ietf-plants-merkle-tree-certs §4.4",
    verified="118 subtree vectors of transparency-dev/merkle",
)
def subtree_consistency_proof(start: int, end: int, size: int, node_at: NodeAt) -> list[bytes]:
    """Proof that the subtree [start, end) is part of the tree of that size.

    Raises ValueError when it is no subtree of it. Source: draft-ietf-plants-merkle-tree-certs §4.4.
    """
    if not is_subtree(start, end) or end > size:
        raise ValueError(f"[{start}, {end}) is no subtree of a tree of {size} entries")
    beside: list[tuple[int, int]] = []
    first, last, known = 0, size, True
    while (first, last) != (start, end):
        middle = first + _split(last - first)
        if end <= middle:
            beside.append((middle, last))
            last = middle
        elif start >= middle:
            beside.append((first, middle))
            first = middle
        else:
            # The subtree reaches over the middle: its left part is this tree's left half, which the verifier
            # must be given, and only its right part is looked for further down.
            beside.append((first, middle))
            first = start = middle
            known = False
    if not known:
        beside.append((start, end))
    return [range_hash(each_start, each_end, node_at) for each_start, each_end in reversed(beside)]


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


class MerkleTree:
    """A whole tree in memory: leaf hashes and every perfect subtree above them (64 bytes per entry and more).

    leaves: leaf hashes of 32 bytes, in their order.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self.extend(leaves)

    def __len__(self) -> int:
        return len(self._levels[0])

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the end; raises ValueError, and adds none, for one of another length."""
        fresh = list(leaves)
        if set(map(len, fresh)) - {HASH_SIZE}:
            raise ValueError("a leaf hash has 32 bytes")
        # Block by block through all levels, so that each level is read while it is still in the cache.
        for place in range(0, len(fresh), BLOCK):
            self._levels[0] += fresh[place : place + BLOCK]
            self._grow()

    def _grow(self) -> None:
        level = 0
        while len(below := self._levels[level]) > 1:
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            above = self._levels[level]
            above += _level_above(below[2 * len(above) : len(below) // 2 * 2])

    def node_at(self, level: int, index: int) -> bytes:
        """Hash of a perfect subtree, see `NodeAt`; raises IndexError when it is not full."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Root of the whole tree or of its first `size` entries; raises ValueError when it has fewer."""
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise ValueError(f"the tree has {len(self)} entries, not {size}")
        return range_hash(0, size, self.node_at) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof for one entry in the whole tree, or in its first `size` entries; see `inclusion_proof`."""
        size = len(self) if size is None else size
        if size > len(self):
            raise ValueError(f"the tree has {len(self)} entries, not {size}")
        return inclusion_proof(index, size, self.node_at)

    def consistency_proof(self, old_size: int, new_size: int | None = None) -> list[bytes]:
        """Proof that an older tree is the beginning of this one, see `consistency_proof`."""
        new_size = len(self) if new_size is None else new_size
        if new_size > len(self):
            raise ValueError(f"the tree has {len(self)} entries, not {new_size}")
        return consistency_proof(old_size, new_size, self.node_at)
