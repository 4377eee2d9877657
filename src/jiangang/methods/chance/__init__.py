"""Chance that is committed to in public: streams from a seed, a day's seeds under one root, and draws.

Nothing here makes randomness. The caller brings the seed; everything after it is calculated, the same for
everyone who holds the proof.
"""

from jiangang.methods.chance.draws import Draw, Pool, make_draw
from jiangang.methods.chance.proofs import DrawProof, list_not_checked, verify_draw
from jiangang.methods.chance.seeds import SLOTS, DaySeeds, Reveal, mix
from jiangang.methods.chance.stream import Stream

__all__ = [
    "SLOTS",
    "DaySeeds",
    "Draw",
    "DrawProof",
    "Pool",
    "Reveal",
    "Stream",
    "list_not_checked",
    "make_draw",
    "mix",
    "verify_draw",
]
