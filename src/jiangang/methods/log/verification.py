"""Checking Merkle proofs: inclusion and consistency, of trees and of subtrees.

Every function answers yes or no and never raises for bytes that an opponent may have chosen.
"""

from collections.abc import Sequence
from hmac import compare_digest

from jiangang.methods.log.merkle import EMPTY_ROOT, HASH_SIZE, LARGEST, is_subtree, node_hash
from jiangang.methods.register import method

VECTORS = "the {} vectors of transparency-dev/merkle"


@method("log.verify_inclusion", source="RFC 9162 §2.1.3.2", verified=VECTORS.format("98 inclusion"))
def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash is entry `index` of the tree of that size and root. Source: RFC 9162 §2.1.3.2."""
    return verify_subtree_inclusion(index, 0, size, leaf, proof, root)


@method(
    "log.verify_subtree_inclusion",
    source="draft-ietf-plants-merkle-tree-certs §4.3",
    verified=VECTORS.format("204 subtree inclusion"),
)
def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the leaf hash is entry `index` of the subtree [start, end) with that root.

    Source: draft-ietf-plants-merkle-tree-certs §4.3.
    """
    if not _hashes([leaf, root, *proof]):
        return False
    if not (start <= index < end <= LARGEST and is_subtree(start, end)):
        return False
    place, last, carried = index - start, end - start - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            carried = node_hash(beside, carried)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            carried = node_hash(carried, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and compare_digest(carried, root)


@method("log.verify_consistency", source="RFC 9162 §2.1.4.2", verified=VECTORS.format("98 consistency"))
def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of old size and root is the beginning of the tree of new size and root.

    An old size of 0 is refused: every tree begins with nothing, so such a proof proves nothing.
    Source: RFC 9162 §2.1.4.2.
    """
    return old_size > 0 and verify_subtree_consistency(
        0, old_size, new_size, subtree_root=old_root, root=new_root, proof=proof
    )


@method(
    "log.verify_subtree_consistency",
    source="draft-ietf-plants-merkle-tree-certs §4.4",
    verified=VECTORS.format("118 subtree consistency"),
)
def verify_subtree_consistency(
    start: int, end: int, size: int, *, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the subtree [start, end) with its root is part of the tree of that size and root.

    Two cases need no hashing and are decided by the roots alone, as the published vectors ask: a subtree
    without entries has the empty root, and the whole tree has the root of the tree; both with no proof.
    Source: draft-ietf-plants-merkle-tree-certs §4.4.
    """
    if not 0 <= start <= end <= size <= LARGEST or not all(map(_is_bytes, (subtree_root, root, *proof))):
        return False
    if start == end:
        return not proof and compare_digest(subtree_root, EMPTY_ROOT)
    if (start, end) == (0, size):
        return not proof and subtree_root != b"" and compare_digest(subtree_root, root)
    if not _hashes([subtree_root, root, *proof]) or not is_subtree(start, end):
        return False
    first, inner, last = start, end - 1, size - 1
    while first != inner and (inner == last or inner & 1):
        first, inner, last = first >> 1, inner >> 1, last >> 1
    seeds = [subtree_root] if first == inner else []
    roots = _climb((first, inner, last), [*seeds, *proof])
    return roots is not None and compare_digest(roots[0], subtree_root) and compare_digest(roots[1], root)


def _climb(place: tuple[int, int, int], path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Roots of subtree and tree that a path leads to from its first hash; None when its length is wrong.

    place: first and last node of the subtree and last node of the tree, at the level of the first hash.
    """
    if not path:
        return None
    first, inner, last = place
    inner_hash = outer_hash = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if inner & 1 or inner == last:
            if first < inner:
                inner_hash = node_hash(beside, inner_hash)
            outer_hash = node_hash(beside, outer_hash)
            while not inner & 1 and inner:
                first, inner, last = first >> 1, inner >> 1, last >> 1
        else:
            outer_hash = node_hash(outer_hash, beside)
        first, inner, last = first >> 1, inner >> 1, last >> 1
    return (inner_hash, outer_hash) if last == 0 else None


def _hashes(values: Sequence[bytes]) -> bool:
    return all(_is_bytes(value) and len(value) == HASH_SIZE for value in values)


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes)
