"""Indirect standardisation against a published test sheet."""

from fractions import Fraction

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.ranking.standardisation import Cell, pool_reference, standardise_indirectly

# Sheets testdata_multiarea_isr, refdata and testresults_ISR of PHEindicatormethods (UK Health Security
# Agency): numbers only. Nineteen age bands: own count and population, reference count and population.
OWN = [
    (127, 636), (25, 558), (18, 609), (21, 543), (12, 384), (27, 594), (48, 669), (27, 843), (29,
    660), (32, 576), (32, 606), (34, 522), (45, 426), (65, 273), (38, 300), (68, 288), (74, 153),
    (82, 123), (91, 207),
]  # fmt: skip
REFERENCE = [
    (10303, 50520), (2824, 57173), (0, 60213), (3615, 54659), (3641, 44345), (3490, 50128), (3789,
    62163), (3213, 67423), (3031, 62899), (2771, 55463), (3089, 60479), (3490, 49974), (3595,
    44140), (4745, 40888), (5514, 37239), (7125, 30819), (5694, 18136), (6210, 15325), (5757,
    13918),
]  # fmt: skip
TABLE = {str(band): pair for band, pair in enumerate(REFERENCE)}


def cells(counts):
    return [Cell(str(band), OWN[band][1], count) for band, count in enumerate(counts)]


def test_the_published_sheet():
    found = standardise_indirectly(cells([count for count, _ in OWN]), TABLE)
    assert found.interval.observed == 895
    assert float(found.expected) == pytest.approx(835.88356123117433, rel=1e-14)
    assert found.interval.ratio == pytest.approx(1.0707232939020275, rel=1e-14)
    assert found.interval.low == pytest.approx(1.0017147712553987, rel=1e-12)
    assert found.interval.high == pytest.approx(1.1432332872498949, rel=1e-12)
    assert found.standardised_rate * 100_000 == pytest.approx(10011.137622091057, rel=1e-13)


def test_the_published_sheet_with_few_events_takes_the_exact_interval():
    few = [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 2, 3]
    found = standardise_indirectly(cells(few), TABLE, interval="exact").interval
    assert (found.observed, found.ratio) == (9, pytest.approx(0.010767049882813684))
    assert found.low == pytest.approx(4.9233808250957762e-3, rel=1e-10)
    assert found.high == pytest.approx(2.043921455549973e-2, rel=1e-10)
    wide = standardise_indirectly(cells(few), TABLE, interval="exact", level=0.998).interval
    assert wide.low == pytest.approx(2.9339306550682617e-3, rel=1e-10)


def test_pooled_places_find_together_what_is_expected_of_them():
    places = {
        "A": [Cell("logs", 100, 40), Cell("boxes", 50, 1)],
        "B": [Cell("logs", 20, 9), Cell("boxes", 500, 12)],
    }
    reference = pool_reference(cell for own in places.values() for cell in own)
    assert reference == {"logs": (49, 120), "boxes": (13, 550)}
    expected = [standardise_indirectly(own, reference).expected for own in places.values()]
    assert expected[0] == Fraction(100 * 49, 120) + Fraction(50 * 13, 550)
    assert sum(expected) == 62


def test_an_unknown_stratum_and_contradicting_counts_are_refused():
    with pytest.raises(Refused) as caught:
        standardise_indirectly([Cell("a", 5, 1), Cell("b", 5, 1)], {"a": (1, 10), "b": (0, 0)})
    assert [each.params["stratum"] for each in caught.value.findings] == ["b"]
    with pytest.raises(Refused):
        standardise_indirectly([Cell("a", 5, 6)], {"a": (1, 10)})
    with pytest.raises(Refused):
        pool_reference([Cell("a", 1, 2)])
    with pytest.raises(Refused, match="expected_nothing"):
        standardise_indirectly([Cell("a", 5, 0)], {"a": (0, 10)})
