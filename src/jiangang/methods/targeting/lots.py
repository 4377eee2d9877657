"""Further chance for one case from the draw that it has already: no second seed, nothing to choose."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.chance.draws import draw_label
from jiangang.methods.chance.seeds import mix
from jiangang.methods.register import method
from jiangang.methods.targeting.drawing import TOP, draw

__all__ = ["RATES", "STREAMS", "lots_of"]

RATES, STREAMS = "rates", "explore"
"""What a lot is for: the rates of a policy's criteria, and the exploring stream."""


@method(
    "targeting.lots",
    source="methods.chance: the mixed seed of the case's committed draw, with a label of its own",
    verified="recomputed from the published proof (tests/unit/methods/targeting/test_lots.py)",
)
def lots_of(proof: Mapping[str, Any]) -> dict[str, Fraction]:
    """Two numbers from 0 to below 1, multiples of 2^-64, for the rates of criteria and for exploring.

    proof: the draw's proof document (`chance.DrawProof.as_dict`); anybody who has it gets the same numbers.
    The labels are the draw's own with `|rates` and `|explore` behind, so that neither says anything of the
    other or of the draw. Raises KeyError or ValueError for a document that is none.
    """
    seed = mix(bytes.fromhex(proof["sub_seed"]), bytes.fromhex(proof["entry"]["leaf_hash"]))
    day = date.fromisoformat(proof["day"])
    label = draw_label(proof["office"], day, proof["label"], proof["subject"])
    return {
        purpose: Fraction(int(draw(seed, f"{label}|{purpose}", 0, 1)[0]), TOP) for purpose in (RATES, STREAMS)
    }
