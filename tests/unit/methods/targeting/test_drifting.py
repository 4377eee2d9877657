"""Drifting effects: beside dense linear algebra, what fades, and where a fit may begin."""

import numpy as np
import pytest
from numpy.typing import NDArray

from jiangang.methods.targeting import drifting
from jiangang.methods.targeting.drifting import CROSSED, INTERCEPT_PRIOR, OTHERS, SINGLE, fit_drifting
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
def test_effects_are_those_of_dense_linear_algebra(life: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drifting, "CLOSE", 1e-5)
    monkeypatch.setattr(drifting, "MOST_SWEEPS", 1000)
    keys, labels, ages = draw(120, 2, 3)
    pairs = [(0, 0), (0, 1)]
    fitted = fit_drifting(keys, labels, ages, pairs, life)
    assert [group.pair for group in fitted.groups] == [(0, 0), (0, 1), (1, 1)]
    columns = [pair_keys(keys, group.pair) for group in fitted.groups]
    spreads = [SINGLE, CROSSED, OTHERS]
    intercept, means, covers, _ = solve_densely(columns, spreads, labels, ages, life)
    assert fitted.intercept == pytest.approx(intercept, abs=1e-3)
    for group, column, spread, mean, cover in zip(
        fitted.groups, columns, spreads, means, covers, strict=True
    ):
        assert group.spread == spread
        for key, effect, variance in zip(group.keys, group.effects, group.variances, strict=True):
            last = np.flatnonzero(column == key)[-1]
            kept = np.exp(-ages[last] / life)
            assert effect == pytest.approx(kept * mean[last], abs=1e-3)
            expected = kept**2 * cover[last, last] + spread * (1 - kept**2)
            assert variance == pytest.approx(expected, abs=1e-3)


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


def test_an_earlier_fit_to_begin_at_changes_nothing_but_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, labels, ages = draw(600, 2, 4)
    pairs, later = [(0, 0), (1, 1), (0, 1)], ages + 7
    monkeypatch.setattr(drifting, "CLOSE", 1e-6)
    monkeypatch.setattr(drifting, "MOST_SWEEPS", 2000)
    before = fit_drifting(keys[:500], labels[:500], ages[:500], pairs)
    cold, warm = (fit_drifting(keys, labels, later, pairs, start=start) for start in (None, before))
    assert warm.intercept == pytest.approx(cold.intercept, abs=1e-4)
    for one, other in zip(warm.groups, cold.groups, strict=True):
        assert one.pair == other.pair
        assert one.effects == pytest.approx(other.effects, abs=1e-4)
        assert one.variances == pytest.approx(other.variances, abs=1e-4)
    monkeypatch.setattr(drifting, "MOST_SWEEPS", 3)
    few = [fit_drifting(keys, labels, later, pairs, start=start) for start in (None, before)]
    far = [np.abs(each.odds(keys) - cold.odds(keys)).max() for each in few]
    assert far[1] < far[0] / 2
