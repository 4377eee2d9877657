"""Tiles and bundles as files: paths in one spelling, bytes that come back, every changed entry found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    Bundle,
    MerkleTree,
    Tile,
    bundles_between,
    check_bundle,
    covering_subtrees,
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
    is_subtree,
    leaf_hash,
    node_reader,
    parse_tile_path,
    range_hash,
    subtree_inclusion_proof,
    tiles_between,
    verify_subtree_inclusion,
)

ENTRIES = [b"entry %d" % number * (number % 5) for number in range(700)]
TREE = MerkleTree(map(leaf_hash, ENTRIES))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("tile/0/000", Tile(0, 0)), ("tile/0/x001/x234/067", Tile(0, 1234067)),
        ("tile/63/001.p/255", Tile(63, 1, 255)), ("tile/entries/x001/000", Bundle(1000)),
        ("tile/entries/000.p/1", Bundle(0, 1)),
    ],
)  # fmt: skip
def test_paths_are_read_back(path, found):
    assert parse_tile_path(path) == found
    assert found.path == path


@pytest.mark.parametrize(
    "path",
    ["", "checkpoint", "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/067", "tile/0/x001/67",
     "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/001/067", "tile/0/x001", "tile/-1/000",
     "/tile/0/000", "tile/0/000/", "tile/entries/../000", "tile/entries/0000", "tile/0/٠٠٠", "tile/0/000\n"],
)  # fmt: skip
def test_other_spellings_of_paths_are_refused(path):
    with pytest.raises(Refused):
        parse_tile_path(path)


@given(st.integers(0, 63), st.integers(0, 10**9), st.integers(1, 256))
def test_every_path_comes_back(level, index, width):
    for address in (Tile(level, index, width), Bundle(index, width)):
        assert parse_tile_path(address.path) == address


@given(st.integers(1, 700))
def test_a_log_written_to_files_is_read_back_whole(size):
    files = {tile.path: tile.content(TREE.node_at) for tile in tiles_between(0, size)}
    for bundle in bundles_between(0, size):
        files[bundle.path] = encode_bundle(ENTRIES[bundle.index * 256 :][: bundle.width])
    node_at = node_reader(lambda tile: files[tile.path], size)
    assert range_hash(0, size, node_at) == TREE.root(size)
    read = []
    for bundle in bundles_between(0, size):
        entries = decode_bundle(bundle, files[bundle.path])
        hashes = decode_tile(bundle.tile, files[bundle.tile.path])
        assert encode_tile(hashes) == files[bundle.tile.path]
        assert check_bundle(bundle, entries, hashes) == []
        read += entries
    assert read == ENTRIES[:size]


def test_every_changed_bit_of_a_bundle_is_found():
    bundle, entries = Bundle(2, 9), ENTRIES[512:521]
    content = encode_bundle(entries)
    hashes = [leaf_hash(entry) for entry in entries]
    for place in range(len(content) * 8):
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        try:
            found = check_bundle(bundle, decode_bundle(bundle, bytes(changed)), hashes)
        except Refused as refused:
            found = list(refused.findings)
        assert found
    (found,) = check_bundle(bundle, [b"x", *entries[1:]], hashes)
    assert found.params["index"] == 512


def test_wrong_bytes_are_refused():
    good = encode_bundle([b"a", b""])
    for content in (b"", good[:-1], good + b"\0", good[:2], good + good, b"\xff\xff" + good):
        with pytest.raises(Refused):
            decode_bundle(Bundle(0, 2), content)
    with pytest.raises(Refused):
        decode_tile(Tile(0, 0, 2), bytes(63))
    for call in (
        lambda: encode_tile([]), lambda: encode_tile([b"short"]), lambda: encode_tile([bytes(32)] * 257),
        lambda: encode_bundle([]), lambda: encode_bundle([bytes(65536)]), lambda: encode_bundle([b""] * 257),
        lambda: Bundle(-1), lambda: Bundle(0, 0), lambda: Tile(64, 0), lambda: bundles_between(2, 1),
        lambda: check_bundle(Bundle(0, 1), [b""], []), lambda: covering_subtrees(3, 3),
        lambda: subtree_inclusion_proof(1, 1, 3, TREE.node_at),
        lambda: subtree_inclusion_proof(4, 0, 4, TREE.node_at),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            call()


SUBTREES = [(start, end) for start in range(64) for end in range(start + 1, 65) if is_subtree(start, end)]


def latest_begin(start: int, end: int) -> int:
    """Where the tightest cover of [start, end) by one or two subtrees begins, by trying all of them."""
    found = [first for first, last in SUBTREES if first <= start and last == end]
    for middle in (first for first, last in SUBTREES if last == end and first > start):
        found += [first for first, last in SUBTREES if last == middle and first <= start]
    return max(found)


def test_two_subtrees_cover_every_interval_as_tightly_as_any():
    for start in range(64):
        for end in range(start + 1, 65):
            found = covering_subtrees(start, end)
            assert set(found) <= set(SUBTREES)
            assert found[-1][1] == end
            assert all(one[1] == two[0] for one, two in zip(found, found[1:], strict=False))
            assert found[0][0] == latest_begin(start, end)


@given(st.data())
def test_an_entry_is_proved_to_be_in_its_subtree(data):
    start = data.draw(st.integers(0, 600))
    width = start & -start or 512
    end = start + data.draw(st.integers(1, min(width, 700 - start)))
    index = data.draw(st.integers(start, end - 1))
    proof = subtree_inclusion_proof(index, start, end, TREE.node_at)
    root = range_hash(start, end, TREE.node_at)
    leaf = leaf_hash(ENTRIES[index])
    assert verify_subtree_inclusion(index, start, end, leaf, proof, root)
    assert not verify_subtree_inclusion(index, start, end, leaf[::-1], proof, root)
    assert not verify_subtree_inclusion(index, start, end, leaf, [*proof, leaf], root)
