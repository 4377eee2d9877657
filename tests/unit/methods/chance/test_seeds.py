"""A day's seeds: committed to by one root, opened one by one."""

import hashlib
import hmac
import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.chance.seeds import SLOTS, DaySeeds, commitment_leaf, mix
from jiangang.methods.log.merkle import MerkleTree
from jiangang.methods.log.verification import verify_inclusion

DAY = date(2011, 6, 30)
MASTER = b"m" * 32


def test_seeds_are_those_of_the_description():
    seeds = DaySeeds(MASTER, DAY, ["a", "b", "c"])
    expected = hmac.new(MASTER, b"2011-06-30|b", hashlib.sha256).digest()
    assert seeds.sub_seed("b") == expected
    leaf = b"\0jiangang.draw/1 commitment\x002011-06-30\0b\0" + hashlib.sha256(expected).digest()
    assert seeds.tree.node_at(0, 1) == hashlib.sha256(leaf).digest()
    mixed = hmac.new(expected, b"jiangang.draw/1 mix\0" + b"e" * 32, hashlib.sha256).digest()
    assert mix(expected, b"e" * 32) == mixed


@given(st.binary(min_size=32, max_size=32), st.integers(1, 200), st.data())
def test_an_opened_seed_is_proved(master, count, data):
    seeds = DaySeeds.of_slots(master, DAY, count)
    label = str(data.draw(st.integers(0, count - 1)))
    opened = seeds.reveal(label)
    leaf = commitment_leaf(DAY, label, hashlib.sha256(opened.sub_seed).digest())
    assert verify_inclusion(opened.index, opened.size, leaf, opened.proof, seeds.root)
    other = commitment_leaf(DAY, label, hashlib.sha256(bytes(32)).digest())
    assert not verify_inclusion(opened.index, opened.size, other, opened.proof, seeds.root)


def test_an_opened_seed_says_nothing_of_the_others():
    seeds = DaySeeds.of_slots(MASTER, DAY, 50)
    opened = seeds.reveal("17")
    told = {opened.sub_seed, opened.root, *opened.proof}
    secret = {seeds.sub_seed(label) for label in seeds.labels if label != "17"} | {MASTER}
    secret |= {hashlib.sha256(each).digest() for each in secret}
    assert not told & secret
    assert MASTER.decode() not in repr(seeds)


def test_days_and_labels_have_different_seeds():
    other_day = DaySeeds(MASTER, date(2011, 7, 1), ["a"])
    seeds = DaySeeds(MASTER, DAY, ["a"])
    assert other_day.sub_seed("a") != seeds.sub_seed("a")
    assert other_day.root != seeds.root


def test_a_day_of_twenty_thousand_slots_is_built_in_half_a_second():
    fastest = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        assert len(DaySeeds.of_slots(MASTER, DAY).root) == 32
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.5
    assert SLOTS == 20_000


def test_wrong_arguments_are_refused():
    for master, labels in (
        (b"short", "ab"),
        (MASTER, []),
        (MASTER, ["a", "a"]),
        (MASTER, [""]),
        (MASTER, ["\0"]),
    ):
        with pytest.raises(ValueError, match=r".+"):
            DaySeeds(master, DAY, labels)
    with pytest.raises(TypeError, match="day"):
        DaySeeds(MASTER, datetime(2011, 6, 30), ["a"])
    with pytest.raises(KeyError, match="no seed"):
        DaySeeds(MASTER, DAY, ["a"]).reveal("b")
    with pytest.raises(ValueError, match="32 bytes"):
        mix(MASTER, b"short")


def test_an_opening_is_made_from_hashes_of_the_other_seeds_alone():
    """Whoever has the opened seed and the digests of the others can write the opening: it says no more."""
    seeds = DaySeeds.of_slots(MASTER, DAY, 50)
    for label in ("0", "17", "49"):
        opened = seeds.reveal(label)
        digests = {each: hashlib.sha256(seeds.sub_seed(each)).digest() for each in seeds.labels}
        simulated = MerkleTree(commitment_leaf(DAY, each, digests[each]) for each in seeds.labels)
        assert list(opened.proof) == simulated.inclusion_proof(int(label))
        assert opened.root == simulated.root()


def test_sub_seeds_of_a_day_have_nothing_in_common():
    """Over 2,000 neighbours the bits differ as those of fair coins do: by a normal test, fixed master."""
    seeds = DaySeeds.of_slots(MASTER, DAY, 2001)
    numbers = [int.from_bytes(seeds.sub_seed(label), "big") for label in seeds.labels]
    differing = sum((one ^ two).bit_count() for one, two in zip(numbers, numbers[1:], strict=False))
    assert abs(differing - 256_000) < 4 * (512_000 / 4) ** 0.5
    other = DaySeeds.of_slots(MASTER[:-1] + b"n", DAY, 2001)
    same = sum(
        (one ^ int.from_bytes(other.sub_seed(str(at)), "big")).bit_count() for at, one in enumerate(numbers)
    )
    assert abs(same - 2001 * 128) < 4 * (2001 * 256 / 4) ** 0.5
