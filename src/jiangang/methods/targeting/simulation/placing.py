"""Placing: choosing so many of so many places, whole and without replacement, on a map of bytes."""

from typing import Any

import numpy as np

from jiangang.methods.targeting.simulation.compiling import compiled
from jiangang.methods.targeting.simulation.draws import below


@compiled
def scatter(stream: Any, taken: Any, first: int, width: int, count: int, free: int) -> None:
    """Take `count` of the `free` places not yet taken in the window of `width` from `first`, all alike.

    Tries places while few are taken, otherwise walks the window once (selection sampling, Knuth 3.4.2 S).
    """
    if 2 * (width - free + count) <= width:
        while count > 0:
            place = first + below(stream, width)
            if taken[place] == 0:
                taken[place] = 1
                count -= 1
        return
    place = first
    while count > 0:
        if taken[place] == 0:
            if below(stream, free) < count:
                taken[place] = 1
                count -= 1
            free -= 1
        place += 1


@compiled
def choose(stream: Any, taken: Any, picks: Any, total: int, count: int) -> None:
    """Write `count` of the places 0 … total − 1 into `picks`, all alike, in rising order."""
    if 16 * count <= total:
        for number in range(count):
            place = below(stream, total)
            while taken[place] != 0:
                place = below(stream, total)
            taken[place] = 1
            _insert(picks, number, place)
        for number in range(count):
            taken[picks[number]] = 0
        return
    left, number = count, 0
    for place in range(total):
        if left == 0:
            return
        if below(stream, total - place) < left:
            picks[number] = place
            number += 1
            left -= 1


@compiled
def _insert(picks: Any, number: int, place: int) -> None:
    """Insert into the rising list of `number` places."""
    if number > 0 and picks[number - 1] > place:
        at = np.searchsorted(picks[:number], place)
        for higher in range(number, at, -1):
            picks[higher] = picks[higher - 1]
        picks[at] = place
    else:
        picks[number] = place


@compiled
def clusters(scratch: Any, marks: Any, total: int, count: int, per_cluster: int, width: int) -> bool:
    """Mark `count` of `total` places in clusters that do not overlap; True when all found room there.

    The places are divided evenly into as many strata as clusters of `width` have room; each cluster begins
    with a stratum of its own, all alike, and holds `per_cluster` marked places at random within its width
    (side by side when that is the same); one cluster, at random, holds what is left over. Places for which no
    stratum is left are scattered over the rest.
    """
    stream, taken = scratch.stream, scratch.taken
    width = min(width, total)
    per_cluster = min(per_cluster, width)
    strata, needed = total // width, (count + per_cluster - 1) // per_cluster
    held = min(strata, needed)
    scatter(stream, taken, 0, strata, held, strata)
    rest = count - (needed - 1) * per_cluster if held == needed else per_cluster
    odd, seen, placed = below(stream, held), 0, 0
    for stratum in range(strata):
        if taken[stratum] == 0:
            continue
        taken[stratum] = 0
        here = rest if seen == odd else per_cluster
        first = stratum * total // strata
        if per_cluster == width:
            marks[first : first + here] = 1
        else:
            scatter(stream, marks, first, width, here, width)
        seen += 1
        placed += here
    if placed < count:
        scatter(stream, marks, 0, total, count - placed, total - placed)
    return placed == count
