"""Two stages and mixed consignments, beside enumeration and published values."""

from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused, Severity
from jiangang.methods.sampling import Stage, detect, detect_in_mixture, detect_in_two_stages
from jiangang.methods.sampling.mixtures import Part, share_out, worst_arrangement
from jiangang.methods.sampling.urns import Urn, least


def test_two_stages_beside_epir() -> None:
    said = detect_in_two_stages(
        containers=Stage(20_000, level="0.005"),
        units=Stage(level="0.05"),
        confidence="0.95",
        efficacy="0.9",
    ).values
    assert said["units_each"] == 66  # rsu.sssep.rs2st(H = 20000, pstar.c = .005, pstar.u = .05, se.u = .9)
    nominal = Urn.of_lot(20_000, 100, Fraction(19, 20))
    exact = least(lambda count: nominal.detects(count, 0, Fraction(19, 20)), 1, 20_000, 622)
    assert exact == 620  # its approximation says 622
    assert said["containers_to_open"] == 619  # 66 units give a container 95.21 %, not 95 %
    assert said["achieved_confidence"] >= 0.95 and said["sample_size"] == 619 * 66


def test_two_stages_beside_the_sum_over_containers() -> None:
    said = detect_in_two_stages(
        containers=Stage(6, infested=2),
        units=Stage(5, infested=2),
        confidence="0.8",
        units_each=3,
        efficacy="0.75",
    ).values
    inside = sum(Fraction(comb(2, k) * comb(3, 3 - k), comb(5, 3)) * Fraction(1, 4) ** k for k in range(3))
    for opened in range(1, 7):
        missed = sum(
            Fraction(comb(2, k) * comb(4, opened - k), comb(6, opened)) * inside**k
            for k in range(3)
            if opened - k <= 4 and k <= opened
        )
        if 1 - missed >= Fraction(4, 5):
            break
    assert said["containers_to_open"] == opened
    assert said["achieved_confidence"] == pytest.approx(float(1 - missed), rel=1e-14)


def test_two_stages_refuse_by_the_names_of_the_options() -> None:
    with pytest.raises(Refused) as refusal:
        detect_in_two_stages(containers=Stage(10), units=Stage(20, level="3"), confidence="0.9", units_each=2)
    assert [finding.field for finding in refusal.value.findings] == ["unit-level", "container-level"]


def test_a_container_that_is_overlooked_too_often() -> None:
    with pytest.raises(Unreachable):
        detect_in_two_stages(
            containers=Stage(10, infested=1), units=Stage(20, infested=1), confidence="0.9", units_each=10
        )


sizes = st.lists(st.integers(1, 6), min_size=1, max_size=3)


@settings(max_examples=40)
@given(sizes, st.data(), st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(1, 3)]))
def test_the_worst_arrangement_beside_all(units: list[int], data: st.DataObject, efficacy: Fraction) -> None:
    parts = [Part(str(place), count, data.draw(st.integers(0, count))) for place, count in enumerate(units)]
    infested = data.draw(st.integers(0, sum(units)))

    def missed(laid: tuple[int, ...]) -> Fraction:
        urns = [Urn.of_lot(part.units, count, efficacy) for part, count in zip(parts, laid, strict=True)]
        return prod(
            (urn.exact_miss(part.opened) for urn, part in zip(urns, parts, strict=True)), start=Fraction(1)
        )

    worst = max(
        missed(laid) for laid in product(*(range(part.units + 1) for part in parts)) if sum(laid) == infested
    )
    found = worst_arrangement(parts, infested, efficacy)
    assert sum(found) == infested
    assert missed(tuple(found)) == worst


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(1, 40), min_size=1), st.data())
def test_a_larger_sample_takes_from_no_part(units: dict[str, int], data: st.DataObject) -> None:
    sample = data.draw(st.integers(0, sum(units.values()) - 1))
    before, after = share_out(units, sample), share_out(units, sample + 1)
    assert sum(part.opened for part in before) == sample
    assert sum(b.opened > a.opened for a, b in zip(before, after, strict=True)) == 1
    assert all(b.opened >= a.opened for a, b in zip(before, after, strict=True))
    assert share_out(dict(reversed(units.items())), sample) == before


def test_a_mixture_keeps_the_sample_of_the_whole() -> None:
    parts = {"roses": 400, "lilies": 300, "tulips": 300}
    said = detect_in_mixture(parts=parts, level="0.01", confidence="0.95").values
    whole = detect(lot_size=1000, level="0.01", confidence="0.95").values
    assert said["sample_size"] == whole["sample_size"] == 258
    assert said["achieved_confidence"] == whole["achieved_confidence"]
    assert {part["name"]: part["sample_size"] for part in said["parts"]} == {
        "lilies": 78, "roses": 103, "tulips": 77,
    }  # fmt: skip
    assert said["worst_case_confidence"] < 0.95


def test_the_worst_case_can_be_asked_for() -> None:
    parts = {"roses": 400, "lilies": 300, "tulips": 295, "ferns": 5}
    said = detect_in_mixture(parts=parts, level="0.01", confidence="0.95", worst_case=True).values
    assert said["worst_case_confidence"] >= 0.95 and said["sample_size"] > 258


def test_a_part_without_sample_is_told() -> None:
    said = detect_in_mixture(parts={"much": 5000, "little": 3}, level="0.05", confidence="0.95")
    assert [finding.severity for finding in said.findings] == [Severity.WARNING]
    assert said.findings[0].params["parts"] == "little"
