"""Selection: order of the streams, capacity, the random stream that nothing moves, thresholds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.chance import Stream
from jiangang.methods.findings import Refused
from jiangang.methods.targeting.selection import (
    EXPLOIT,
    EXPLORE,
    MANDATORY,
    NONE,
    RANDOM,
    Shares,
    apply_overrides,
    draw_random,
    select,
    stream_numbers,
)
from jiangang.methods.targeting.single import decide_single, thresholds

SEED = bytes(range(32))
Z = 1.959963984540054


def stream(label: str = "select", seed: bytes = SEED) -> Stream:
    return Stream(seed, label)


def numbers(count: int, rng_seed: int = 1) -> np.ndarray:
    return np.random.default_rng(rng_seed).random(count)


def within(hits: int, count: int, rate: float) -> bool:
    """Whether a count lies within the 95 % limits of a binomial."""
    return abs(hits - count * rate) <= Z * math.sqrt(count * rate * (1 - rate)) + 1


def test_a_batch_uses_the_capacity_exactly() -> None:
    count, scores = 10_000, numbers(10_000) / 4
    mandatory = numbers(count, 2) < 0.03
    found = select(scores, np.ones(count), None, mandatory, 1000.0, Shares(0.2, 0.06), stream())
    sizes = np.bincount(found.stream, minlength=5)
    assert found.chosen.sum() == found.used == 1000
    assert sizes[RANDOM] == 200
    assert (found.stream[mandatory] > NONE).all()
    assert sizes[EXPLORE] == 60
    least = scores[found.stream == EXPLOIT].min()
    assert (scores[found.stream == NONE] <= least).all()
    assert np.allclose(found.propensity, 0.02)


def test_a_unit_may_be_in_several_streams() -> None:
    found = select(None, np.ones(50), None, np.ones(50, bool), 50.0, Shares(0.2, 0.0), stream())
    both = found.streams == (1 << RANDOM | 1 << MANDATORY)
    assert both.sum() == 10
    assert (found.stream[both] == RANDOM).all()
    assert (found.stream[~both] == MANDATORY).all()


def test_the_random_stream_knows_nothing_but_the_seed() -> None:
    first = select(numbers(500), np.ones(500), None, numbers(500, 3) < 0.5, 60.0, Shares(0.4, 0.1), stream())
    other = select(None, numbers(500), numbers(500, 8), np.zeros(500, bool), 60.0, Shares(0.4, 0.1), stream())
    assert ((first.stream == RANDOM) == (other.stream == RANDOM)).all()


def test_the_draw_recomputes_from_its_seed() -> None:
    may = numbers(1000, 5) < 0.7
    drawn, propensity = draw_random(may, np.ones(1000), 200.5, 0.1, stream())
    again = stream()
    wanted = 0.1 * 200.5
    extra = again.uniform_below(2**32) < round((wanted - math.floor(wanted)) * 2**32)
    places = again.draw(np.flatnonzero(may).tolist(), math.floor(wanted) + extra)
    assert sorted(places) == np.flatnonzero(drawn).tolist()
    assert propensity[~may].max() == 0
    assert propensity[may] == pytest.approx(20.05 / may.sum())


def test_each_unit_is_drawn_as_often_as_its_propensity_says() -> None:
    hits = np.zeros(7)
    for turn in range(4000):
        seed = turn.to_bytes(32, "big")
        hits += draw_random(np.ones(7, bool), np.ones(7), 7.0, 0.35, stream("fair", seed))[0]
    assert all(within(int(each), 4000, 0.35) or abs(each / 4000 - 0.35) < 0.02 for each in hits)
    assert abs(hits.sum() / 28_000 - 0.35) < 0.01


def test_past_draws_tell_nothing_of_the_next() -> None:
    """10,000 draws: a logistic regression on the last 20 outcomes and the place guesses no better than luck."""
    from sklearn.linear_model import LogisticRegression

    drawn = np.concatenate(
        [
            draw_random(np.ones(100, bool), np.ones(100), 100.0, 0.5, stream("day", day.to_bytes(32, "big")))[
                0
            ]
            for day in range(100)
        ]
    ).astype(float)
    lags = np.column_stack([drawn[20 - lag : len(drawn) - lag] for lag in range(1, 21)])
    design = np.column_stack([lags, np.arange(20, len(drawn)) % 100 / 100])
    truth, half = drawn[20:], 5000
    model = LogisticRegression().fit(design[:half], truth[:half])
    right = int((model.predict(design[half:]) == truth[half:]).sum())
    assert right / (len(truth) - half) < 0.5 + 2.6 * 0.5 / math.sqrt(len(truth) - half)


def test_an_override_does_not_move_a_random_unit() -> None:
    found = select(numbers(100), np.ones(100), None, np.zeros(100, bool), 20.0, Shares(0.5, 0.1), stream())
    checked, missed = apply_overrides(found, np.zeros(100, bool), np.ones(100, bool))
    assert (checked == (found.stream == RANDOM)).all()
    assert missed.sum() == 10


def test_dear_units_are_passed_over_and_hours_hold() -> None:
    hours = np.array([5.0, 1.0, 1.0, 1.0])
    found = select(
        np.array([0.9, 0.5, 0.4, 0.3]), np.full(4, 10.0), None, np.zeros(4, bool), 2.0, Shares(0, 0), stream(),
        hours=hours,
    )  # fmt: skip
    assert found.stream.tolist() == [NONE, EXPLOIT, EXPLOIT, NONE]


def test_without_a_model_rules_chance_and_coverage_select() -> None:
    mandatory = np.zeros(200, bool)
    mandatory[:5] = True
    curious = np.arange(200.0)
    found = select(None, np.ones(200), curious, mandatory, 20.0, Shares(0.02, 0.05), stream())
    assert np.bincount(found.stream, minlength=5)[EXPLOIT] == 0
    assert found.chosen.sum() == 20
    explored = np.flatnonzero(found.stream == EXPLORE)
    assert explored.min() >= 200 - len(explored) - 4


def test_what_is_mandatory_beyond_the_capacity_is_told() -> None:
    found = select(None, np.ones(30), None, np.ones(30, bool), 10.0, Shares(0.1, 0), stream())
    assert found.unserved.sum() == 20


@given(
    count=st.integers(1, 60), capacity=st.integers(0, 60), rng_seed=st.integers(0, 10**6),
    random=st.floats(0, 0.3), explore=st.floats(0, 0.5),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_capacity_and_admissibility_always_hold(
    count: int, capacity: int, rng_seed: int, random: float, explore: float
) -> None:
    chance = np.random.default_rng(rng_seed)
    hours = chance.integers(1, 4, count).astype(float)
    may = chance.random(count) < 0.8
    found = select(
        chance.random(count), chance.random(count), chance.random(count), chance.random(count) < 0.1,
        float(capacity), Shares(random, explore), stream(), admissible=may, hours=hours,
    )  # fmt: skip
    assert hours[found.chosen].sum() == pytest.approx(found.used)
    assert found.used <= capacity + 1e-6
    assert not found.chosen[~may].any()


def test_lanes_are_filled_to_their_rates() -> None:
    count = 10_000
    lanes = np.random.default_rng(4).integers(0, 3, count).astype(np.uint8)
    rates = {0: 0.02, 1: 0.2, 2: 1.0}
    found = select(
        numbers(count), np.ones(count), None, np.zeros(count, bool), 4500.0, Shares(0.02, 0.06), stream(),
        lanes=lanes, rates=rates,
    )  # fmt: skip
    for lane, rate in rates.items():
        here = lanes == lane
        assert found.chosen[here].sum() == round(rate * here.sum())


@pytest.mark.parametrize("with_scores", [True, False])
def test_single_decisions_meet_their_rates_on_10_000(with_scores: bool) -> None:
    count, rates = 10_000, {0: 0.05, 1: 0.15, 2: 0.5}
    chance = np.random.default_rng(7)
    lanes = chance.integers(0, 3, 2 * count).astype(np.uint8)
    scores = np.round(chance.beta(1, 9, 2 * count), 2)
    mandatory = chance.random(2 * count) < 0.01
    new = slice(count, None)
    said, taken = [], np.zeros(2 * count, bool)
    for place in range(2 * count)[new]:
        if place % 500 == 0:  # the job
            past, done = slice(place - 5000, place), slice(count, place)
            so_far = {
                lane: (int(taken[done][lanes[done] == lane].sum()), int((lanes[done] == lane).sum()))
                for lane in rates
            }
            limits = thresholds(
                scores[past] if with_scores else None, np.ones(5000), lanes[past], mandatory[past], rates,
                Shares(0.1, 0.06), so_far=so_far, ahead=500,
            )  # fmt: skip
        decided = decide_single(
            float(scores[place]) if with_scores else None, 1.0, int(lanes[place]), bool(mandatory[place]),
            limits, stream(f"unit {place}"),
        )  # fmt: skip
        said.append(decided)
        taken[place] = decided.stream > NONE
    taken = taken[new]
    for lane, rate in rates.items():
        here = lanes[new] == lane
        assert within(int(taken[here].sum()), int(here.sum()), rate), (lane, taken[here].mean())
    random = sum(each.stream == RANDOM for each in said)
    mean = sum(each.propensity for each in said) / count
    assert within(random, count, float(mean))
    assert float(mean) == pytest.approx(0.1 * sum(rates.values()) / 3, rel=0.02)


def test_thresholds_that_cannot_be_are_refused() -> None:
    lanes, none = np.zeros(200, np.uint8), np.zeros(200, bool)
    with pytest.raises(Refused):
        thresholds(None, np.ones(50), lanes[:50], none[:50], {0: 0.1}, Shares())
    with pytest.raises(Refused):
        thresholds(None, np.ones(200), lanes, none, {1: 0.1}, Shares())
    with pytest.raises(Refused):
        thresholds(None, np.ones(200), lanes, ~none, {0: 0.1}, Shares())


def test_what_is_given_is_checked() -> None:
    none = np.zeros(3, bool)
    for scores, hours in (
        (np.array([0.1, 2.0, 0.1]), np.ones(3)),
        (np.ones(2), np.ones(3)),
        (None, -np.ones(3)),
    ):
        with pytest.raises(Refused):
            select(scores, np.ones(3), None, none, 1.0, Shares(), stream(), hours=hours)
    with pytest.raises(Refused):
        Shares(1.5, 0)


def test_numbers_of_the_stream_are_its_bytes() -> None:
    whole = int.from_bytes(stream("n").take(8), "big") >> 11
    assert stream_numbers(stream("n"), 3)[0] == whole / 2**53
