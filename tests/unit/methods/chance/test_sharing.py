"""Shares: the published test case, every polynomial over one byte, every choice of holders."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.chance import join_shares, split_secret


def other_times(left: int, right: int) -> int:
    """Multiplication in GF(256) once more, bit by bit, with 0x11B (FIPS 197 §4.2)."""
    product_ = 0
    for bit in range(8):
        if right >> bit & 1:
            product_ ^= left << bit
    for bit in range(14, 7, -1):
        if product_ >> bit & 1:
            product_ ^= 0x11B << bit - 8
    return product_


def test_the_published_test_case():
    # draft-mcgrew-tss-03 §9: secret 7465737400, threshold 2, shares 1 and 2.
    shares = {1: bytes.fromhex("B9FA07E185"), 2: bytes.fromhex("F5409B4511")}
    assert join_shares(shares) == bytes.fromhex("7465737400")
    first = bytes(secret ^ share for secret, share in zip(b"test\0", shares[1], strict=True))
    assert split_secret(b"test\0", 2, 2, first) == list(shares.values())


@settings(max_examples=40)
@given(st.binary(min_size=1, max_size=4), st.integers(2, 4), st.data())
def test_shares_are_values_of_the_polynomial(secret, threshold, data):
    count = data.draw(st.integers(threshold, 6))
    size = len(secret)
    random = data.draw(st.binary(min_size=(threshold - 1) * size, max_size=(threshold - 1) * size))
    shares = split_secret(secret, threshold, count, random)
    for x, share in enumerate(shares, 1):
        for place in range(size):
            value, power = secret[place], x
            for row in range(threshold - 1):
                value ^= other_times(random[row * size + place], power)
                power = other_times(power, x)
            assert share[place] == value
    numbered = dict(enumerate(shares, 1))
    for chosen in combinations(numbered, threshold):
        held = {x: numbered[x] for x in chosen}
        assert join_shares(held) == secret
        assert all(join_shares(held, x) == share for x, share in numbered.items())
    assert join_shares(numbered) == secret


def test_one_share_of_two_fits_every_secret_equally_often():
    """All 65,536 pairs of secret and coefficient: whichever share is seen, each secret is as likely."""
    secrets = bytes(range(256))
    seen: list[Counter] = [Counter(), Counter(), Counter()]
    for coefficient in range(256):
        shares = split_secret(secrets, 2, 3, bytes([coefficient]) * 256)
        for counted, share in zip(seen, shares, strict=True):
            counted.update(zip(share, secrets, strict=True))
    for counted in seen:
        assert len(counted) == 65_536
        assert set(counted.values()) == {1}


def test_two_shares_of_three_fit_every_secret_equally_often():
    """For one secret all 65,536 polynomials give each pair of shares once: the pair says nothing of it."""
    for secret in (0, 1, 0x53, 255):
        pairs = Counter(
            tuple(split_secret(bytes([secret]), 3, 3, bytes(random))[place][0] for place in (0, 2))
            for random in product(range(256), repeat=2)
        )
        assert len(pairs) == 65_536
        assert set(pairs.values()) == {1}


def test_wrong_arguments_are_refused():
    for call in (
        lambda: split_secret(b"a", 1, 2, b""), lambda: split_secret(b"a", 3, 2, b"ab"),
        lambda: split_secret(b"a", 2, 256, b"a"), lambda: split_secret(b"", 2, 2, b""),
        lambda: split_secret(b"ab", 2, 2, b"a"), lambda: join_shares({}), lambda: join_shares({0: b"a"}),
        lambda: join_shares({1: b"a", 2: b"ab"}), lambda: join_shares({1: b"a"}, 256),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            call()
