"""Structures: which groups of values may matter, several answers side by side until what follows decides.

One structure is a set of single groups and one crossing, for the effects of `drifting`. A few hundred
findings do not settle which crossing matters, and a wrong one misleads for good, since later labels are only
of what the score picked. So the strongest few are all fitted, and each is believed by how well it foretold.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method
from jiangang.methods.targeting.drifting import spreads_of, sweep
from jiangang.methods.targeting.effects import Pair
from jiangang.methods.targeting.keys import Keys

Floats = NDArray[np.float64]
Structure = tuple[Pair, ...]
LEAST_EVIDENCE, MOST_SINGLES, MOST_STRUCTURES = 4.0, 6, 4
FINER = 1.05
MEMORY = 60.0
"""Half-life in days of what a structure foretold well or badly."""


@method(
    "targeting.structures",
    source="Lin, Biometrika 84 (1997) 309–326: score test that a variance component is zero",
    verified="one crossing drawn into the labels comes first; prefixes of one code are not crossed",
)
def choose_structures(
    keys: Keys, labels: Floats, ages: Floats, columns: Sequence[int], most: int = MOST_STRUCTURES
) -> tuple[Structure, ...]:
    """Structures, the one with the strongest crossing first; with a crossing go its two sides.

    columns: for each group the column it is of. Single groups are taken step by step while the evidence in
    what the model leaves over is above 4 standard deviations, six at most; they are in every structure. Of
    any two columns only the strongest crossing counts. Where nothing can be crossed, one structure has
    single groups alone. The test holds for rows that were not picked by their scores.
    """
    given = np.asarray(labels, np.float64)
    values = [np.unique(column, return_inverse=True) for column in keys.T]
    codes = [each for _, each in values]
    sizes = [len(each) for each, _ in values]
    singles, expected = _choose_singles(keys, codes, given, ages)
    left, curve = given - expected, expected * (1 - expected)
    best: dict[Pair, tuple[float, Pair]] = {}
    for one, two in combinations(range(len(codes)), 2):
        if columns[one] == columns[two] or min(sizes[one], sizes[two]) < 2:
            continue
        crossed = _cross(codes[one], codes[two], max(sizes[one], sizes[two]))
        if crossed is None:
            continue
        found = (find_evidence(crossed, left, curve), (one, two))
        of = (columns[one], columns[two])
        best[of] = max(found, best.get(of, found))
    strongest = [pair for _, pair in sorted(best.values(), reverse=True)[:most]]
    made = [((one, one), (two, two), (one, two), *singles) for one, two in strongest]
    return tuple(tuple(dict.fromkeys(each)) for each in made) or (tuple(singles),)


def _choose_singles(
    keys: Keys, codes: Sequence[NDArray[np.int64]], given: Floats, ages: Floats
) -> tuple[list[Pair], Floats]:
    """Single groups with evidence, and what is expected of each row when these are known."""
    chosen: list[Pair] = []
    expected = np.full(len(given), given.mean())
    while len(chosen) < MOST_SINGLES:
        left, curve = given - expected, expected * (1 - expected)
        evidence = {
            group: find_evidence(each, left, curve)
            for group, each in enumerate(codes)
            if (group, group) not in chosen
        }
        strongest = max(evidence, key=lambda group: (evidence[group], group), default=None)
        if strongest is None or evidence[strongest] < LEAST_EVIDENCE:
            break
        chosen.append((strongest, strongest))
        expected = 1 / (1 + np.exp(-sweep(keys, given, ages, spreads_of(chosen)).odds))
    return chosen, expected


def _cross(one: NDArray[np.int64], two: NDArray[np.int64], finest: int) -> NDArray[np.int64] | None:
    """Values of a crossing, as numbers from 0; None where it is hardly finer than its finer side."""
    found, codes = np.unique(one * (int(two.max(initial=0)) + 1) + two, return_inverse=True)
    return codes if len(found) >= FINER * finest else None


def find_evidence(codes: NDArray[np.int64], left: Floats, curve: Floats) -> float:
    """Score statistic, in standard deviations: do rows of the same value leave over the same?

    codes: the value of each row, from 0; left: label less expectation; curve: its variance.
    """
    sums, squares = np.bincount(codes, left), float((left * left).sum())
    weights, own = np.bincount(codes, curve), float((curve * curve).sum())
    spread = np.sqrt(max(1e-12, 2 * (float((weights * weights).sum()) - own)))
    return (float((sums * sums).sum()) - squares) / float(spread)


@method(
    "targeting.averaging",
    source=(
        "Raftery, Kárný and Ettler, Technometrics 52 (2010) 52–66: averaging models with forgetting",
        "Dawid, Journal of the Royal Statistical Society A 147 (1984) 278–292: judged by what was foretold",
    ),
    verified="Bayes' rule by hand for two labels; equal weights before anything was told",
)
def weigh_structures(odds: Floats, labels: Floats, ages: Floats, memory: float = MEMORY) -> Floats:
    """How far each structure is to be believed, from what it said before labels were known; sums to one.

    odds: log-odds that structures by rows said; labels: what was found; ages: days since, a row counts half
    after `memory` days.
    """
    signs = np.where(np.asarray(labels) > 0, 1.0, -1.0)
    likely = -(np.logaddexp(0, -signs * odds) * 0.5 ** (np.asarray(ages) / memory)).sum(1)
    weights = np.exp(likely - likely.max())
    return np.asarray(weights / weights.sum())


def average(odds: Floats, weights: Floats) -> Floats:
    """The probability of rows when structures are believed that far. odds: structures by rows."""
    return np.asarray(weights @ (1 / (1 + np.exp(-odds))))
