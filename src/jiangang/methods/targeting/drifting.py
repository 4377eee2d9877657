"""Drifting effects: a logistic model whose effects of values wander, so that old evidence fades by itself.

The effect of a value (an origin, a chapter, a crossing of both) is a process that keeps returning to zero:
what was seen of a value long ago says little of it today, and a value that nobody looked at lately is
uncertain again. That doubt is part of the score: log-odds that are little known are drawn towards even odds.
Which groups of values matter is settled by a test, so that columns need no choosing by hand. `effects` holds
the result, and models whose evidence is weighted by age instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method
from jiangang.methods.targeting.effects import Effects, Group, Pair, pair_keys
from jiangang.methods.targeting.keys import Keys

Floats = NDArray[np.float64]
LIFE = 180.0
"""Days after which what is known of an effect has faded to 1/e."""
SINGLE, CROSSED, OTHERS = 0.25, 1.0, 0.01
"""Prior variance of an effect of a chosen column, of a crossing, of columns not chosen; log-odds squared."""
LEAST_EVIDENCE, MOST_CROSSINGS, MOST_STEPS = 4.0, 1, 8
FINER = 1.05
MOST_SWEEPS, CLOSE = 60, 1e-3
INTERCEPT_PRIOR = 0.1


@method(
    "targeting.drifting",
    source=(
        "Uhlenbeck and Ornstein, Physical Review 36 (1930) 823–841: the process of each effect",
        "Rauch, Tung and Striebel, AIAA Journal 3 (1965) 1445–1450: smoothing",
        "Jaakkola and Jordan, Statistics and Computing 10 (2000) 25–37: the bound that makes labels Gaussian",
    ),
    verified="the bound's optimum found by dense linear algebra; static effects at an endless life",
)
def fit_drifting(
    keys: Keys, labels: Floats, ages: Floats, pairs: Sequence[Pair], life: float = LIFE
) -> Effects:
    """Fit drifting effects of groups to labelled rows; the result is as of age 0.

    keys: rows by single groups; labels: 0 or 1; ages: days before the day of fitting; pairs: the groups that
    matter, both places the same for a single one, otherwise a crossing; all other single groups have small
    effects; life: days. The posterior is the best one in which groups do not depend on each other.
    """
    spreads = _spreads_of(pairs)
    for group in range(keys.shape[1]):
        spreads.setdefault((group, group), OTHERS)
    fitted = _sweep(keys, labels, ages, spreads, life)
    groups = []
    for place, (pair, spread) in enumerate(spreads.items()):
        order, starts = fitted.orders[place]
        last = order[starts[1:] - 1]
        kept = np.exp(-np.asarray(ages, np.float64)[last] / life)
        variance = kept**2 * fitted.variances[place, last] + spread * (1 - kept**2)
        known = pair_keys(keys, pair)[last]
        groups.append(Group(pair, known, kept * fitted.effects[place, last], variance, spread))
    return Effects(fitted.intercept, tuple(groups))


@dataclass(frozen=True)
class _Fitted:
    """Where the sweeps ended: effects and variances of groups by rows, each as of the row's own day."""

    intercept: float
    orders: list[tuple[NDArray[np.int64], NDArray[np.int64]]]
    effects: Floats
    variances: Floats
    odds: Floats


def _sweep(keys: Keys, labels: Floats, ages: Floats, spreads: dict[Pair, float], life: float) -> _Fitted:
    """Group after group given the others, until nothing moves."""
    from jiangang.methods.targeting import kernels

    given, times = np.asarray(labels, np.float64), -np.asarray(ages, np.float64)
    orders = [_order(pair_keys(keys, pair), times) for pair in spreads]
    effects, variances = np.zeros((len(spreads), len(given))), np.zeros((len(spreads), len(given)))
    share = float(np.clip(given.mean(), 1e-4, 1 - 1e-4))
    prior = intercept = float(np.log(share / (1 - share)))
    odds, doubt = np.full(len(given), intercept), np.zeros(len(given))
    for _ in range(MOST_SWEEPS):
        before = odds.copy()
        curve = kernels.find_curves(odds, doubt)
        up = (given - 0.5 - curve * odds).sum() - INTERCEPT_PRIOR * (intercept - prior)
        step = float(up / (curve.sum() + INTERCEPT_PRIOR))
        intercept += step
        odds += step
        for place, (spread, (order, starts)) in enumerate(zip(spreads.values(), orders, strict=True)):
            kernels.smooth_group(
                order, starts, times, given, life, spread, odds, doubt, effects[place], variances[place]
            )
        if np.abs(odds - before).max(initial=0.0) < CLOSE:
            break
    return _Fitted(intercept, orders, effects, variances, odds)


def _spreads_of(pairs: Sequence[Pair]) -> dict[Pair, float]:
    return {pair: SINGLE if pair[0] == pair[1] else CROSSED for pair in pairs}


def _order(column: Keys, times: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows by value and time, and where each value starts, with one past the last."""
    order = np.lexsort((times, column))
    ordered = column[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
    return order, np.r_[np.flatnonzero(first), len(ordered)].astype(np.int64)


@method(
    "targeting.groups",
    source="Lin, Biometrika 84 (1997) 309–326: score test that a variance component is zero",
    verified="one crossing drawn into the labels is found among all, and nothing where there is nothing",
)
def choose_groups(
    keys: Keys, labels: Floats, ages: Floats, columns: Sequence[int], most: int = MOST_CROSSINGS
) -> tuple[Pair, ...]:
    """Groups and crossings that explain findings, the strongest first; a crossing comes with its two sides.

    columns: for each group the column it is of; prefixes of one code are not crossed with each other. Step by
    step the strongest is taken of what the model so far leaves over, while its evidence is above 4 standard
    deviations; at least one is taken. The test holds for rows that were not picked by their scores.
    """
    given = np.asarray(labels, np.float64)
    candidates = _list_candidates(keys, columns)
    chosen: list[Pair] = []
    expected = np.full(len(given), given.mean())
    for _ in range(MOST_STEPS):
        crossed = sum(one != two for one, two in chosen)
        evidence = {
            pair: find_evidence(codes, given - expected, expected * (1 - expected))
            for pair, codes in candidates.items()
            if pair not in chosen and (pair[0] == pair[1] or crossed < most)
        }
        best = max(evidence, key=lambda pair: (evidence[pair], pair), default=None)
        if best is None or (chosen and evidence[best] < LEAST_EVIDENCE):
            break
        one, two = best
        chosen += [pair for pair in dict.fromkeys(((one, one), (two, two), best)) if pair not in chosen]
        if evidence[best] < LEAST_EVIDENCE:
            break
        expected = 1 / (1 + np.exp(-_sweep(keys, given, ages, _spreads_of(chosen), LIFE).odds))
    return tuple(chosen)


def find_evidence(codes: NDArray[np.int64], left: Floats, curve: Floats) -> float:
    """Score statistic, in standard deviations: do rows of the same value leave over the same?

    codes: the value of each row, from 0; left: label less expectation; curve: its variance.
    """
    sums, squares = np.bincount(codes, left), float((left * left).sum())
    weights, own = np.bincount(codes, curve), float((curve * curve).sum())
    spread = np.sqrt(max(1e-12, 2 * (float((weights * weights).sum()) - own)))
    return (float((sums * sums).sum()) - squares) / float(spread)


def _list_candidates(keys: Keys, columns: Sequence[int]) -> dict[Pair, NDArray[np.int64]]:
    """Values, as numbers from 0, of all groups and of the crossings that are finer than both their sides."""
    found, sizes = {}, []
    for group in range(keys.shape[1]):
        values, codes = np.unique(keys[:, group], return_inverse=True)
        sizes.append(len(values))
        if len(values) > 1:
            found[group, group] = codes
    for one, two in combinations(range(keys.shape[1]), 2):
        if columns[one] == columns[two] or min(sizes[one], sizes[two]) < 2:
            continue
        values, codes = np.unique(pair_keys(keys, (one, two)), return_inverse=True)
        if len(values) >= FINER * max(sizes[one], sizes[two]):
            found[one, two] = codes
    return found
