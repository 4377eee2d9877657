"""Draws for many consignments at once from one committed seed: the numbers of `chance.Stream`, all together.

Draw k of a label is bytes 8k to 8k+7, big end first, of `Stream(seed, label)`: a whole number below 2^64. So
any single draw can be recomputed from seed, label and its number alone, whatever the size of the batches.
"""

from fractions import Fraction
from hashlib import sha256
from hmac import digest

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.chance.stream import PREFIX, SEED_SIZE
from jiangang.methods.register import method

WIDTH, PER_BLOCK = 8, 4
TOP = 1 << 64
COMMITMENT = b"jiangang.targeting.screen/1 commitment\x00"


@method(
    "targeting.draws",
    source="methods.chance: HMAC-SHA256 in counter mode (NIST SP 800-108r1 §4.1)",
    verified="chance.Stream, byte for byte (tests/unit/methods/targeting/test_drawing.py)",
)
def draw(seed: bytes, label: str, first: int, count: int) -> NDArray[np.uint64]:
    """Draws `first` to `first + count - 1` of a label, each a whole number below 2^64.

    seed: 32 bytes. Raises ValueError for another length, a label with a NUL character, or negative numbers.
    """
    if len(seed) != SEED_SIZE or "\x00" in label or first < 0 or count < 0:
        raise ValueError("a seed has 32 bytes, a label no NUL character, and draws count from 0")
    begin, end = first // PER_BLOCK, -(-(first + count) // PER_BLOCK)
    message = PREFIX + label.encode() + b"\x00"
    blocks = b"".join(
        [digest(seed, message + number.to_bytes(8, "big"), "sha256") for number in range(begin, end)]
    )
    skipped = first - begin * PER_BLOCK
    return np.frombuffer(blocks, ">u8")[skipped : skipped + count].astype(np.uint64)


def limit(rate: Fraction) -> np.uint64:
    """The number that a draw must be below to be taken at a rate below 1: the rate times 2^64, rounded up.

    The probability is the rate to within 2^-64. Raises ValueError outside 0 to below 1.
    """
    if not 0 <= rate < 1:
        raise ValueError(f"a rate below 1 is wanted, not {rate}")
    return np.uint64(min(-(-rate.numerator * TOP // rate.denominator), TOP - 1))


def commitment(seed: bytes) -> str:
    """What may be published before a run, to be compared with the seed after it: 64 hexadecimal digits."""
    return sha256(COMMITMENT + seed).hexdigest()
