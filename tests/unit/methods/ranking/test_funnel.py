"""Funnel limits and overdispersion: formulas, exact tails, recovery of a known spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from jiangang.methods.findings import Refused
from jiangang.methods.ranking.funnel import measure_dispersion, place_rates, place_ratios


def test_dispersion_is_the_method_of_moments_of_dersimonian_and_laird():
    values, errors = np.array([0.1, 0.3, 0.2, 0.5]), np.array([0.05, 0.1, 0.08, 0.07])
    found = measure_dispersion(values, errors, 0.2, trim=0)
    z = (values - 0.2) / errors
    w = 1 / errors**2
    assert found.phi == found.phi_raw == pytest.approx(np.mean(z**2))
    q = np.sum(w * (values - 0.2) ** 2)
    assert found.tau_squared == pytest.approx((q - 3) / (w.sum() - (w**2).sum() / w.sum()))


def test_winsorising_draws_the_outer_tenths_in():
    values = np.array([-9.0, -1, -1, 0, 0, 0, 0, 1, 1, 9])
    found = measure_dispersion(values, np.ones(10), 0.0, trim=0.1)
    assert found.phi_raw == pytest.approx(16.6)
    assert found.phi == pytest.approx(0.6)
    assert not found.found


def test_a_known_spread_between_places_is_recovered():
    rng = np.random.default_rng(20110630)
    found = []
    for _ in range(200):
        truth = rng.normal(1.0, 0.2, 60)
        errors = rng.uniform(0.05, 0.2, 60)
        found.append(measure_dispersion(rng.normal(truth, errors), errors, 1.0, trim=0).tau_squared)
    assert np.mean(found) == pytest.approx(0.04, abs=0.002)


def test_normal_limits_of_a_rate():
    found = place_rates([30, 20, 10], [100, 100, 100], target=0.2, trim=0)
    error = np.sqrt(0.2 * 0.8 / 100)
    tau_squared = found.dispersion.tau_squared
    assert tau_squared == pytest.approx((2 * (0.1 / error) ** 2 - 2) / (2 / error**2))
    reach = 1.959963984540054 * np.sqrt(error**2 + tau_squared)
    assert found.places[0].limits[0] == (pytest.approx(max(0, 0.2 - reach)), pytest.approx(0.2 + reach))
    plain = place_rates([30, 20, 10], [100, 100, 100], target=0.2, model="multiplicative", trim=0)
    assert plain.places[0].limits[0][1] == pytest.approx(
        0.2 + 1.959963984540054 * error * np.sqrt(plain.dispersion.phi)
    )


def test_a_place_outside_is_named_by_the_widest_limit_it_leaves():
    found = place_rates([200, 240, 300], [1000, 1000, 1000], target=0.2, model="exact")
    assert [each.position for each in found.places] == ["within", "above_99.8", "above_99.8"]
    low = place_rates([172, 150], [1000, 1000], target=0.2, model="exact")
    assert [each.position for each in low.places] == ["below_95", "below_99.8"]


@given(st.integers(1, 3000), st.floats(0.01, 0.99), st.sampled_from([0.9, 0.95, 0.998]))
def test_exact_limits_of_a_rate_enclose_the_binomial_quantiles(size, target, level):
    low, high = place_rates([0], [size], target=target, levels=(level,), model="exact").places[0].limits[0]
    tail = (1 - level) / 2
    assert binom.ppf(tail, size, target) - 1 - 1e-6 <= low * size <= binom.ppf(tail, size, target) + 1e-6
    top = binom.ppf(1 - tail, size, target)
    assert top - 1 - 1e-6 <= high * size <= top + 1e-6


@given(st.floats(0.5, 2000), st.sampled_from([0.95, 0.998]))
def test_exact_limits_of_a_ratio_enclose_the_poisson_quantiles(expected, level):
    low, high = place_ratios([0], [expected], levels=(level,), model="exact").places[0].limits[0]
    tail = (1 - level) / 2
    assert low * expected <= poisson.ppf(tail, expected) + 1e-6
    assert poisson.ppf(1 - tail, expected) - 1 - 1e-6 <= high * expected
    assert high * expected <= poisson.ppf(1 - tail, expected) + 1e-6


def test_chance_alone_leaves_the_limits_as_often_as_they_say():
    rng = np.random.default_rng(7)
    totals = rng.integers(40, 900, 4000)
    events = rng.binomial(totals, 0.15)
    for model in ("exact", "additive"):
        found = place_rates(events.tolist(), totals.tolist(), target=0.15, model=model)
        outside = np.mean([each.position != "within" for each in found.places])
        assert 0.03 < outside < 0.065


@pytest.mark.parametrize(("events", "totals"), [([0, 0], [5, 5]), ([5, 5], [5, 5]), ([6], [5]), ([1], [0])])
def test_counts_without_a_funnel_are_refused(events, totals):
    with pytest.raises(Refused):
        place_rates(events, totals)


def test_a_ratio_without_an_expected_number_is_refused():
    with pytest.raises(Refused):
        place_ratios([1], [0.0])
