"""Pools, freedom and systems beside enumeration and the numbers that public packages print."""

from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.sampling import achieve, detect, detect_in_pools, find_freedom, find_system_sensitivity


def test_pools_beside_rsurveillance() -> None:
    # n.pooled(0.95, c(2, 5, 10, 20), 0.1, c(0.99, 0.98, 0.97, 0.95), 1); n.pooled(.95, 10, .01, .9, 1) = 34
    cases = [
        (2, "0.1", "0.99"),
        (5, "0.1", "0.98"),
        (10, "0.1", "0.97"),
        (20, "0.1", "0.95"),
        (10, "0.01", "0.9"),
    ]
    found = [
        detect_in_pools(pool_size=size, level=level, sensitivity=right, confidence="0.95").values["pools"]
        for size, level, right in cases
    ]
    assert found == [15, 6, 3, 2, 34]


def test_tested_pools_beside_rsurveillance() -> None:
    # as printed for sep.pooled with 5, 10 … 50 pools of 5, prevalence 0.02
    seen = [
        0.3946345,
        0.6335326,
        0.7781533,
        0.8657016,
        0.9187004,
        0.9507840,
        0.9702064,
        0.9819640,
        0.9890816,
        0.9933904,
    ]
    clean = [
        0.9509900,
        0.9043821,
        0.8600584,
        0.8179069,
        0.7778214,
        0.7397004,
        0.7034477,
        0.6689718,
        0.6361855,
        0.6050061,
    ]
    for place, (sep, spp) in enumerate(zip(seen, clean, strict=True), start=1):
        said = detect_in_pools(
            pool_size=5, pools=5 * place, level="0.02", sensitivity="0.9", specificity="0.99"
        ).values
        assert said["achieved_confidence"] == pytest.approx(sep, abs=1e-7)
        assert 1 - said["false_alarm"] == pytest.approx(spp, abs=1e-7)


def test_pools_of_a_small_lot_beside_enumeration() -> None:
    lot, infested, pools, size = 7, 2, 2, 3
    right, clean = Fraction(4, 5), Fraction(9, 10)
    total, count = Fraction(0), 0
    for dirty in combinations(range(lot), infested):
        for order in permutations(range(lot), pools * size):
            missed = Fraction(1)
            for place in range(pools):
                pool = set(order[place * size : (place + 1) * size])
                missed *= (1 - right) if pool & set(dirty) else clean
            total, count = total + missed, count + 1
        break  # the units are alike: one choice of the infested ones stands for all
    said = detect_in_pools(
        lot_size=lot, infested=infested, pool_size=size, pools=pools, sensitivity=right, specificity=clean
    ).values
    assert said["achieved_confidence"] == pytest.approx(float(1 - total / count), rel=1e-14)


def test_a_perfect_pool_is_as_good_as_its_units() -> None:
    pooled = detect_in_pools(lot_size=1000, level="0.01", pool_size=6, confidence="0.95").values
    single = detect(lot_size=1000, level="0.01", confidence="0.95").values["sample_size"]
    assert pooled["pools"] == -(-single // 6)
    exact = achieve(lot_size=1000, level="0.01", sample_size=pooled["sample_size"]).values
    assert pooled["achieved_confidence"] == pytest.approx(exact["achieved_confidence"], rel=1e-14)


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ({"pool_size": 5, "level": "0.1"}, Refused),
        ({"pool_size": 5, "level": "0.1", "confidence": "0.9", "pools": 3}, Refused),
        (
            {"pool_size": 5, "level": "0.1", "confidence": "0.9", "sensitivity": "0.3", "specificity": "0.3"},
            Refused,
        ),
        (
            {"pool_size": 5, "lot_size": 20, "infested": 1, "confidence": "0.95", "sensitivity": "0.8"},
            Unreachable,
        ),
    ],
)
def test_pools_that_cannot_be(case: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        detect_in_pools(**case)


def freedom(**case: Any) -> dict[str, Any]:
    return dict(find_freedom(**case).values)


def test_freedom_beside_rsurveillance() -> None:
    # pfree.1(c(0.44, 0.51, 0.58, 0.4, 0.6, 0.47), 0.01, 0.5); pfree.calc(rep(0.4, 10), 0.01, 0.5)
    single = {
        "0.44": 0.6364104,
        "0.51": 0.6667116,
        "0.58": 0.7000424,
        "0.4": 0.6203008,
        "0.6": 0.7101865,
        "0.47": 0.6490526,
    }
    for seen, free in single.items():
        said = freedom(sensitivity=seen, introduction="0.01")
        assert said["probability_of_freedom"] == pytest.approx(free, abs=1e-7)
    course = [
        0.6203008,
        0.7261937,
        0.8099976,
        0.8709093,
        0.9124970,
        0.9396922,
        0.9569776,
        0.9677666,
        0.9744246,
        0.9785045,
    ]
    said = freedom(sensitivity="0.4", introduction="0.01", periods=10)
    assert said["by_period"] == pytest.approx(course, abs=1e-7)


def test_equilibria_beside_rsurveillance() -> None:
    # as printed for pfree.equ with sensitivities 0.40, 0.45 … 0.95
    published = [
        0.9848485,
        0.9876543,
        0.9898990,
        0.9917355,
        0.9932660,
        0.9945610,
        0.9956710,
        0.9966330,
        0.9974747,
        0.9982175,
        0.9988777,
        0.9994684,
    ]
    for place, free in enumerate(published):
        said = freedom(sensitivity=Fraction(40 + 5 * place, 100), introduction="0.01")
        assert float(said["equilibrium"]) == pytest.approx(free, abs=1e-7)


def test_twelve_months_beside_epir() -> None:
    said = freedom(sensitivity="0.65", introduction="0.01", periods=12, target="0.99")
    assert said["probability_of_freedom"] == pytest.approx(0.9945572, abs=1e-7)
    assert said["periods_needed"] == 6


def test_the_examples_of_the_manual_of_epir() -> None:
    assert float(freedom(sensitivity="0.6", introduction="0.02")["equilibrium"]) == pytest.approx(
        0.986, abs=5e-4
    )
    ends = [freedom(sensitivity=f"0.{seen}", introduction="0.1")["equilibrium"] for seen in (68, 69)]
    assert ends[0] < Fraction(95, 100) < ends[1]  # "the required sensitivity is 0.69"


def test_required_sensitivity_beside_rsurveillance() -> None:
    # as printed for sep.pfree with a prior of 0.5
    for target, needed in {"0.8": 0.75, "0.9": 0.8888889, "0.95": 0.9473684, "0.99": 0.9898990}.items():
        said = freedom(target=target)
        assert float(said["required_sensitivity"]) == pytest.approx(needed, abs=1e-7)
        back = freedom(sensitivity=said["required_sensitivity"])
        assert back["probability_of_freedom"] == pytest.approx(float(target), abs=1e-14)


def test_freedom_that_is_not_reached_and_lists_that_differ() -> None:
    with pytest.raises(Unreachable):
        find_freedom(sensitivity="0.4", introduction="0.1", periods=50, target="0.95")
    with pytest.raises(Refused):
        find_freedom(sensitivity="0.4,0.5", introduction="0.1 0.1 0.1")
    with pytest.raises(Refused):
        find_freedom()


def test_a_system_of_two_components() -> None:
    rows = [
        (2, {"period": "May", "component": "traps", "sensitivity": "0.4"}),
        (3, {"period": "June", "component": "traps", "sensitivity": "0.5"}),
        (
            4,
            {
                "period": "May",
                "component": "inspection",
                "sample-size": "59",
                "level": "0.05",
                "efficacy": "0.8",
            },
        ),
    ]
    said = find_system_sensitivity(rows, prior="0.5", introduction="0.01").values
    may = 1 - 0.6 * 0.96**59
    assert [period["period"] for period in said["periods"]] == ["May", "June"]
    assert said["periods"][0]["sensitivity"] == pytest.approx(may, rel=1e-12)
    assert said["sensitivity"] == pytest.approx(1 - (1 - may) * 0.5, rel=1e-12)
    same = find_freedom(sensitivity=[Fraction(may), Fraction(1, 2)], introduction="0.01").values
    assert said["probability_of_freedom"] == pytest.approx(same["probability_of_freedom"], rel=1e-12)


def test_a_bad_row_of_a_system_is_named() -> None:
    rows = [(2, {"period": "", "component": "a", "sensitivity": "0.4"}), (3, {"period": "1", "level": "5"})]
    with pytest.raises(Refused) as refusal:
        find_system_sensitivity(rows)
    assert [(finding.row, finding.field) for finding in refusal.value.findings] == [
        (2, "period"), (3, "level"), (3, "sample-size"),
    ]  # fmt: skip
