"""Drifting effects: a logistic model whose effects of values wander, so that old evidence fades by itself.

The effect of a value (an origin, a chapter, a crossing of both) is a process that keeps returning to zero:
what was seen of a value long ago says little of it today, and a value that nobody looked at lately is
uncertain again. That doubt is part of the score: log-odds that are little known are drawn towards even odds.
Which groups of values may matter is settled in `structures`, so that columns need no choosing by hand.
`effects` holds the result, and models whose evidence is weighted by age instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
MOST_SWEEPS, CLOSE = 60, 1e-2
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
    keys: Keys,
    labels: Floats,
    ages: Floats,
    pairs: Sequence[Pair],
    life: float = LIFE,
    start: Effects | None = None,
) -> Effects:
    """Fit drifting effects of groups to labelled rows; the result is as of age 0.

    keys: rows by single groups; labels: 0 or 1; ages: days before the day of fitting; pairs: the groups that
    matter, both places the same for a single one, otherwise a crossing; all other single groups have small
    effects; life: days; start: an earlier fit to begin at, which saves time and changes nothing. The
    posterior is the best one in which groups do not depend on each other.
    """
    spreads = spreads_of(pairs)
    for group in range(keys.shape[1]):
        spreads.setdefault((group, group), OTHERS)
    fitted = sweep(keys, labels, ages, spreads, life, start)
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
class Fitted:
    """Where the sweeps ended: effects and variances of groups by rows, each as of the row's own day."""

    intercept: float
    orders: list[tuple[NDArray[np.int64], NDArray[np.int64]]]
    effects: Floats
    variances: Floats
    odds: Floats


def sweep(
    keys: Keys,
    labels: Floats,
    ages: Floats,
    spreads: dict[Pair, float],
    life: float = LIFE,
    start: Effects | None = None,
) -> Fitted:
    """Group after group given the others, until nothing moves. spreads: prior variance of each group."""
    from jiangang.methods.targeting import kernels

    given, times = np.asarray(labels, np.float64), -np.asarray(ages, np.float64)
    orders = [_order(pair_keys(keys, pair), times) for pair in spreads]
    effects, variances = _begin(keys, list(spreads), start)
    share = float(np.clip(given.mean(), 1e-4, 1 - 1e-4))
    prior = float(np.log(share / (1 - share)))
    intercept = prior if start is None else start.intercept
    odds, doubt = intercept + effects.sum(0), variances.sum(0)
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
    return Fitted(intercept, orders, effects, variances, odds)


def _begin(keys: Keys, pairs: Sequence[Pair], start: Effects | None) -> tuple[Floats, Floats]:
    """Effects and variances by groups and rows as an earlier fit has them, zero where it knows nothing."""
    effects, variances = np.zeros((len(pairs), len(keys))), np.zeros((len(pairs), len(keys)))
    known = {} if start is None else {group.pair: group for group in start.groups if len(group.keys)}
    for place, pair in enumerate(pairs):
        if pair not in known:
            continue
        group, wanted = known[pair], pair_keys(keys, pair)
        found = np.minimum(np.searchsorted(group.keys, wanted), len(group.keys) - 1)
        same = group.keys[found] == wanted
        effects[place] = np.where(same, group.effects[found], 0.0)
        variances[place] = np.where(same, group.variances[found], 0.0)
    return effects, variances


def spreads_of(pairs: Sequence[Pair]) -> dict[Pair, float]:
    """Prior variance of each of the groups that matter."""
    return {pair: SINGLE if pair[0] == pair[1] else CROSSED for pair in pairs}


def _order(column: Keys, times: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows by value and time, and where each value starts, with one past the last."""
    order = np.lexsort((times, column))
    ordered = column[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
    return order, np.r_[np.flatnonzero(first), len(ordered)].astype(np.int64)
