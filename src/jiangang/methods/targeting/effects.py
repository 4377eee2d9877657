"""Effects: a logistic model of random effects of values and crossings, fitted with decayed weights.

Each group of values (a column, a prefix of a code, a crossing) has effects drawn around zero with a spread of
its own, which the data estimate: a group that says nothing shrinks to nothing, so columns need no choosing by
hand. Every effect carries its posterior variance. Ridge regression on one-hot columns is the case where all
spreads are equal and given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method
from jiangang.methods.targeting.keys import Keys, mix

Floats = NDArray[np.float64]
Pair = tuple[int, int]
FIRST_SPREAD = 0.2
SWEEPS = 12
MOST_PAIRS, LEAST_EVIDENCE = 12, 1.0


@dataclass(frozen=True)
class Group:
    """The effects of one group: distinct keys ascending, effect and posterior variance of each, spread."""

    pair: Pair
    keys: Keys
    effects: Floats
    variances: Floats
    spread: float


@dataclass(frozen=True)
class Effects:
    """A fitted model: the intercept and its groups, all on the scale of log-odds."""

    intercept: float
    groups: tuple[Group, ...]
    slots: dict[Pair, Any] = field(default_factory=dict, compare=False, repr=False)

    def odds(self, keys: Keys) -> Floats:
        """Log-odds of rows; a value never seen has the effect zero."""
        return self._sum(keys, lambda group: (group.effects, 0.0), self.intercept)

    def moderate(self, keys: Keys) -> Floats:
        """Log-odds of the predictive mean: what is little known is drawn towards even odds.

        The log-odds over √(1 + π s² / 8), s² the posterior variance: MacKay, Neural Computation 4 (1992)
        720–736, formula for the moderated output.
        """
        return np.asarray(self.odds(keys) / np.sqrt(1 + np.pi * self.variances(keys) / 8))

    def variances(self, keys: Keys, pairs: Sequence[Pair] | None = None) -> Floats:
        """Posterior variance of the log-odds, over all groups or some; a value never seen has the spread."""
        wanted = None if pairs is None else set(pairs)
        return self._sum(keys, lambda group: (group.variances, group.spread), 0.0, wanted)

    def _sum(self, keys: Keys, take: Any, start: float, wanted: set[Pair] | None = None) -> Floats:
        from jiangang.methods.targeting import kernels

        total = np.full(len(keys), start)
        for group in self.groups:
            if wanted is not None and group.pair not in wanted:
                continue
            if group.pair not in self.slots:
                self.slots[group.pair] = kernels.make_slots(group.keys)
            places = kernels.find_places(self.slots[group.pair], group.keys, pair_keys(keys, group.pair))
            values, unknown = take(group)
            total += np.r_[values, unknown][places]
        return total


class Merged:
    """Several fits to the same rows, asked together: their values are found once for all.

    Raises ValueError where the fits do not know the same values.
    """

    def __init__(self, several: Sequence[Effects]) -> None:
        from jiangang.methods.targeting import kernels

        self.intercepts = [each.intercept for each in several]
        self.parts = []
        for groups in zip(*(each.groups for each in several), strict=True):
            first = groups[0]
            if any(g.pair != first.pair or not np.array_equal(g.keys, first.keys) for g in groups):
                raise ValueError("these fits know different values")
            known = [np.column_stack([g.effects, g.variances]) for g in groups]
            unknown = [0.0, 0.0] * len(groups)
            unknown[1::2] = [g.spread for g in groups]
            table = np.vstack([np.column_stack(known), unknown])
            self.parts.append((first.pair, kernels.make_slots(first.keys), first.keys, table))

    def odds(self, keys: Keys, *, moderate: bool) -> Floats:
        """Log-odds by each fit, moderated or not: fits by rows."""
        from jiangang.methods.targeting import kernels

        totals = np.zeros((len(keys), 2 * len(self.intercepts)))
        totals[:, ::2] = self.intercepts
        for (one, two), slots, known, table in self.parts:
            kernels.add_values(keys, one, two, slots, known, table, totals)
        odds = totals[:, ::2]
        return np.asarray(odds / np.sqrt(1 + np.pi * totals[:, 1::2] / 8) if moderate else odds).T


def pair_keys(keys: Keys, pair: Pair) -> Keys:
    """Keys of a group: of a single one where both places are the same, else of the crossing."""
    one, two = pair
    return np.ascontiguousarray(keys[:, one]) if one == two else mix(keys[:, one], keys[:, two])


@method(
    "targeting.effects",
    source=(
        "MacKay, Neural Computation 4 (1992) 415–447: re-estimating the spread of a group of weights",
        "Gelman and Hill, Data Analysis Using Regression and Multilevel/Hierarchical Models (2007), ch. 14",
    ),
    verified="scikit-learn's ridge logistic regression with the same fixed spreads",
)
def fit_effects(
    keys: Keys,
    labels: NDArray[Any],
    weights: Floats,
    pairs: Sequence[Pair],
    fixed_spread: float = 0.0,
) -> Effects:
    """Fit the effects of groups to labelled rows.

    keys: rows by single groups; labels: 0 or 1; weights: of the rows, such as 0.5 ** (age / half-life);
    pairs: which groups and crossings; fixed_spread: when positive, the prior variance of every group, not
    re-estimated.
    """
    from jiangang.methods.targeting import kernels

    found = [np.unique(pair_keys(keys, pair), return_inverse=True) for pair in pairs]
    sizes = np.array([len(values) for values, _ in found], np.int64)
    offsets = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    codes = np.array([place for _, place in found], np.int32)
    effects, variances = np.zeros(offsets[-1] + 1), np.zeros(offsets[-1] + 1)
    spreads = np.full(len(pairs), fixed_spread or FIRST_SPREAD)
    share = float(np.clip((labels * weights).sum() / max(weights.sum(), 1e-9), 1e-3, 1 - 1e-3))
    effects[-1] = np.log(share / (1 - share))
    given = np.asarray(labels, np.float64)
    if fixed_spread:
        for _ in range(10 * SWEEPS):
            spreads[:] = fixed_spread
            kernels.fit_groups(codes, sizes, given, weights, offsets, spreads, effects, variances, 1)
        spreads[:] = fixed_spread
    else:
        kernels.fit_groups(codes, sizes, given, weights, offsets, spreads, effects, variances, SWEEPS)
    return Effects(
        float(effects[-1]),
        tuple(
            Group(pair, values, effects[first:last].copy(), variances[first:last].copy(), float(spread))
            for pair, (values, _), first, last, spread in zip(
                pairs, found, offsets[:-1], offsets[1:], spreads, strict=True
            )
        ),
    )


@method(
    "targeting.pairs",
    source="Lin, Biometrika 84 (1997) 309–326: score test that a variance component is zero",
)
def choose_pairs(
    keys: Keys, labels: NDArray[Any], weights: Floats, odds: Floats, columns: Sequence[int],
    most: int = MOST_PAIRS,
) -> tuple[Pair, ...]:  # fmt: skip
    """Crossings that explain what the single groups leave over, the strongest first.

    odds: log-odds of the rows by the single groups; columns: for each group the column it is of (prefixes of
    one code are not crossed with each other). Kept are those whose score statistic is above one standard
    deviation.
    """
    chance = 1 / (1 + np.exp(-odds))
    residual, curve = weights * (labels - chance), weights * chance * (1 - chance)
    sizes = [len(np.unique(keys[:, group])) for group in range(keys.shape[1])]
    found = []
    for one in range(keys.shape[1]):
        for two in range(one + 1, keys.shape[1]):
            if columns[one] == columns[two] or min(sizes[one], sizes[two]) < 2:
                continue
            values, place = np.unique(mix(keys[:, one], keys[:, two]), return_inverse=True)
            if len(values) < 1.05 * max(sizes[one], sizes[two]):
                continue
            slopes, curves = np.bincount(place, residual), np.bincount(place, curve)
            noise = np.bincount(place, weights * weights * chance * (1 - chance))
            own = np.bincount(place, weights**4 * chance * (1 - chance) * (1 - 6 * chance * (1 - chance)))
            spread = np.sqrt(max(1e-12, float((2 * noise**2 + own).sum())))
            evidence = float((slopes**2 - noise).sum()) / spread
            if evidence > LEAST_EVIDENCE and curves.max() > 0:
                found.append((evidence, one, two))
    found.sort(reverse=True)
    return tuple((one, two) for _, one, two in found[:most])
