"""A stream of chance from a seed: HMAC-SHA256 in counter mode, and exact draws from it.

Named `hmac-sha256-counter/1`. Whoever changes a byte of it gives it a new name, because old proofs are
recomputed with the old one.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hmac import digest
from typing import TypeVar

ALGORITHM = "hmac-sha256-counter/1"
SEED_SIZE = 32
BLOCK_SIZE = 32
PREFIX = b"jiangang.chance/1\x00"

Item = TypeVar("Item")


class Stream:
    """Bytes that look random to all who do not know the seed, and are the same for all who do.

    Block i is HMAC-SHA256(seed, "jiangang.chance/1" 0x00 label 0x00 i), i as 8 bytes, big end first; the
    stream is the blocks one after another. seed: 32 bytes; label: says what the stream is for, so that two
    uses of one seed have nothing in common. Raises ValueError for another length of seed or a label with a
    NUL character. Source: NIST SP 800-108r1 §4.1 (KDF in counter mode) for the construction.
    """

    __slots__ = ("_buffer", "_counter", "_message", "_place", "_seed")

    def __init__(self, seed: bytes, label: str) -> None:
        if len(seed) != SEED_SIZE:
            raise ValueError(f"a seed has {SEED_SIZE} bytes, not {len(seed)}")
        if "\x00" in label:
            raise ValueError("a label has no NUL character")
        self._seed = seed
        self._message = PREFIX + label.encode() + b"\x00"
        self._counter = 0
        self._buffer = b""
        self._place = 0

    def take(self, count: int) -> bytes:
        """The next bytes of the stream."""
        if count < 0:
            raise ValueError("a stream does not run backwards")
        lacking = count - (len(self._buffer) - self._place)
        if lacking > 0:
            first = self._counter
            self._counter += -(-lacking // BLOCK_SIZE)
            blocks = [self._buffer[self._place :], *map(self._block, range(first, self._counter))]
            self._buffer, self._place = b"".join(blocks), 0
        self._place += count
        return self._buffer[self._place - count : self._place]

    def _block(self, number: int) -> bytes:
        return digest(self._seed, self._message + number.to_bytes(8, "big"), "sha256")

    def uniform_below(self, bound: int) -> int:
        """A whole number from 0 to bound - 1, each equally likely.

        Takes as many bytes as bound - 1 needs, big end first, keeps its lowest bits, and tries again while
        the number is not below the bound. Raises ValueError for a bound below 1. Source: rejection sampling,
        FIPS 186-5 A.2.2 (no bias, unlike a remainder).
        """
        if bound < 1:
            raise ValueError("there is no number below 1 to draw")
        bits = (bound - 1).bit_length()
        size, mask = (bits + 7) // 8, (1 << bits) - 1
        while True:
            number = int.from_bytes(self.take(size), "big") & mask
            if number < bound:
                return number

    def shuffle(self, items: Sequence[Item]) -> list[Item]:
        """The items in an order of which each is equally likely; the sequence given is not changed."""
        return self.draw(items, len(items))

    def draw(self, items: Sequence[Item], count: int) -> list[Item]:
        """Items drawn without putting back, in the order drawn; every selection is equally likely.

        Step i swaps place i with place i + uniform_below(n - i). Raises ValueError when count is negative or
        more than there are. Source: Fisher–Yates shuffle, Knuth, TAOCP vol. 2, §3.4.2 algorithm P.
        """
        return [items[place] for place in self.draw_places(len(items), count)]

    def draw_places(self, size: int, count: int) -> list[int]:
        """Which of `size` places `draw` takes, in the order drawn; only what was moved is remembered.

        Raises ValueError as `draw` does.
        """
        if not 0 <= count <= size:
            raise ValueError(f"{count} cannot be drawn from {size}")
        moved: dict[int, int] = {}
        drawn = []
        for place, offset in enumerate(self._offsets(size, count)):
            other = place + offset
            drawn.append(moved.get(other, other))
            moved[other] = moved.pop(place, place)
        return drawn

    def _offsets(self, size: int, count: int) -> Iterator[int]:
        """`uniform_below(size - place)` for each place below count, read in runs that take the same bits.

        A run asks for no more bytes than it must use: each number still lacking takes at least one try.
        """
        place = 0
        while place < count:
            bits = (size - place - 1).bit_length()
            if not bits:
                yield 0
                return
            width, mask = (bits + 7) // 8, (1 << bits) - 1
            end = min(count, size - (1 << bits - 1))
            while place < end:
                taken = self.take((end - place) * width)
                for begin in range(0, len(taken), width):
                    number = int.from_bytes(taken[begin : begin + width], "big") & mask
                    if number < size - place:
                        yield number
                        place += 1

    def bernoulli(self, probability: Fraction) -> bool:
        """True with exactly this probability, a fraction from 0 to 1; no float is involved.

        Raises TypeError for anything but a Fraction or an int, ValueError outside 0 to 1.
        """
        numerator, denominator = _parts_of(probability)
        return self.uniform_below(denominator) < numerator

    def hits(self, probability: Fraction, count: int) -> list[int]:
        """Which of `count` tries of `bernoulli`, one after another, come out true; places from 0.

        Takes the same bytes as the tries alone would, read in runs. Errors as `bernoulli`.
        """
        numerator, denominator = _parts_of(probability)
        bits = (denominator - 1).bit_length()
        if not bits:
            return list(range(count)) if numerator else []
        width, mask = (bits + 7) // 8, (1 << bits) - 1
        found, place = [], 0
        while place < count:
            taken = self.take((count - place) * width)
            for begin in range(0, len(taken), width):
                number = int.from_bytes(taken[begin : begin + width], "big") & mask
                if number < denominator:
                    if number < numerator:
                        found.append(place)
                    place += 1
        return found


def _parts_of(probability: Fraction) -> tuple[int, int]:
    """Numerator and denominator; raises TypeError and ValueError as `Stream.bernoulli` says."""
    if not isinstance(probability, Fraction | int):
        raise TypeError("a probability is a Fraction, so that it is exact")
    if not 0 <= probability.numerator <= probability.denominator:
        raise ValueError(f"{probability} is no probability")
    return probability.numerator, probability.denominator
