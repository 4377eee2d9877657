"""A secret in n shares, any k of which give it back, and k - 1 of which tell nothing of it.

Shamir's scheme byte by byte over GF(256) with the polynomial x^8 + x^4 + x^3 + x + 1. Nothing here makes
randomness: the coefficients come in as an argument.
"""

from collections.abc import Mapping
from functools import cache, reduce
from operator import xor

from jiangang.methods.register import method

MOST_SHARES = 255
SOURCE = "Shamir, CACM 22 (1979) 612-613; GF(256) as draft-mcgrew-tss-03 §3"


@method(
    "chance.split_secret",
    source=SOURCE,
    verified="every polynomial over one byte counted out: k - 1 shares fit every secret equally often",
)
def split_secret(secret: bytes, threshold: int, count: int, coefficients: bytes) -> list[bytes]:
    """Shares 1 to count of a secret, each as long as it; `threshold` of them give it back.

    coefficients: (threshold - 1) * len(secret) uniformly random bytes, used once and then forgotten. Raises
    ValueError unless 2 <= threshold <= count <= 255 and the lengths fit.
    """
    if not 2 <= threshold <= count <= MOST_SHARES:
        raise ValueError(f"a secret has 2 to {MOST_SHARES} shares, and at least 2 give it back")
    size = len(secret)
    if not size or len(coefficients) != (threshold - 1) * size:
        raise ValueError(f"a secret of {size} bytes needs {(threshold - 1) * size} random bytes")
    rows = [secret, *(coefficients[place : place + size] for place in range(0, len(coefficients), size))]
    return [bytes(_value_at(column, x) for column in zip(*rows, strict=True)) for x in range(1, count + 1)]


@method(
    "chance.join_shares",
    source=SOURCE,
    verified="the test case of draft-mcgrew-tss-03 §9; every polynomial over one byte",
)
def join_shares(shares: Mapping[int, bytes], at: int = 0) -> bytes:
    """The secret (at 0), or share `at`, from at least as many shares as the threshold.

    shares: numbers 1 to 255 with their bytes. With fewer shares, or false ones, the answer is some other
    bytes: who joins must compare with a commitment. Raises ValueError for no share, numbers outside, or
    different lengths.
    """
    sizes = {len(value) for value in shares.values()}
    if len(sizes) != 1 or not all(1 <= x <= MOST_SHARES for x in shares) or not 0 <= at <= MOST_SHARES:
        raise ValueError(f"shares are numbered 1 to {MOST_SHARES} and equally long")
    weights = [_weight(x, tuple(shares), at) for x in shares]
    return bytes(reduce(xor, map(_times, weights, column)) for column in zip(*shares.values(), strict=True))


def _value_at(column: tuple[int, ...], x: int) -> int:
    value = 0
    for coefficient in reversed(column):
        value = _times(value, x) ^ coefficient
    return value


def _weight(x: int, numbers: tuple[int, ...], at: int) -> int:
    """Lagrange's weight of share x for the value at a place."""
    weight = 1
    for other in numbers:
        if other != x:
            weight = _times(weight, _over(at ^ other, x ^ other))
    return weight


@cache
def _tables() -> tuple[list[int], list[int]]:
    """Logarithms and powers to the base 3; powers twice over, so that two logarithms may be added."""
    logs, powers, power = [0] * 256, [0] * 510, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = power
        logs[power] = exponent
        doubled = power << 1
        power ^= doubled ^ 0x11B if doubled & 0x100 else doubled
    return logs, powers


def _times(left: int, right: int) -> int:
    logs, powers = _tables()
    return powers[logs[left] + logs[right]] if left and right else 0


def _over(left: int, right: int) -> int:
    logs, powers = _tables()
    return powers[logs[left] - logs[right] + 255] if left else 0
