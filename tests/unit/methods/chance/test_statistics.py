"""The stream before the usual tests of chance, with fixed seeds; and a biased stream that fails each of them.

Frequency and runs as NIST SP 800-22r1a §2.1 and §2.3, chi-square of bytes and of drawn places, serial
correlation as Knuth, TAOCP vol. 2 §3.3.2 K. The seeds are fixed, so the outcome never changes.
"""

import hashlib
import math
import random
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from scipy.special import erfc
from scipy.stats import chisquare, kstest

from jiangang.methods.chance import Stream

SIZE, SEEDS = 60_000, 20
LEVEL = 1e-4


def frequency(data: bytes) -> float:
    """NIST SP 800-22 §2.1: as many ones as zeros."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    return float(erfc(abs(2 * int(bits.sum()) - bits.size) / math.sqrt(2 * bits.size)))


def runs(data: bytes) -> float:
    """NIST SP 800-22 §2.3: neither too many nor too few changes from one to zero."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    share = float(bits.mean())
    if abs(share - 0.5) >= 2 / math.sqrt(bits.size):
        return 0.0
    changes = 1 + int(np.count_nonzero(bits[1:] != bits[:-1]))
    middle = 2 * bits.size * share * (1 - share)
    return float(erfc(abs(changes - middle) / (2 * math.sqrt(2 * bits.size) * share * (1 - share))))


def chi_square_of_bytes(data: bytes) -> float:
    """Each of the 256 values as often."""
    return float(chisquare(np.bincount(np.frombuffer(data, np.uint8), minlength=256)).pvalue)


def serial_correlation(data: bytes) -> float:
    """No byte says anything of the next: lag-1 correlation, normal for so many."""
    values = np.frombuffer(data, np.uint8).astype(float)
    found = float(np.corrcoef(values[:-1], values[1:])[0, 1])
    return float(erfc(abs(found) * math.sqrt(values.size) / math.sqrt(2)))


TESTS = (frequency, runs, chi_square_of_bytes, serial_correlation)


def seed(number: int) -> bytes:
    return hashlib.sha256(b"statistics %d" % number).digest()


def biased(kind: str) -> bytes:
    """Streams as a careless program makes them."""
    data = bytearray(Stream(seed(0), "biased").take(SIZE))
    if kind == "a bit too often one":
        for place in range(0, SIZE, 20):
            data[place] |= 1
    elif kind == "sticky":
        for place in range(1, SIZE):
            if place % 25 == 0:
                data[place] = data[place - 1]
    elif kind == "long runs":  # as many ones as zeros, but side by side
        data[::10] = b"\xf0" * len(data[::10])
    elif kind == "counter":
        data = bytearray(number % 256 for number in range(SIZE))
    elif kind == "remainder":  # 0..255 folded to 0..199 by %, the classic fault
        data = bytearray(byte % 200 for byte in data)
    return bytes(data)


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
def test_the_stream_passes_over_many_seeds(test):
    values = [test(Stream(seed(number), "test").take(SIZE)) for number in range(SEEDS)]
    assert min(values) > LEVEL
    # Not only none too bad: taken together they are spread evenly, as chance would have it.
    assert kstest(values, "uniform").pvalue > 0.001


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        (frequency, "a bit too often one"), (frequency, "remainder"), (runs, "a bit too often one"),
        (runs, "long runs"), (chi_square_of_bytes, "remainder"), (chi_square_of_bytes, "a bit too often one"),
        (serial_correlation, "sticky"), (serial_correlation, "counter"),
    ],
)  # fmt: skip
def test_a_biased_stream_fails_the_same_test(test, kind):
    assert test(biased(kind)) < LEVEL


def places(draw, count: int = 4000) -> list[np.ndarray]:
    """How often each of 20 is drawn at the first, second, third place of 3."""
    tally = np.zeros((3, 20), int)
    for number in range(count):
        for place, item in enumerate(draw(number)):
            tally[place, item] += 1
    return list(tally)


def test_every_item_comes_to_every_place_as_often():
    for tally in places(lambda number: Stream(seed(number), "place").draw(range(20), 3)):
        assert chisquare(tally).pvalue > LEVEL


def test_a_draw_that_favours_the_first_fails_the_same_test():
    """The remainder of five bits by 20, the classic fault: 0 to 11 come twice as often as 12 to 19."""

    def remainder(number: int) -> list[int]:
        taken = Stream(seed(number), "place").take(100)
        return list(dict.fromkeys(byte % 32 % 20 for byte in taken))[:3]

    assert min(chisquare(tally).pvalue for tally in places(remainder)) < LEVEL


@pytest.mark.parametrize(("size", "count"), [(4, 2), (5, 3), (6, 1), (6, 3), (7, 6)])
def test_every_subset_is_drawn_equally_often(size, count):
    subsets = list(combinations(range(size), count))
    tally = Counter(
        frozenset(Stream(seed(number), f"subset {size} {count}").draw(range(size), count))
        for number in range(200 * len(subsets))
    )
    assert chisquare([tally[frozenset(subset)] for subset in subsets]).pvalue > LEVEL
    assert sum(tally.values()) == 200 * len(subsets)


def test_one_draw_cannot_be_told_from_the_ones_before():
    """Ten thousand draws one after another: neither the item nor its neighbour follows the one before."""
    stream = Stream(seed(1), "prediction")
    drawn = [stream.uniform_below(10) for _ in range(10_000)]
    pairs = np.zeros((10, 10), int)
    for before, after in zip(drawn, drawn[1:], strict=False):
        pairs[before, after] += 1
    assert chisquare(pairs.ravel()).pvalue > LEVEL
    guessed = Counter()
    hits = 0
    for before, after in zip(drawn, drawn[1:], strict=False):
        best = max(range(10), key=lambda item, before=before: guessed[before, item])
        hits += best == after
        guessed[before, after] += 1
    assert abs(hits - 1000) < 4 * math.sqrt(900)


def test_the_fast_draw_is_the_slow_one():
    """A plain shuffle of the whole list, number by number, beside the draw that remembers only what moved."""
    for size, count in ((1, 1), (2, 2), (300, 300), (257, 256), (70_000, 40), (5000, 2500)):
        slow, left = Stream(seed(2), "slow"), list(range(size))
        for place in range(count):
            other = place + slow.uniform_below(size - place)
            left[place], left[other] = left[other], left[place]
        fast = Stream(seed(2), "slow")
        assert fast.draw(range(size), count) == left[:count]
        assert fast.take(40) == slow.take(40)


def test_sample_of_the_standard_library_passes_too():
    """The tests are no stricter than chance: another generator passes them."""
    data = random.Random(1).randbytes(SIZE)
    assert min(test(data) for test in TESTS) > LEVEL
