"""Drifting effects: beside dense linear algebra, what fades, and how the groups that matter are found."""

import numpy as np
import pytest
from numpy.typing import NDArray

from jiangang.methods.targeting.drifting import (
    CROSSED,
    INTERCEPT_PRIOR,
    OTHERS,
    SINGLE,
    choose_groups,
    find_evidence,
    fit_drifting,
)
from jiangang.methods.targeting.effects import pair_keys

Floats = NDArray[np.float64]


def draw(count: int, columns: int, rng_seed: int) -> tuple[NDArray[np.uint64], Floats, Floats]:
    """Keys of a few values, labels drawn from a crossing of the first two columns, ages in days."""
    chance = np.random.default_rng(rng_seed)
    keys = chance.integers(1, 6, (count, columns)).astype(np.uint64)
    odds = -1 + chance.normal(0, 1.5, (6, 6))[keys[:, 0].astype(int), keys[:, 1].astype(int)]
    labels = (chance.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    return keys, labels, np.sort(chance.integers(1, 300, count))[::-1].astype(float)


def solve_densely(columns: list[NDArray[np.uint64]], spreads: list[float], labels: Floats, ages: Floats,
                  life: float) -> tuple[float, list[Floats], list[NDArray[np.float64]], Floats]:  # fmt: skip
    """The same optimum by matrices: intercept, mean and covariance of each group at the rows, precisions."""
    count, apart = len(labels), np.abs(ages[:, None] - ages[None, :])
    priors = [
        spread * (column[:, None] == column[None, :]) * np.exp(-apart / life)
        for column, spread in zip(columns, spreads, strict=True)
    ]
    prior = intercept = float(np.log(labels.mean() / (1 - labels.mean())))
    means, covers = [np.zeros(count) for _ in priors], [np.zeros((count, count)) for _ in priors]
    curve = np.full(count, 0.25)
    for _ in range(400):
        for place, kernel in enumerate(priors):
            odds = intercept + sum(means)
            curve = find_curve(odds, sum(np.diag(each) for each in covers))
            gain = kernel @ np.linalg.inv(kernel + np.diag(1 / curve))
            rest = odds - means[place]
            covers[place] = kernel - gain @ kernel
            means[place] = gain @ ((labels - 0.5) / curve - rest)
        odds = intercept + sum(means)
        curve = find_curve(odds, sum(np.diag(each) for each in covers))
        up = (labels - 0.5 - curve * odds).sum() - INTERCEPT_PRIOR * (intercept - prior)
        intercept += up / (curve.sum() + INTERCEPT_PRIOR)
    return intercept, means, covers, curve


def find_curve(odds: Floats, doubt: Floats) -> Floats:
    size = np.sqrt(odds**2 + doubt)
    return np.tanh(size / 2) / (2 * size)


@pytest.mark.parametrize("life", [60.0, 1e9])
def test_effects_are_those_of_dense_linear_algebra(life: float) -> None:
    keys, labels, ages = draw(120, 2, 3)
    pairs = [(0, 0), (0, 1)]
    fitted = fit_drifting(keys, labels, ages, pairs, life)
    assert [group.pair for group in fitted.groups] == [(0, 0), (0, 1), (1, 1)]
    columns = [pair_keys(keys, group.pair) for group in fitted.groups]
    spreads = [SINGLE, CROSSED, OTHERS]
    intercept, means, covers, _ = solve_densely(columns, spreads, labels, ages, life)
    assert fitted.intercept == pytest.approx(intercept, abs=5e-3)
    for group, column, spread, mean, cover in zip(
        fitted.groups, columns, spreads, means, covers, strict=True
    ):
        assert group.spread == spread
        for key, effect, variance in zip(group.keys, group.effects, group.variances, strict=True):
            last = np.flatnonzero(column == key)[-1]
            kept = np.exp(-ages[last] / life)
            assert effect == pytest.approx(kept * mean[last], abs=5e-3)
            expected = kept**2 * cover[last, last] + spread * (1 - kept**2)
            assert variance == pytest.approx(expected, abs=5e-3)


def test_what_was_seen_long_ago_says_little_and_is_doubted_again() -> None:
    keys = np.repeat(np.array([[1], [2], [3]], np.uint64), [60, 60, 500], axis=0)
    labels = np.r_[np.ones(30), np.zeros(30), np.ones(30), np.zeros(30), np.zeros(490), np.ones(10)]
    ages = np.r_[np.full(60, 10.0), np.full(60, 900.0), np.full(500, 10.0)]
    fitted = fit_drifting(keys, labels, ages, [(0, 0)])
    (group,) = fitted.groups
    lately, long_ago, clean = group.effects
    assert lately > 5 * long_ago > 0 > clean
    assert group.variances[0] < 0.3 * group.variances[1]
    assert group.variances[1] == pytest.approx(SINGLE, rel=0.02)
    of_each = fitted.moderate(np.array([[1], [2], [3], [4]], np.uint64))
    assert of_each[0] > of_each[1] > of_each[3] - 0.1 > of_each[2]  # never seen: as one seen long ago


def test_a_crossing_comes_with_its_sides_and_chance_brings_nothing() -> None:
    keys, labels, ages = draw(4000, 4, 5)
    assert set(choose_groups(keys, labels, ages, (0, 1, 2, 3))) == {(0, 0), (1, 1), (0, 1)}
    assert (0, 1) not in choose_groups(keys, labels, ages, (0, 0, 2, 3))  # prefixes of one code
    for rng_seed in range(5):
        drawn = np.random.default_rng(rng_seed).permutation(labels)
        assert len(choose_groups(keys, drawn, ages, (0, 1, 2, 3))) <= 3  # the strongest alone


def test_evidence_is_a_standard_normal_where_there_is_nothing() -> None:
    chance = np.random.default_rng(7)
    codes = chance.integers(0, 150, 3000)
    expected = chance.uniform(0.02, 0.3, 3000)
    found = [
        find_evidence(codes, (chance.random(3000) < expected) - expected, expected * (1 - expected))
        for _ in range(400)
    ]
    assert abs(np.mean(found)) < 0.2
    assert 0.85 < np.std(found) < 1.15


def test_evidence_counts_each_two_rows_of_a_value_by_hand() -> None:
    left, curve = np.array([0.5, 0.5, -0.5]), np.array([0.25, 0.25, 0.25])
    # Two rows share a value: 2 · 0.5 · 0.5 over the square root of 2 · 2 · 0.25².
    assert find_evidence(np.array([0, 0, 1]), left, curve) == pytest.approx(0.5 / np.sqrt(0.25))
