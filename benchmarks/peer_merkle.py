"""The root of a growing log: kept hashes beside the plain recursion of the RFC, which begins anew each time.

Run: `python -m benchmarks.peer_merkle [LEAVES]`. Pure Python on both sides, one core, the same leaves; a
root is asked for after every 1,000 entries, as bulk loads do.
"""

import hashlib
import sys
import time

from benchmarks.measuring import keep, machine
from jiangang.methods.log.merkle import CompactRange

LEAVES, EVERY = 20_000, 1_000


def plain_root(leaves: list[bytes]) -> bytes:
    """Merkle tree hash as RFC 6962 section 2.1 writes it down."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def measure(count: int) -> dict[str, float]:
    """Seconds of both ways; the roots are compared."""
    leaves = [hashlib.sha256(b"\x00" + str(number).encode()).digest() for number in range(count)]
    began = time.perf_counter()
    kept, ours = CompactRange(), []
    for number, leaf in enumerate(leaves, start=1):
        kept.append(leaf)
        if number % EVERY == 0:
            ours.append(kept.root())
    kept_seconds = time.perf_counter() - began
    began = time.perf_counter()
    plain = [plain_root(leaves[:number]) for number in range(EVERY, count + 1, EVERY)]
    plain_seconds = time.perf_counter() - began
    if ours != plain:
        raise RuntimeError("the two ways give different roots")
    return {"leaves": count, "kept_seconds": round(kept_seconds, 3), "plain_seconds": round(plain_seconds, 3)}


def main() -> None:
    """Measure, print, write down."""
    figures = measure(int(sys.argv[1]) if len(sys.argv) > 1 else LEAVES)
    print(figures)
    keep("peer_merkle", {"machine": machine(), **figures})


if __name__ == "__main__":
    main()
