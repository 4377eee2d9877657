"""Clustered infestation: dispersion alone, and boxes that are examined whole."""

import math
from fractions import Fraction

import pytest

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.sampling import achieve, detect
from jiangang.methods.sampling.urns import Urn


def test_without_dispersion_it_is_the_binomial() -> None:
    plain = detect(level="0.05", confidence="0.95").values["sample_size"]
    assert detect(level="0.05", confidence="0.95", dispersion="0").values["sample_size"] == plain == 59


def test_clustering_needs_more_units() -> None:
    sizes = [
        detect(level="0.05", confidence="0.95", dispersion=value).values["sample_size"]
        for value in ("0", "0.001", "0.005", "0.01")
    ]
    assert sizes == sorted(sizes) and len(set(sizes)) == 4


def test_boxes_by_the_formula_of_ispm_31() -> None:
    level, rho, box = 0.01, 0.05, 20
    theta = rho / (1 - rho)
    missed = math.prod((1 - level + place * theta) / (1 + place * theta) for place in range(box))
    boxes = math.ceil(math.log(0.05) / math.log(missed))
    said = detect(level="0.01", confidence="0.95", dispersion="0.05", cluster_size=box).values
    assert (said["clusters"], said["sample_size"]) == (boxes, boxes * box)
    assert said["achieved_confidence"] == pytest.approx(1 - missed**boxes, rel=1e-12)


def test_boxes_of_one_unit_are_the_binomial() -> None:
    said = detect(level="0.05", confidence="0.95", dispersion="0.3", cluster_size=1).values
    assert said["clusters"] == 59


def test_the_last_box_of_a_lot_may_be_smaller() -> None:
    case = {"level": "0.1", "confidence": "0.9", "dispersion": "0.2", "cluster_size": 10}
    urn = Urn.of_clusters(Fraction(1, 10), Fraction(1, 5))
    boxes = detect(**case).values["clusters"]
    rest = next(
        size
        for size in range(1, 10)
        if urn.exact_miss(10) ** (boxes - 1) * urn.exact_miss(size) <= Fraction(1, 10)
    )
    lot = (boxes - 1) * 10 + rest
    said = detect(lot_size=lot, **case).values
    assert (said["clusters"], said["sample_size"]) == (boxes, lot)
    with pytest.raises(Unreachable):
        detect(lot_size=lot - 1, **case)


def test_a_lot_smaller_than_a_box_is_opened_whole() -> None:
    case = {"level": "1", "confidence": "0.95", "dispersion": "0.1", "cluster_size": 100}
    said = detect(lot_size=50, **case).values
    assert (said["clusters"], said["sample_size"], said["achieved_confidence"]) == (1, 50, 1.0)


def test_strong_clustering_cannot_be_detected_in_one_cluster() -> None:
    with pytest.raises(Unreachable) as refusal:
        detect(lot_size=1000, level="0.01", confidence="0.95", dispersion="0.5")
    assert refusal.value.findings[0].params["most"] == 1000


def test_efficacy_in_clusters_is_the_exact_sum() -> None:
    said = achieve(sample_size=3, level="1/4", dispersion="1/5", efficacy="1/2").values
    theta, level = Fraction(1, 4), Fraction(1, 4)
    total = Fraction(0)
    for infested in range(4):
        ways = Fraction(math.comb(3, infested))
        for place in range(infested):
            ways *= level + place * theta
        for place in range(3 - infested):
            ways *= 1 - level + place * theta
        total += ways / math.prod(1 + place * theta for place in range(3)) / 2**infested
    assert said["achieved_confidence"] == float(1 - total)


def test_an_acceptance_number_goes_with_dispersion_but_not_with_boxes() -> None:
    urn, size = Urn.of_clusters(Fraction(1, 20), Fraction(1, 100)), 0
    size = detect(level="0.05", confidence="0.9", dispersion="0.01", accept=1).values["sample_size"]
    assert urn.exact_miss(size, 1) <= Fraction(1, 10) < urn.exact_miss(size - 1, 1)
    with pytest.raises(Refused):
        detect(level="0.05", confidence="0.9", dispersion="0.01", accept=1, cluster_size=5)
