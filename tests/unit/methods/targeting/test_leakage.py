"""Leakage from the random stream: refused where small, Clopper–Pearson for equal chances, and honest."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import binomtest

from jiangang.methods.ranking import smallest_stream
from jiangang.methods.targeting.leakage import SmallStream, estimate_leakage


def test_59_clean_checks_exclude_5_percent() -> None:
    assert smallest_stream() == 59 and smallest_stream(Fraction(1, 100)) == 299
    with pytest.raises(SmallStream) as small:
        estimate_leakage([False] * 58, [0.05] * 58, 58, 1_000)
    assert small.value.needed == 59
    assert estimate_leakage([False] * 59, [0.05] * 59, 59, 1_000).high < 0.0607


def test_equal_chances_give_the_plain_interval() -> None:
    found = [True] * 7 + [False] * 93
    said = estimate_leakage(found, [0.1] * 100, 104, 1_000)
    exact = binomtest(7, 100).proportion_ci(method="exact")
    assert (said.rate, said.missed, said.effective) == (pytest.approx(0.07), 4, pytest.approx(100))
    assert (said.low, said.high) == (pytest.approx(exact.low), pytest.approx(exact.high))
    assert said.passed == pytest.approx(0.07 * 900)


def test_the_interval_holds_the_truth() -> None:
    """400 pathways whose chances changed while they ran, with more finds where the chance was higher."""
    rng, held = np.random.default_rng(11), 0
    for _ in range(400):
        chance = np.where(np.arange(4_000) < 2_000, 0.02, 0.08)
        bad = rng.random(4_000) < np.where(chance == 0.02, 0.06, 0.12)
        drawn = rng.random(4_000) < chance
        said = estimate_leakage(bad[drawn].tolist(), chance[drawn].tolist(), int(drawn.sum()), 4_000)
        held += said.low <= bad.mean() <= said.high
    assert held >= 0.95 * 400


@pytest.mark.parametrize(
    "wrong", [([True], [0.0], 1, 10), ([True], [0.1, 0.1], 2, 10), ([True], [0.1], 0, 10)]
)
def test_what_contradicts_is_refused(wrong: tuple[list[bool], list[float], int, int]) -> None:
    with pytest.raises(ValueError, match="wanted|at most"):
        estimate_leakage(*wrong)
