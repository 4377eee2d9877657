"""Thresholds and the exact choice: the share inspected is the target, the best go first, ties by lot."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.targeting.thresholds import choose_exactly, exploring_rate, fit_cut, target_share


def test_the_target_is_the_least_of_rate_and_hours() -> None:
    assert target_share(Fraction(3, 20), 12, Fraction(100)) == Fraction(12, 100)
    assert target_share(Fraction(1, 20), 12, Fraction(100)) == Fraction(1, 20)
    assert target_share(None, 12, Fraction(10)) == 1
    assert target_share(None, None, Fraction(10)) is None
    assert target_share(None, 12, Fraction(0)) is None


def test_the_cut_fills_the_share_with_the_best() -> None:
    rng = np.random.default_rng(1)
    worth, before = rng.random(20_000), np.where(rng.random(20_000) < 0.05, 1.0, 0.03)
    cut = fit_cut(before, worth, Fraction(15, 100), Fraction(1, 5))
    assert cut.worth is not None and abs(cut.expected - 0.15) < 1e-5
    inspected = 1 - (1 - before) * (1 - (worth >= cut.worth)) * (1 - float(cut.explore))
    assert inspected.mean() == pytest.approx(cut.expected)
    free, left = 0.15 - before.mean(), np.where(worth >= cut.worth, 0, 1 - before)
    assert float(cut.explore) * left.mean() == pytest.approx(free / 5, rel=1e-2)


def test_what_promises_more_is_explored_more_often_and_the_share_holds() -> None:
    rng = np.random.default_rng(2)
    worth, before = np.round(rng.random(20_000), 1), np.full(20_000, 0.05)
    promise = 0.1 + 0.9 * np.minimum(rng.lognormal(0, 1, 20_000), 20)
    cut = fit_cut(before, worth, Fraction(15, 100), Fraction(1, 5), promise)
    rates = np.array([float(exploring_rate(cut.explore, each)) for each in promise])
    assert rates.max() > 5 * np.median(rates) and rates.min() > 0
    exploit = np.zeros(20_000) if cut.worth is None else worth >= cut.worth
    inspected = 1 - (1 - before) * (1 - exploit) * (1 - rates)
    assert inspected.mean() == pytest.approx(0.15, abs=2e-5) == cut.expected


def test_a_batch_explores_each_with_its_logged_chance() -> None:
    """Over 4,000 starts: exactly as many each time, each as often as its rate says."""
    rng = np.random.default_rng(3)
    taken, worth = np.arange(60) < 5, np.full(60, np.nan)
    promise = np.r_[rng.lognormal(0, 1, 59), 40.0]
    counts, rates = np.zeros(60), np.zeros(60)
    for _ in range(4_000):
        chosen = choose_exactly(taken, worth, rng.random(60), Fraction(15, 60), Fraction(1), promise)
        assert chosen.explore.sum() == 10 and sum(chosen.rates) == 10
        counts, rates = counts + chosen.explore, np.array([float(each) for each in chosen.rates])
    spread = np.sqrt(4_000 * rates * (1 - rates)) + 1e-9
    assert (np.abs(counts - 4_000 * rates) < 4.5 * spread + 1).all() and rates[59] == 1
    inside = (rates > 0) & (rates < 1)
    assert np.allclose(rates[inside] / promise[inside], rates[5] / promise[5], rtol=1e-3)


def test_without_a_model_the_rest_is_explored() -> None:
    before = np.full(1_000, 0.05)
    cut = fit_cut(before, np.full(1_000, np.nan), Fraction(1, 5), Fraction(1, 10))
    assert cut.worth is None and cut.expected == pytest.approx(0.2, abs=1e-5)


def test_nothing_more_is_chosen_where_the_policy_fills_the_share() -> None:
    cut = fit_cut(np.full(100, 0.5), np.linspace(0, 1, 100), Fraction(1, 5), Fraction(1, 5))
    assert cut.worth is None and cut.explore == 0 and cut.expected == 0.5


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([float("nan"), 0.0, 1.0, 2.0, 3.0]), st.floats(0, 0.999)),
        min_size=1, max_size=60,
    ),
    st.integers(0, 20), st.integers(0, 10),
)  # fmt: skip
def test_the_exact_choice_is_exact(rows: list[tuple[bool, float, float]], share: int, part: int) -> None:
    """The count is the target's, nobody twice, and nobody of more worth is left for one of less."""
    taken, worth, lots = (np.array(column) for column in zip(*rows, strict=True))
    target, exploring = Fraction(share, 20), Fraction(part, 10)
    chosen = choose_exactly(taken, worth, lots, target, exploring)
    wanting = int(np.floor(float(target * len(rows)) + 0.5)) - int(taken.sum())
    added = chosen.exploit | chosen.explore
    assert added.sum() == min(max(0, wanting), int((~taken).sum()))
    assert not (chosen.exploit & chosen.explore).any() and not (added & taken).any()
    if chosen.exploit.any():
        left = ~taken & ~chosen.exploit & ~np.isnan(worth)
        assert not (worth[left] > worth[chosen.exploit].min()).any()
    rest = ~taken & ~chosen.exploit
    even = Fraction(int(chosen.explore.sum()), int(rest.sum())) if rest.any() else Fraction(0)
    assert list(chosen.rates) == [even if each else 0 for each in rest]


def test_equal_worth_is_taken_together_or_not_at_all() -> None:
    cut = fit_cut(np.zeros(10), np.array([1.0] * 5 + [0.0] * 5), Fraction(4, 10), Fraction(0))
    assert cut.worth is None and cut.expected == pytest.approx(0.4, abs=1e-5), "the rest is explored"
    assert fit_cut(np.zeros(10), np.array([1.0] * 4 + [0.0] * 6), Fraction(4, 10), Fraction(0)).worth == 1.0
