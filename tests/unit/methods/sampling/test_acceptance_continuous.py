"""CSP-1, CSP-2, CSP-3 against reference figures and the stationary law of the chain behind each."""

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.sampling.acceptance.continuous import (
    AT_ONCE,
    ContinuousPlan,
    Scheme,
    average_fraction_inspected,
    average_outgoing_quality,
    continuous_limit,
    describe_continuous,
    find_clearance,
)

DATA = Path(__file__).parents[3] / "data" / "sampling_acceptance"
CLOSED = {
    Scheme.CSP_1: ("CSP1_AFI_formula", "CSP1_AOQ_formula"),
    Scheme.CSP_2: ("CSP2_AFI_DodgeTorrey", "CSP2_AOQ_formula"),
}
SIMULATED = {
    Scheme.CSP_1: "CSP1_AFI_sim20M",
    Scheme.CSP_2: "CSP2_AFI_sim20M",
    Scheme.CSP_3: "CSP3_AFI_sim20M",
}


def test_closed_forms_and_simulations() -> None:
    with (DATA / "csp123_reference.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 20
    for row in rows:
        quality = float(row["p"])
        for scheme in Scheme:
            plan = ContinuousPlan(scheme, int(row["i"]), Fraction(row["f"]), int(row["k"]))
            inspected = average_fraction_inspected(plan, quality)
            outgoing = average_outgoing_quality(plan, quality)
            if scheme in CLOSED:
                wanted = [float(row[name]) for name in CLOSED[scheme]]
                assert (inspected, outgoing) == pytest.approx(wanted, abs=1e-5)
            else:
                assert outgoing == pytest.approx(float(row["CSP3_AOQ_sim20M(undetected shipped)"]), abs=0.006)
            assert inspected == pytest.approx(float(row[SIMULATED[scheme]]), abs=0.006)


def test_limits_of_176_plans_in_both_conventions() -> None:
    with (DATA / "csp1_aoql.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 176
    for row in rows:
        plan = ContinuousPlan(Scheme.CSP_1, int(row["i_transcribed"]), Fraction(row["f"]))
        for removed, name in ((False, "AOQL_pct_defectives_replaced"), (True, "AOQL_pct_defectives_removed")):
            limit, at = continuous_limit(plan, removed=removed)
            assert 100 * limit == pytest.approx(float(row[name]), abs=5.1e-5)
            assert average_outgoing_quality(plan, at, removed=removed) == pytest.approx(limit, rel=1e-9)


def stationary_fraction(plan: ContinuousPlan, quality: float) -> float:
    """Share of units inspected, from the chain unit by unit: states are counts since the last event."""
    i, k, f = plan.clearance, plan.watched, float(plan.fraction)
    at_once = AT_ONCE if plan.scheme is Scheme.CSP_3 else 0
    free = i  # states: 0 … i−1 screening, i sampling freely, i+1 … i+k watching with that many done
    size = i + 1 + (0 if plan.scheme is Scheme.CSP_1 else k)
    moves = np.zeros((size, size))
    inspected = np.ones(size)
    for state in range(size):
        if state < i:
            moves[state, state + 1] += 1 - quality
            moves[state, 0] += quality
            continue
        done = state - free - 1
        share = 1.0 if state > free and done < at_once else f
        inspected[state] = share
        moves[state, state] += 1 - share
        after = free if state == free or done + 1 == k else state + 1
        moves[state, after] += share * (1 - quality)
        found = free + 1 if state == free and plan.scheme is not Scheme.CSP_1 else 0
        moves[state, found] += share * quality
    system = np.vstack([moves.T - np.eye(size), np.ones(size)])
    law = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return float(law @ inspected)


@settings(max_examples=50)
@given(
    st.sampled_from(Scheme),
    st.integers(1, 25),
    st.integers(AT_ONCE, 20),
    st.integers(2, 20),
    st.floats(0.01, 0.5),
)
def test_the_stationary_law_of_the_chain(
    scheme: Scheme, clearance: int, follow_up: int, divisor: int, quality: float
) -> None:
    plan = ContinuousPlan(scheme, clearance, Fraction(1, divisor), follow_up)
    assert average_fraction_inspected(plan, quality) == pytest.approx(
        stationary_fraction(plan, quality), rel=1e-7
    )


def test_edges_of_quality() -> None:
    plan = ContinuousPlan(Scheme.CSP_2, 100, Fraction(1, 10))
    assert average_fraction_inspected(plan, 0.0) == 0.1
    assert average_fraction_inspected(plan, 1.0) == 1.0
    assert average_outgoing_quality(plan, 1.0, removed=True) == 0.0
    everything = ContinuousPlan(Scheme.CSP_1, 5, Fraction(1))
    assert average_fraction_inspected(everything, 0.3) == 1.0
    assert average_fraction_inspected(ContinuousPlan(Scheme.CSP_1, 10_000, Fraction(1, 2)), 0.9) == 1.0


@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_smallest_clearance_that_keeps_a_limit(scheme: Scheme) -> None:
    limit = Fraction("0.05")
    found = find_clearance(scheme, Fraction(1, 5), limit)
    every = [
        continuous_limit(ContinuousPlan(scheme, i, Fraction(1, 5)))[0] <= limit for i in range(1, found + 1)
    ]
    assert every == [False] * (found - 1) + [True]


def test_plans_that_cannot_be() -> None:
    for plan in (
        ContinuousPlan(Scheme.CSP_1, 0, Fraction(1, 10)),
        ContinuousPlan(Scheme.CSP_1, 10, Fraction(0)),
        ContinuousPlan(Scheme.CSP_2, 10, Fraction(1, 10), 0),
    ):
        with pytest.raises(Refused):
            average_fraction_inspected(plan, 0.1)
    with pytest.raises(Refused):
        find_clearance(Scheme.CSP_1, Fraction(1, 10), Fraction(5))
    said = describe_continuous(ContinuousPlan(Scheme.CSP_1, 50, Fraction(1, 10)), (Fraction("0.01"),))
    assert said.values["points"][0]["average_fraction_inspected"] == pytest.approx(0.155158, abs=1e-6)
