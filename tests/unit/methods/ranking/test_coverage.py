"""Simulated truth lies in the 95 % interval in at least 93 % of seeded worlds, for every kind of interval."""

import numpy as np
import pytest

from jiangang.methods.ranking.counts import byar, poisson_exact, poisson_mid_p
from jiangang.methods.ranking.intervals import clopper_pearson, wilson
from jiangang.methods.ranking.ranks import posteriors_of_rates, posteriors_of_ratios, rank_by_integral
from jiangang.methods.ranking.shrinkage import shrink_rates, shrink_ratios
from jiangang.methods.ranking.standardisation import Cell, standardise_indirectly
from jiangang.methods.ranking.weighting import estimate_from_stream

WORLDS, LEAST = 2000, 0.93


def share(hits):
    assert len(hits) >= 1000
    return float(np.mean(hits))


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_of_rates(interval):
    rng = np.random.default_rng(41)
    truth, totals = rng.uniform(0.01, 0.6, WORLDS), rng.integers(20, 800, WORLDS)
    found = [interval(int(x), int(n)) for x, n in zip(rng.binomial(totals, truth), totals, strict=True)]
    assert share([each.low <= p <= each.high for each, p in zip(found, truth, strict=True)]) >= LEAST


@pytest.mark.parametrize("interval", [byar, poisson_exact, poisson_mid_p])
def test_of_counts(interval):
    rng = np.random.default_rng(42)
    truth = rng.uniform(2, 60, WORLDS)
    found = [interval(int(x)) for x in rng.poisson(truth)]
    assert share([each.low <= mean <= each.high for each, mean in zip(found, truth, strict=True)]) >= LEAST


def test_of_standardised_ratios():
    rng = np.random.default_rng(43)
    hits = []
    for _ in range(1000):
        ratio, totals = rng.uniform(0.5, 2), rng.integers(50, 400, 3)
        events = rng.poisson(ratio * totals * [0.02, 0.05, 0.1])
        own = [Cell(str(k), int(totals[k]), int(events[k])) for k in range(3)]
        reference = {"0": (2, 100), "1": (5, 100), "2": (10, 100)}
        found = standardise_indirectly(own, reference).interval
        hits.append(found.low <= ratio <= found.high)
    assert share(hits) >= LEAST


@pytest.mark.parametrize(("places", "worlds", "size"), [(40, 40, 106), (6, 250, 20), (6, 250, 2000)])
def test_of_shrunk_rates(places, worlds, size):
    rng = np.random.default_rng(44)
    hits = []
    for _ in range(worlds):
        truth, totals = rng.beta(0.06 * size, 0.94 * size, places), rng.integers(30, 900, places)
        found = shrink_rates(rng.binomial(totals, truth), totals)
        hits += [each.low <= p <= each.high for each, p in zip(found.values, truth, strict=True)]
    assert share(hits) >= LEAST


@pytest.mark.parametrize(("places", "worlds", "shape"), [(40, 40, 8), (6, 250, 1)])
def test_of_shrunk_ratios(places, worlds, shape):
    rng = np.random.default_rng(45)
    hits = []
    for _ in range(worlds):
        truth, expected = rng.gamma(shape, 1 / shape, places), rng.uniform(2, 80, places)
        found = shrink_ratios(rng.poisson(truth * expected), expected)
        hits += [each.low <= p <= each.high for each, p in zip(found.values, truth, strict=True)]
    assert share(hits) >= LEAST


@pytest.mark.parametrize("kind", ["rate", "ratio"])
def test_of_ranks(kind):
    rng = np.random.default_rng(46)
    hits = []
    for _ in range(1000):
        if kind == "rate":
            truth, sizes = rng.beta(8, 32, 5), rng.integers(30, 600, 5)
            posteriors = posteriors_of_rates(rng.binomial(sizes, truth), sizes)
        else:
            truth, sizes = rng.gamma(8, 1 / 8, 5), rng.uniform(5, 60, 5)
            posteriors = posteriors_of_ratios(rng.poisson(sizes * truth), sizes)
        ranks = rank_by_integral(posteriors)
        true = (-truth).argsort().argsort() + 1
        low, high = ranks.interval(0)
        hits.append(low <= true[0] <= high)
    assert share(hits) >= LEAST


@pytest.mark.parametrize("seed", [47, 48])
def test_of_the_random_stream(seed):
    rng = np.random.default_rng(seed)
    rates, leaks = [], []
    for _ in range(1000):
        size = int(rng.integers(3000, 6000))
        targeted = rng.random(size) < 0.1
        bad = rng.random(size) < np.where(targeted, 0.3, rng.uniform(0.005, 0.3))
        chances = np.where(targeted, 1.0, np.where(rng.random(size) < 0.5, 0.05, 0.15))
        seen = rng.random(size) < chances
        found = estimate_from_stream(bad[seen], chances[seen], arrivals=size)
        rates.append(found.rate_low <= bad.mean() <= found.rate_high)
        leaks.append(found.leakage_low <= bad[~seen].sum() <= found.leakage_high)
    assert share(rates) >= LEAST
    assert share(leaks) >= LEAST
