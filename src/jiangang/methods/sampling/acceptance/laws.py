"""The hypergeometric law by ratios from its mode, which stays accurate and quick for lots of any size."""

from math import isqrt

import numpy as np
import numpy.typing as npt

REACH = 40
"""Standard deviations on either side of the mode beyond which nothing is left that a number could hold."""


def hypergeometric_law(lot_size: int, infested: int, size: int) -> tuple[int, npt.NDArray[np.float64]]:
    """The smallest count with a probability, and the probabilities from it on.

    lot_size, infested, size: units in the lot, nonconforming ones among them, units drawn.
    """
    few, many = max(0, size - (lot_size - infested)), min(size, infested)
    mode = min(max((size + 1) * (infested + 1) // (lot_size + 2), few), many)
    spread = size * infested * (lot_size - infested) * (lot_size - size)
    reach = REACH * (isqrt(spread // max(lot_size**2 * (lot_size - 1), 1)) + 2)
    few, many = max(few, mode - reach), min(many, mode + reach)
    up = np.arange(mode, many, dtype=np.float64)
    rest = lot_size - infested - size
    rising = (infested - up) * (size - up) / ((up + 1) * (rest + up + 1))
    down = np.arange(mode, few, -1, dtype=np.float64)
    falling = down * (rest + down) / ((infested - down + 1) * (size - down + 1))
    terms = np.concatenate([np.cumprod(falling)[::-1], [1.0], np.cumprod(rising)])
    return few, terms / terms.sum()


def hypergeometric_probabilities(
    lot_size: int, infested: int, size: int, count: int
) -> npt.NDArray[np.float64]:
    """Probabilities of 0, 1, … count − 1 nonconforming units among those drawn."""
    first, law = hypergeometric_law(lot_size, infested, size)
    found = np.zeros(count)
    kept = law[: max(count - first, 0)]
    found[first : first + len(kept)] = kept
    return found


def hypergeometric_below(lot_size: int, infested: int, size: int, accept: int) -> tuple[float, float]:
    """Probability of `accept` nonconforming units or fewer, and of more."""
    first, law = hypergeometric_law(lot_size, infested, size)
    place = max(accept - first + 1, 0)
    return float(law[:place].sum()), float(law[place:].sum())
