"""Measures beside scikit-learn and counting."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.targeting.measures import (
    find_auc,
    find_auc_error,
    find_log_loss,
    find_precision,
    find_share_interval,
    find_stability_index,
)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_the_area_counts_pairs(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in rows])
    labels = np.array([label for _, label in rows])
    ones, zeros = scores[labels], scores[~labels]
    if not len(ones) or not len(zeros):
        assert math.isnan(find_auc(scores, labels))
        return
    pairs = [(one > zero) + 0.5 * (one == zero) for one in ones for zero in zeros]
    assert find_auc(scores, labels) == pytest.approx(np.mean(pairs))


def test_the_error_of_the_area_is_about_right() -> None:
    chance = np.random.default_rng(1)
    found = []
    for _ in range(400):
        labels = np.r_[np.ones(40, bool), np.zeros(60, bool)]
        found.append(find_auc(chance.normal(labels, 1), labels))
    assert find_auc_error(float(np.mean(found)), 40, 60) == pytest.approx(np.std(found), rel=0.15)


def test_precision_takes_the_whole_number_below() -> None:
    scores, labels = np.array([4.0, 3, 2, 1]), np.array([True, False, True, False])
    assert find_precision(scores, labels, 0.5) == 0.5
    assert find_precision(scores, labels, 0.49) == 1.0
    assert math.isnan(find_precision(scores, labels, 0.1))


def test_worked_intervals() -> None:
    assert find_share_interval(0, 10) == pytest.approx((0.0, 0.27753), abs=1e-5)
    assert find_share_interval(5, 10) == pytest.approx((0.23659, 0.76341), abs=1e-5)
    assert find_share_interval(0, 0) == (0.0, 1.0)


def test_worked_loss_and_stability() -> None:
    assert find_log_loss(np.array([0.8, 0.4]), np.array([True, False])) == pytest.approx(0.36698, abs=1e-5)
    assert find_stability_index(np.array([50.0, 50]), np.array([40.0, 60])) == pytest.approx(
        0.040547, abs=1e-6
    )
