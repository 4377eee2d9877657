"""Tiles: addresses as C2SP writes them, and proofs read from tiles alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.log.merkle import MerkleTree, consistency_proof, inclusion_proof, leaf_hash
from jiangang.methods.log.tiles import Tile, index_path, node_reader, tile_holding, tiles_between

TREE = MerkleTree(leaf_hash(b"%d" % number) for number in range(70_000))


@pytest.mark.parametrize(
    ("index", "path"), [(0, "000"), (67, "067"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_paths_are_groups_of_three(index, path):
    assert index_path(index) == path
    assert Tile(0, index).path == f"tile/0/{path}"
    assert Tile(1, index, 7).path == f"tile/1/{path}.p/7"


def test_the_tiles_of_the_specification_example():
    # C2SP tlog-tiles: a tree of 70,000 has 273 full and one partial tile at level 0, and so on upwards.
    tiles = tiles_between(0, 70_000)
    assert len([tile for tile in tiles if tile.level == 0 and tile.width == 256]) == 273
    assert Tile(0, 273, 112) in tiles
    assert [tile for tile in tiles if tile.level == 1] == [Tile(1, 0), Tile(1, 1, 17)]
    assert [tile for tile in tiles if tile.level == 2] == [Tile(2, 0, 1)]
    assert len(Tile(0, 0).content(TREE.node_at)) == 8192


@settings(max_examples=30)
@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_growth_writes_exactly_the_changed_tiles(first, second):
    old, new = sorted((first, second))
    assert set(tiles_between(old, new)) == set(tiles_between(0, new)) - set(tiles_between(0, old))


@settings(max_examples=50)
@given(st.integers(1, 70_000), st.data())
def test_proofs_can_be_read_from_tiles(size, data):
    published = {tile: tile.content(TREE.node_at) for tile in ()}
    written = set(tiles_between(0, size))

    def read(tile: Tile) -> bytes:
        assert tile in written
        return published.setdefault(tile, tile.content(TREE.node_at))

    node_at = node_reader(read, size)
    index = data.draw(st.integers(0, size - 1))
    assert inclusion_proof(index, size, node_at) == TREE.inclusion_proof(index, size)
    assert consistency_proof(index + 1, size, node_at) == TREE.consistency_proof(index + 1, size)


def test_wrong_tiles_are_refused():
    with pytest.raises(ValueError, match="no tile"):
        Tile(0, 0, 257)
    with pytest.raises(ValueError, match="not in a tree"):
        tile_holding(1, 1, 3)
    with pytest.raises(ValueError, match="cannot go"):
        tiles_between(5, 4)
    with pytest.raises(ValueError, match="bytes instead of"):
        node_reader(lambda tile: b"", 3)(0, 0)
