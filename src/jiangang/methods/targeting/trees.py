"""Gradient-boosted trees as plain arrays: fitted by scikit-learn, kept and run without it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method

SMALLEST_LEAF, MOST_BINS = 20, 64
ONE_THREAD_BELOW = 50_000


@dataclass(frozen=True)
class Trees:
    """An ensemble: for each node its feature (-1 for a leaf), threshold, ways, and the value of a leaf.

    starts: first node of each tree and one past the last; lefts, rights: counted from the tree's first node;
    baseline: log-odds before the first tree.
    """

    features: NDArray[np.int32]
    thresholds: NDArray[np.float64]
    lefts: NDArray[np.int32]
    rights: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    leaves: NDArray[np.float64]
    starts: NDArray[np.int64]
    baseline: float
    _complete: list["Complete"] = field(default_factory=list, compare=False, repr=False)

    def odds(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of rows of features."""
        from jiangang.methods.targeting import kernels

        if not self._complete:
            self._complete.append(complete(self))
        full, found = self._complete[0], np.empty(len(values))
        kernels.run_trees(
            values, full.features, full.thresholds, full.missing_right, full.leaves, full.depth,
            self.baseline, found,
        )  # fmt: skip
        return found


@dataclass(frozen=True)
class Complete:
    """The same trees filled up to one depth, so that a row goes through them without a branch."""

    depth: int
    features: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    missing_right: NDArray[np.bool_]
    leaves: NDArray[np.float64]


def complete(trees: Trees) -> Complete:
    """Fill trees up to the depth of the deepest; a leaf that ends early stands below itself."""
    count = len(trees.starts) - 1
    depth = max((_depth(trees, int(first), 0) for first in trees.starts[:-1]), default=0)
    inner, last = 2**depth - 1, 2**depth
    made = Complete(
        depth,
        np.zeros((count, max(inner, 1)), np.int32),
        np.full((count, max(inner, 1)), np.inf, np.float32),
        np.zeros((count, max(inner, 1)), np.bool_),
        np.zeros((count, last)),
    )
    for tree, first in enumerate(trees.starts[:-1].tolist()):
        waiting = [(0, 0)]
        while waiting:
            place, node = waiting.pop()
            at, is_leaf = first + node, trees.features[first + node] < 0
            if place >= inner:
                made.leaves[tree, place - inner] = trees.leaves[at]
                continue
            if not is_leaf:
                made.features[tree, place] = trees.features[at]
                made.thresholds[tree, place] = trees.thresholds[at]
                made.missing_right[tree, place] = not trees.missing_left[at]
            left, right = (node, node) if is_leaf else (int(trees.lefts[at]), int(trees.rights[at]))
            waiting += [(2 * place + 1, left), (2 * place + 2, right)]
    return made


def _depth(trees: Trees, first: int, node: int) -> int:
    if trees.features[first + node] < 0:
        return 0
    below = (int(trees.lefts[first + node]), int(trees.rights[first + node]))
    return 1 + max(_depth(trees, first, each) for each in below)


@method(
    "targeting.trees",
    source="Ke and others, LightGBM, NIPS 2017; scikit-learn HistGradientBoostingClassifier",
    verified="scikit-learn's own decision function on the same rows",
)
def fit_trees(
    values: NDArray[np.float32],
    labels: NDArray[Any],
    weights: NDArray[np.float64],
    rng_seed: int,
    count: int = 100,
    depth: int = 4,
) -> Trees:
    """Boost trees on features by weighted logarithmic loss.

    values: rows by features, NaN for unknown; labels: 0 or 1, both present; count, depth: of the trees.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingClassifier(
        max_iter=count,
        max_depth=depth,
        learning_rate=0.08,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=rng_seed % 2**32,
    )
    edges = [_edges(values[:, place]) for place in range(values.shape[1])]
    binned = np.column_stack([_binned(values[:, place], each) for place, each in enumerate(edges)])
    with threadpool_limits(limits=1 if len(labels) < ONE_THREAD_BELOW else None):
        model.fit(binned, np.asarray(labels, np.int8), sample_weight=weights)
    return trees_of(model, edges)


def _edges(column: NDArray[np.float32]) -> NDArray[np.float64]:
    """Limits of at most 64 bins, each a value that occurs; scikit-learn's own weighted search is slow."""
    known = np.sort(column[~np.isnan(column)])
    if not len(known):
        return np.zeros(0)
    places = np.linspace(0, len(known) - 1, MOST_BINS).astype(np.int64)
    return np.unique(known[places]).astype(np.float64)


def _binned(column: NDArray[np.float32], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    places = np.searchsorted(edges, column.astype(np.float64)).astype(np.float64)
    return np.where(np.isnan(column), np.nan, places)


def trees_of(model: Any, edges: list[NDArray[np.float64]]) -> Trees:
    """The arrays of a model of two classes that was fitted on bins; edges: limits of the bins by feature."""
    nodes = [predictor.nodes for (predictor,) in model._predictors]
    every = np.concatenate(nodes)
    is_leaf = every["is_leaf"].astype(bool)
    bins = np.clip(np.floor(np.nan_to_num(every["num_threshold"], posinf=1e6)), 0, 10**6).astype(np.int64)
    limits = np.full((len(edges), MOST_BINS + 1), np.inf)
    for place, each in enumerate(edges):
        limits[place, : len(each)] = each
    thresholds = limits[np.where(is_leaf, 0, every["feature_idx"]), np.minimum(bins, MOST_BINS)]
    return Trees(
        features=np.where(is_leaf, -1, every["feature_idx"]).astype(np.int32),
        thresholds=np.where(is_leaf, 0.0, thresholds),
        lefts=every["left"].astype(np.int32),
        rights=every["right"].astype(np.int32),
        missing_left=every["missing_go_to_left"].astype(bool),
        leaves=np.where(is_leaf, every["value"], 0.0).astype(np.float64),
        starts=np.r_[0, np.cumsum([len(each) for each in nodes])].astype(np.int64),
        baseline=float(np.ravel(model._baseline_prediction)[0]),
    )
