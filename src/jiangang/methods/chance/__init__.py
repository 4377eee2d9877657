"""Chance that is committed to in public: streams, seeds made by one office or by several hands, draws.

Nothing here makes randomness. The caller brings the seed; everything after it is calculated, the same for
everyone who holds the proof.
"""

from jiangang.methods.chance.ceremonies import (
    Ceremony,
    Plan,
    Promise,
    SealedShare,
    check_share,
    close_ceremony,
    contribute,
)
from jiangang.methods.chance.draws import Draw, Pool, make_draw
from jiangang.methods.chance.openings import Opening, open_ceremony, seed_of, verify_opening
from jiangang.methods.chance.orders import Order, OrderProof, draw_order, verify_order
from jiangang.methods.chance.proofs import DrawProof, list_not_checked, verify_draw
from jiangang.methods.chance.seeds import SLOTS, DaySeeds, Reveal, commitment_leaf, mix
from jiangang.methods.chance.sharing import join_shares, split_secret
from jiangang.methods.chance.stream import Stream
from jiangang.methods.chance.units import Units

__all__ = [
    "SLOTS",
    "Ceremony",
    "DaySeeds",
    "Draw",
    "DrawProof",
    "Opening",
    "Order",
    "OrderProof",
    "Plan",
    "Pool",
    "Promise",
    "Reveal",
    "SealedShare",
    "Stream",
    "Units",
    "check_share",
    "close_ceremony",
    "commitment_leaf",
    "contribute",
    "draw_order",
    "join_shares",
    "list_not_checked",
    "make_draw",
    "mix",
    "open_ceremony",
    "seed_of",
    "split_secret",
    "verify_draw",
    "verify_opening",
    "verify_order",
]
