"""The simulator's random numbers against their laws and against a second writing in whole numbers."""

import numpy as np
import pytest
from scipy.stats import beta, chisquare, kstest, norm

from jiangang.methods.targeting.simulation import draws
from jiangang.methods.targeting.simulation.placing import choose

MASK = 2**64 - 1


def stream(seed: int = 5, number: int = 0) -> np.ndarray:
    made = np.zeros(2, np.uint64)
    draws.open_stream(made, np.uint64(seed), 0, number, 0)
    return made


def plain_bits(state: list[int]) -> int:
    """Xoroshiro128++ as its authors state it, in Python's whole numbers."""

    def turned(value: int, by: int) -> int:
        return ((value << by) | (value >> (64 - by))) & MASK

    first, second = state
    result = (turned((first + second) & MASK, 17) + first) & MASK
    second ^= first
    state[:] = [turned(first, 49) ^ second ^ (second << 21) & MASK, turned(second, 28)]
    return result


def test_bits_are_those_of_the_published_generator() -> None:
    made = stream()
    state = [int(each) for each in made]
    assert [int(draws.bits(made)) for _ in range(1000)] == [plain_bits(state) for _ in range(1000)]


def test_splitmix_gives_its_known_numbers() -> None:
    # The first outputs of splitmix64 from 0, as many libraries test them.
    golden = 0x9E3779B97F4A7C15
    known = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [int(draws.mixed(np.uint64(golden * n & MASK))) for n in (1, 2, 3)] == known


def test_whole_numbers_below_are_all_alike() -> None:
    made = stream()
    counted = np.bincount([draws.below(made, 7) for _ in range(70_000)], minlength=7)
    assert chisquare(counted).pvalue > 0.001


def test_normal_numbers_follow_their_law() -> None:
    made = stream(8)
    assert kstest([draws.normal(made) for _ in range(20_000)], norm.cdf).pvalue > 0.001


@pytest.mark.parametrize(("a", "b"), [(4.0, 60.0), (0.5, 0.5), (0.0091, 3.3769), (1.0, 1.0), (30.0, 0.3)])
def test_beta_numbers_follow_their_law(a: float, b: float) -> None:
    made = stream(9)
    drawn = np.array([draws.beta_variate(made, a, b) for _ in range(20_000)])
    if a >= 0.5:
        assert kstest(drawn, beta(a, b).cdf).pvalue > 0.001
    for bound in (1e-6, 1e-3, 0.1):
        chance = beta.sf(bound, a, b)
        error = np.sqrt(chance * (1 - chance) / len(drawn)) + 1e-9
        assert abs(np.mean(drawn > bound) - chance) < 4 * error


@pytest.mark.parametrize("least", [1e-5, 1e-3, 0.2])
def test_beta_numbers_above_a_bound_follow_their_law(least: float) -> None:
    made, law = stream(10), beta(0.0091, 3.3769)
    drawn = [draws.beta_above(made, 0.0091, 3.3769, least) for _ in range(20_000)]
    assert kstest(drawn, lambda x: 1 - law.sf(x) / law.sf(least)).pvalue > 0.001


@pytest.mark.parametrize(("total", "count"), [(6, 3), (64, 2)])
def test_chosen_places_rise_and_are_all_alike(total: int, count: int) -> None:
    made, taken, picks = stream(11), np.zeros(total, np.uint8), np.zeros(total, np.int64)
    counted = np.zeros(total)
    for _ in range(20_000):
        choose(made, taken, picks, total, count)
        chosen = picks[:count]
        assert (np.diff(chosen) > 0).all()
        counted[chosen] += 1
    assert not taken.any()
    # Places of one draw exclude each other: the statistic is smaller than of independent ones by this share.
    assert chisquare(counted * (total - 1) / (total - count)).pvalue > 0.001


def test_streams_of_different_consignments_and_purposes_differ() -> None:
    seen = set()
    for seed in (0, 1):
        for simulation in (0, 1):
            for number in range(50):
                for purpose in (draws.ARRIVAL, draws.ACT):
                    made = np.zeros(2, np.uint64)
                    draws.open_stream(made, np.uint64(seed), simulation, number, purpose)
                    seen.add(tuple(made.tolist()))
    assert len(seen) == 400


def test_neighbouring_streams_do_not_go_together() -> None:
    first = np.array([draws.uniform(stream(3, number)) for number in range(20_001)])
    assert kstest(first, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(first[:-1], first[1:])[0, 1]) < 4 / np.sqrt(20_000)
