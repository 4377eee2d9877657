"""The tree of a log beside bare hashing, and beside the plain recursion of the RFC, begun anew each time.

Run: `python -m benchmarks.peer_merkle [LEAVES]`. Pure Python on both sides, one core, the same leaves; a
root is asked for after every 1,000 entries, as bulk loads do. Bare hashing is `hashlib` over the very same
messages, ready made in a list, its digests kept: what a tree cannot do without. Both take turns; the fastest
turn of each counts.
"""

import hashlib
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import keep, machine
from jiangang.methods.log.merkle import CompactRange, MerkleTree, leaf_hash, leaf_hashes, root_of

LEAVES, EVERY = 20_000, 1_000
ENTRIES, ENTRY_SIZE, TURNS = 100_000, 300, 7


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


def measure_rates(count: int = ENTRIES) -> dict[str, Any]:
    """Hashes a second of the tree and of bare hashing: for the nodes alone, and from entries to the root."""
    entries = [b"%0*d" % (ENTRY_SIZE, number) for number in range(count)]
    leaves = leaf_hashes(entries)
    leaf_messages = [b"\x00" + entry for entry in entries]
    node_messages = messages_above(leaves)
    ways: dict[str, Callable[[], Any]] = {
        "bare leaves": lambda: bare(leaf_messages),
        "bare nodes": lambda: bare(node_messages),
        "leaves": lambda: leaf_hashes(entries),
        "whole tree kept": lambda: MerkleTree(leaves),
        "growing range": lambda: root_of(leaves),
    }
    if {leaf_hash(entry) for entry in entries} != set(bare(leaf_messages)):
        raise RuntimeError("the two ways give different leaves")
    if MerkleTree(leaves).root() != root_of(leaves) or root_of(leaves) != bare(node_messages)[-1]:
        raise RuntimeError("the two ways give different roots")
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(TURNS):
        for name, act in ways.items():
            began = time.perf_counter()
            kept = act()
            best[name] = min(best[name], time.perf_counter() - began)
            del kept
    return ratios(best, count, len(node_messages))


def messages_above(leaves: list[bytes]) -> list[bytes]:
    """Every message that is hashed above the leaves, the root's last."""
    messages, level = [], leaves
    while len(level) > 1:
        made = [b"\x01" + left + right for left, right in zip(level[::2], level[1::2], strict=False)]
        messages += made
        level = bare(made) + (level[-1:] if len(level) % 2 else [])
    return messages


def bare(messages: list[bytes]) -> list[bytes]:
    """hashlib and nothing else."""
    digest_of = hashlib.sha256
    return [digest_of(message).digest() for message in messages]


def ratios(best: dict[str, float], leaves: int, nodes: int) -> dict[str, Any]:
    """The table that is printed and kept."""
    bare_all, hashes = best["bare leaves"] + best["bare nodes"], leaves + nodes
    table = {"bare, all hashes": {"rate": round(hashes / bare_all), "of_bare": 1.0}}
    for name in ("whole tree kept", "growing range"):
        whole = best["leaves"] + best[name]
        table[f"{name}, from entries"] = {
            "rate": round(hashes / whole),
            "of_bare": round(bare_all / whole, 3),
        }
        table[f"{name}, nodes only"] = {
            "rate": round(nodes / best[name]),
            "of_bare": round(best["bare nodes"] / best[name], 3),
        }
    return {"hashes": hashes, "entry_size": ENTRY_SIZE, "rates": table}


def run(count: int = LEAVES) -> None:
    """Measure, print, write down."""
    figures = measure(count)
    print(figures)
    rates = measure_rates()
    for name, row in rates["rates"].items():
        print(f"{name:<34} {row['rate']:>12,} hashes/s   {row['of_bare']:.2f} of bare hashlib", flush=True)
    keep("peer_merkle", {"machine": machine(), **figures, **rates})


def main() -> None:
    """From the command line."""
    run(int(sys.argv[1]) if len(sys.argv) > 1 else LEAVES)


if __name__ == "__main__":
    main()
