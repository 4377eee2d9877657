"""Roots and proofs against a naive reading of RFC 9162, and the verifiers against every small change."""

import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.log.merkle import (
    EMPTY_ROOT,
    CompactRange,
    MerkleTree,
    is_subtree,
    leaf_hash,
    node_hash,
    range_hash,
    root_of,
    subtree_consistency_proof,
)
from jiangang.methods.log.verification import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
)

ENTRIES = [b"%d" % number for number in range(300)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
TREE = MerkleTree(LEAVES)
sizes = st.integers(1, len(ENTRIES))


def naive_root(entries: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.3.1 word for word."""
    if len(entries) == 1:
        return []
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_subproof(m: int, entries: list[bytes], known: bool) -> list[bytes]:
    """RFC 9162 §2.1.4.1 word for word."""
    if m == len(entries):
        return [] if known else [naive_root(entries)]
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if m <= k:
        return [*naive_subproof(m, entries[:k], known), naive_root(entries[k:])]
    return [*naive_subproof(m - k, entries[k:], False), naive_root(entries[:k])]


def test_known_roots_of_certificate_transparency():
    entries = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in entries]
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaves[0].hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(sizes)
def test_every_way_to_the_root_agrees(size):
    expected = naive_root(ENTRIES[:size])
    assert root_of(LEAVES[:size]) == expected == TREE.root(size)
    assert MerkleTree(LEAVES[:size]).root() == expected


@given(sizes, sizes)
def test_a_stored_range_goes_on_where_it_was(first, second):
    size, more = sorted((first, second))
    stored = CompactRange()
    stored.extend(LEAVES[:size])
    again = CompactRange(stored.size, stored.hashes)
    again.extend(LEAVES[size:more])
    assert again.root() == TREE.root(more)
    assert stored.root() == TREE.root(size)
    grown = MerkleTree(LEAVES[:size])
    grown.extend(LEAVES[size:more])
    assert grown.root() == TREE.root(more)


@given(sizes, st.data())
def test_inclusion_proofs_are_those_of_the_rfc(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = TREE.inclusion_proof(index, size)
    assert proof == naive_path(index, ENTRIES[:size])
    assert verify_inclusion(index, size, LEAVES[index], proof, TREE.root(size))


@given(sizes, sizes)
def test_consistency_proofs_are_those_of_the_rfc(first, second):
    old, new = sorted((first, second))
    proof = TREE.consistency_proof(old, new)
    assert proof == naive_subproof(old, ENTRIES[:new], True)
    assert verify_consistency(old, new, TREE.root(old), TREE.root(new), proof)


@given(sizes, sizes, st.data())
def test_a_changed_proof_proves_nothing(first, second, data):
    old, new = sorted((first, second))
    proof = TREE.consistency_proof(old, new)
    index = data.draw(st.integers(0, new - 1))
    path = TREE.inclusion_proof(index, new)
    for parts, check in [
        (proof, lambda changed: verify_consistency(old, new, TREE.root(old), TREE.root(new), changed)),
        (path, lambda changed: verify_inclusion(index, new, LEAVES[index], changed, TREE.root(new))),
    ]:
        assert not check([*parts, LEAVES[0]])
        if not parts:
            continue
        place = data.draw(st.integers(0, len(parts) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(parts[place], "big") ^ 1 << bit).to_bytes(32, "big")
        assert not check([*parts[:place], flipped, *parts[place + 1 :]])
        assert not check(parts[:-1])
        assert not check([*parts[:-1], parts[-1][:31]])


@given(sizes, st.data())
def test_subtrees_are_proved_part_of_the_tree(size, data):
    level = data.draw(st.integers(0, size.bit_length() - 1))
    start = data.draw(st.integers(0, (size - 1) >> level)) << level
    end = data.draw(st.integers(start + 1, min(size, start + (1 << level))))
    if not is_subtree(start, end):
        return
    proof = subtree_consistency_proof(start, end, size, TREE.node_at)
    subtree = naive_root(ENTRIES[start:end])
    assert range_hash(start, end, TREE.node_at) == subtree
    assert verify_subtree_consistency(
        start, end, size, subtree_root=subtree, root=TREE.root(size), proof=proof
    )
    if (start, end) != (0, size):
        assert not verify_subtree_consistency(
            start, end, size, subtree_root=LEAVES[-1][::-1], root=TREE.root(size), proof=proof
        )


def test_nothing_is_proved_of_an_empty_tree():
    assert not verify_consistency(0, 5, EMPTY_ROOT, TREE.root(5), [])
    assert not verify_inclusion(0, 0, LEAVES[0], [], EMPTY_ROOT)
    with pytest.raises(ValueError, match="no subtree"):
        TREE.consistency_proof(0, 5)


def test_wrong_sizes_and_lengths_are_refused():
    for call in (
        lambda: TREE.inclusion_proof(5, 5),
        lambda: TREE.inclusion_proof(0, 301),
        lambda: TREE.consistency_proof(6, 5),
        lambda: TREE.consistency_proof(5, 301),
        lambda: TREE.root(301),
        lambda: CompactRange(3, [LEAVES[0]]),
        lambda: CompactRange(1, [b"short"]),
        lambda: MerkleTree([b"short"]),
        lambda: CompactRange().append(b"short"),
        lambda: range_hash(1, 3, TREE.node_at),
    ):
        with pytest.raises(ValueError, match=r".+"):
            call()
    assert not verify_inclusion(0, 1, "text", [], "text")  # type: ignore[arg-type]
    assert node_hash(LEAVES[0], LEAVES[1]) == TREE.root(2)


def test_three_hundred_thousand_leaves_a_second():
    entries = [bytes(300)] * 30_000
    fastest = float("inf")
    for _ in range(3):
        compact, start = CompactRange(), time.perf_counter()
        compact.extend(map(leaf_hash, entries))
        fastest = min(fastest, time.perf_counter() - start)
    # The promise is 0.1 s for 30,000; a shared machine is given twice as long before this fails.
    assert fastest < 0.2
