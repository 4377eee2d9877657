"""The stream: known answers from a second implementation, exactness, and uniformity."""

import hashlib
import hmac
from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from jiangang.methods.chance.stream import Stream

SEED = bytes(range(32))
KNOWN_BYTES = "6b645d456caf4de44aa64f285727d73b89f56ca47e564a79297ea6478fff8a1196de0a5d27679918"
KNOWN_DRAW = [4, 6, 1, 8]
KNOWN_NUMBERS = [828, 164, 592, 301, 727]


def other_bytes(seed: bytes, label: str, count: int) -> bytes:
    """The stream once more, from its description only."""
    made = b""
    number = 0
    while len(made) < count:
        mac = hmac.new(seed, digestmod=hashlib.sha256)
        for part in (b"jiangang.chance/1", b"\0", label.encode(), b"\0", number.to_bytes(8, "big")):
            mac.update(part)
        made += mac.digest()
        number += 1
    return made[:count]


def other_draw(seed: bytes, label: str, items: list, count: int) -> list:
    """The draw once more: pick a place among those left, swap it to the front."""
    stream = iter(other_bytes(seed, label, 100_000))
    left = list(items)
    for place in range(count):
        bound = len(left) - place
        bits = (bound - 1).bit_length()
        while True:
            number = 0
            for _ in range(-(-bits // 8)):
                number = number * 256 + next(stream)
            number %= 2**bits
            if number < bound:
                break
        left[place], left[place + number] = left[place + number], left[place]
    return left[:count]


def test_known_answers_do_not_change():
    assert Stream(SEED, "test").take(8) == other_bytes(SEED, "test", 8)
    assert Stream(SEED, "test").take(40).hex() == KNOWN_BYTES
    assert Stream(SEED, "test").draw(range(10), 4) == KNOWN_DRAW
    assert [Stream(SEED, f"label {number}").uniform_below(1000) for number in range(5)] == KNOWN_NUMBERS


@given(
    st.binary(min_size=32, max_size=32),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
def test_bytes_are_those_of_the_description(seed, label):
    stream = Stream(seed, label)
    assert b"".join(stream.take(size) for size in (0, 1, 31, 33, 100, 7)) == other_bytes(seed, label, 172)


@given(st.binary(min_size=32, max_size=32), st.integers(1, 700), st.data())
def test_draws_are_those_of_the_description(seed, size, data):
    count = data.draw(st.integers(0, size))
    drawn = Stream(seed, "x").draw(range(size), count)
    assert drawn == other_draw(seed, "x", list(range(size)), count)
    assert len(set(drawn)) == count
    assert sorted(Stream(seed, "x").shuffle(range(size))) == list(range(size))


@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**200))
def test_numbers_stay_below_the_bound(seed, bound):
    assert 0 <= Stream(seed, "x").uniform_below(bound) < bound


@pytest.mark.parametrize("bound", [2, 3, 7, 100, 129, 257])
def test_numbers_are_uniform(bound):
    stream = Stream(SEED, f"uniform {bound}")
    counts = Counter(stream.uniform_below(bound) for _ in range(200 * bound))
    assert chisquare([counts[number] for number in range(bound)]).pvalue > 0.001


def test_every_order_is_equally_likely():
    stream = Stream(SEED, "orders")
    counts = Counter(tuple(stream.shuffle("abcd")) for _ in range(24 * 300))
    assert chisquare([counts[order] for order in permutations("abcd")]).pvalue > 0.001


def test_every_pair_of_inspectors_is_equally_likely_over_seeds():
    counts = Counter(
        frozenset(Stream(hashlib.sha256(b"%d" % number).digest(), "draw").draw("abcdef", 2))
        for number in range(15 * 300)
    )
    assert len(counts) == 15
    assert chisquare(list(counts.values())).pvalue > 0.001


@pytest.mark.parametrize(
    "probability", [Fraction(0), Fraction(1), Fraction(3, 50), Fraction(1, 2), Fraction(7, 1000)]
)
def test_hits_take_the_same_bytes_as_tries_one_by_one(probability):
    at_once, one_by_one = Stream(SEED, "hits"), Stream(SEED, "hits")
    hits = at_once.hits(probability, 1000)
    assert hits == [place for place in range(1000) if one_by_one.bernoulli(probability)]
    assert at_once.take(32) == one_by_one.take(32)


def test_bernoulli_is_exact_at_its_ends_and_right_between():
    stream = Stream(SEED, "bernoulli")
    assert not any(stream.bernoulli(Fraction(0)) for _ in range(100))
    assert all(stream.bernoulli(Fraction(1)) for _ in range(100))
    hits = sum(stream.bernoulli(Fraction(3, 70)) for _ in range(70_00 * 3))
    assert chisquare([hits, 21_000 - hits], [900, 20_100]).pvalue > 0.001
    assert not stream.bernoulli(Fraction(1, 2**300))


def test_wrong_arguments_are_refused():
    stream = Stream(SEED, "x")
    for call in (
        lambda: Stream(b"short", "x"), lambda: Stream(SEED, "a\0b"), lambda: stream.uniform_below(0),
        lambda: stream.draw("ab", 3), lambda: stream.draw("ab", -1), lambda: stream.take(-1),
        lambda: stream.bernoulli(Fraction(3, 2)),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            call()
    with pytest.raises(TypeError, match="exact"):
        stream.bernoulli(0.5)
