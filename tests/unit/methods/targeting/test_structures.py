"""Structures: which groups may matter is found by a test; each is believed by what it foretold."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from jiangang.methods.targeting.structures import (
    MOST_STRUCTURES,
    average,
    choose_structures,
    find_evidence,
    weigh_structures,
)

Floats = NDArray[np.float64]


def draw(count: int, columns: int, rng_seed: int) -> tuple[NDArray[np.uint64], Floats, Floats]:
    """Keys of a few values, labels drawn from a crossing of the first two columns, ages in days."""
    chance = np.random.default_rng(rng_seed)
    keys = chance.integers(1, 6, (count, columns)).astype(np.uint64)
    odds = -1 + chance.normal(0, 1.5, (6, 6))[keys[:, 0].astype(int), keys[:, 1].astype(int)]
    labels = (chance.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    return keys, labels, np.sort(chance.integers(1, 300, count))[::-1].astype(float)


def test_the_crossing_that_was_drawn_comes_first_with_its_sides() -> None:
    keys, labels, ages = draw(4000, 4, 5)
    structures = choose_structures(keys, labels, ages, (0, 1, 2, 3))
    assert {(0, 0), (1, 1), (0, 1)} <= set(structures[0])
    assert len(structures) == MOST_STRUCTURES
    crossings = [[pair for pair in each if pair[0] != pair[1]] for each in structures]
    assert all(len(each) == 1 for each in crossings)
    assert len({each[0] for each in crossings}) == MOST_STRUCTURES
    for structure, ((one, two),) in zip(structures, crossings, strict=True):
        assert {(one, one), (two, two)} <= set(structure)
        assert len(structure) == len(set(structure))


def test_prefixes_of_one_code_are_not_crossed_and_two_columns_count_once() -> None:
    keys, labels, ages = draw(4000, 4, 5)
    for structure in choose_structures(keys, labels, ages, (0, 0, 2, 2)):
        assert (0, 1) not in structure
        assert (2, 3) not in structure
    # Four groups of two columns: only the strongest of their four crossings is left.
    assert len(choose_structures(keys, labels, ages, (0, 0, 2, 2))) == 1


def test_single_groups_without_evidence_stay_out() -> None:
    keys, labels, ages = draw(4000, 4, 5)
    for rng_seed in range(5):
        drawn = np.random.default_rng(rng_seed).permutation(labels)
        for structure in choose_structures(keys, drawn, ages, (0, 1, 2, 3)):
            assert len(structure) <= 4  # a crossing, its sides, and one more by chance at the most


def test_where_nothing_can_be_crossed_there_is_one_structure() -> None:
    keys, labels, ages = draw(400, 2, 6)
    keys = keys[:, :1]
    assert choose_structures(keys, labels, ages, (0,)) in {((),), (((0, 0),),)}
    same = np.repeat(keys, 2, axis=1)
    (only,) = choose_structures(same, labels, ages, (0, 1))  # a crossing no finer than its sides
    assert (0, 1) not in only


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


def test_weights_are_bayes_rule_by_hand() -> None:
    said = np.array([[0.8, 0.3], [0.5, 0.5]])
    odds, labels = np.log(said / (1 - said)), np.array([1.0, 0.0])
    # Told today, the likelihoods count whole: 0.8 · 0.7 against 0.5 · 0.5.
    now = weigh_structures(odds, labels, np.zeros(2))
    assert now == pytest.approx([0.56 / 0.81, 0.25 / 0.81])
    # A row of one memory ago counts half: the square root of its likelihood.
    faded = weigh_structures(odds, labels, np.array([60.0, 0.0]))
    first, second = math.sqrt(0.8) * 0.7, math.sqrt(0.5) * 0.5
    assert faded == pytest.approx([first / (first + second), second / (first + second)])
    assert weigh_structures(np.zeros((3, 0)), np.zeros(0), np.zeros(0)) == pytest.approx([1 / 3] * 3)


def test_a_structure_that_was_sure_and_wrong_is_believed_no_more_and_nothing_overflows() -> None:
    odds = np.array([[800.0] * 50, [-0.5] * 50])
    weights = weigh_structures(odds, np.zeros(50), np.zeros(50))
    assert weights == pytest.approx([0.0, 1.0])
    assert average(np.array([[2.0], [-2.0]]), weights) == pytest.approx(1 / (1 + math.exp(2)))
    assert average(np.array([[2.0], [-2.0]]), np.array([0.5, 0.5])) == pytest.approx(0.5)
