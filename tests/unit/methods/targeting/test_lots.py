"""Lots of a case: recomputed from the published proof with nothing but HMAC, and even."""

import hmac
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from jiangang.methods.targeting.lots import RATES, STREAMS, lots_of


def _proof(place: int) -> dict[str, Any]:
    return {
        "office": "370100",
        "day": "2026-03-02",
        "label": "0-7",
        "subject": f"{place} random_stream",
        "sub_seed": sha256(f"seed {place}".encode()).hexdigest(),
        "entry": {"sequence": 9, "leaf_hash": sha256(f"leaf {place}".encode()).hexdigest()},
    }


def test_a_lot_is_recomputed_from_the_proof_by_hand() -> None:
    from jiangang.methods.chance.seeds import MIX

    proof = _proof(1)
    leaf = bytes.fromhex(proof["entry"]["leaf_hash"])
    seed = hmac.digest(bytes.fromhex(proof["sub_seed"]), MIX + leaf, "sha256")
    for purpose in (RATES, STREAMS):
        label = f"draw|370100|{date(2026, 3, 2)}|0-7|1 random_stream|{purpose}"
        block = hmac.digest(seed, b"jiangang.chance/1\x00" + label.encode() + b"\x00" + bytes(8), "sha256")
        assert lots_of(proof)[purpose] == Fraction(int.from_bytes(block[:8], "big"), 1 << 64)


def test_lots_are_even_and_say_nothing_of_one_another() -> None:
    """4,000 cases: each quarter of either lot, and each of the 16 pairs, by chi-square (p > 0.001)."""
    from scipy.stats import chisquare

    pairs = [lots_of(_proof(place)) for place in range(4_000)]
    cells = [0] * 16
    for lots in pairs:
        cells[int(4 * lots[RATES]) * 4 + int(4 * lots[STREAMS])] += 1
    assert chisquare(cells).pvalue > 0.001
