"""Arranging: which items of one consignment are infested, on a map of bytes with one byte for each item."""

import math
from typing import Any

import numpy as np

from jiangang.methods.targeting.simulation.compiling import compiled
from jiangang.methods.targeting.simulation.draws import below, beta_above, beta_variate, uniform
from jiangang.methods.targeting.simulation.placing import clusters, scatter
from jiangang.methods.targeting.simulation.plan import (
    BETA,
    BOX,
    DOWN,
    EACH,
    FIRST,
    NEAREST,
    ONE,
    PER_BOX,
    RANDOM,
    SUBSET,
    WHOLE,
)  # fmt: skip


@compiled
def arrange_consignment(scratch: Any, profile: Any, size: Any, clean_below: float) -> Any:
    """Mark the infested items of a consignment on `scratch.marks`, which is clear; answers how many.

    profile: how it is infested; size: its boxes and items; clean_below: above 0 when it is already known that
    the rate is not so low that no item is infested; then the rate is drawn above that bound.
    """
    stream, marks = scratch.stream, scratch.marks
    if profile.arrangement == PER_BOX:
        return _each_box(scratch, profile, size)
    rate = _rate(stream, profile, size, clean_below)
    if profile.unit == BOX:
        return _boxes(scratch, profile, size, rate)
    count = min(_counted(profile, rate * size.items), size.items)
    if count == 0:
        return 0
    if profile.arrangement == RANDOM:
        scatter(stream, marks, 0, size.items, count, size.items)
    elif profile.form == SUBSET:
        _subset(scratch, profile.clustering, size.items, count)
    else:
        clusters(scratch, marks, size.items, count, profile.per_cluster, profile.width)
    return count


@compiled
def _rate(stream: Any, profile: Any, size: Any, clean_below: float) -> Any:
    """The fraction infested."""
    if profile.distribution != BETA:
        return profile.fixed
    if clean_below > 0.0:
        return beta_above(stream, profile.alpha, profile.beta, profile.least / size.whole)
    return beta_variate(stream, profile.alpha, profile.beta)


@compiled
def _counted(profile: Any, amount: float) -> Any:
    """A whole number of units from a fraction of them."""
    if profile.counting == NEAREST:
        return np.int64(np.rint(amount))
    if profile.counting == DOWN:
        return np.int64(math.floor(amount))
    return np.int64(math.ceil(amount))


@compiled
def _boxes(scratch: Any, profile: Any, size: Any, rate: float) -> int:
    """Infest whole boxes, and of one more box the share that the rate leaves, from its first item on."""
    amount = rate * size.boxes
    full = np.int64(math.floor(amount))
    part = _counted(profile, (amount - full) * size.per_box)
    needed = min(full + (1 if part > 0 else 0), size.boxes)
    if needed == 0:
        return 0
    stream, chosen = scratch.stream, scratch.boxes
    if profile.arrangement == RANDOM:
        scatter(stream, chosen, 0, size.boxes, needed, size.boxes)
    else:
        each = profile.per_cluster
        clusters(scratch, chosen, size.boxes, needed, each, each)
    partial = below(stream, needed) if needed > full else -1
    count, seen = 0, 0
    for box in range(size.boxes):
        if chosen[box] == 0:
            continue
        chosen[box] = 0
        first = box * size.per_box
        here = min(size.per_box, size.items - first)
        if seen == partial:
            here = min(here, part)
        scratch.marks[first : first + here] = 1
        seen += 1
        count += here
    return count


@compiled
def _subset(scratch: Any, clustering: float, items: int, count: int) -> None:
    """Infest items of one run of items, which may go on from the last item to the first."""
    width: Any = max(count, np.int64(np.rint((1.0 - clustering) * items)))
    first = below(scratch.stream, items)
    scatter(scratch.stream, scratch.taken, 0, width, count, width)
    for place in range(width):
        if scratch.taken[place] != 0:
            scratch.taken[place] = 0
            scratch.marks[(first + place) % items] = 1


@compiled
def _each_box(scratch: Any, profile: Any, size: Any) -> int:
    """Infest the consignment with a probability, then each box by itself with another."""
    stream, marks, count = scratch.stream, scratch.marks, 0
    if uniform(stream) >= profile.probability:
        return 0
    for box in range(size.boxes):
        if uniform(stream) >= profile.ratio:
            continue
        first = box * size.per_box
        held = min(size.per_box, size.items - first)
        if profile.within == WHOLE:
            marks[first : first + held] = 1
            count += held
        elif profile.within == FIRST:
            marks[first] = 1
            count += 1
        elif profile.within == ONE:
            marks[first + below(stream, held)] = 1
            count += 1
        elif profile.within == EACH:
            rate = _rate(stream, profile, size, 0.0)
            here = min(_counted(profile, rate * held), held)
            scatter(stream, marks, first, held, here, held)
            count += here
    return count
