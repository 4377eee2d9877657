"""Detection: properties that hold for every case, and what is refused."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jiangang.methods.answers import Answer, Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.sampling import achieve, detect
from jiangang.methods.sampling.urns import Urn
from jiangang.methods.sampling.wording import percent, percent_down, percent_up

lots = st.integers(2, 400)
confidences = st.fractions(min_value=Fraction(1, 2), max_value=Fraction(999, 1000), max_denominator=1000)
efficacies = st.fractions(min_value=Fraction(3, 5), max_value=1, max_denominator=20)
few = settings(max_examples=60)


def size(**case: Any) -> int | None:
    """The sample size, None when no sample is enough."""
    try:
        return int(detect(**case).values["sample_size"])
    except Unreachable:
        return None


def above(size: int | None) -> float:
    """A size in comparisons: what cannot be reached is above everything."""
    return float("inf") if size is None else size


@few
@given(lots, st.data(), confidences, efficacies, st.integers(0, 2))
def test_the_size_reaches_the_confidence_and_one_less_does_not(
    lot: int, data: st.DataObject, confidence: Fraction, efficacy: Fraction, accept: int
) -> None:
    infested = data.draw(st.integers(1, lot))
    found = size(lot_size=lot, infested=infested, confidence=confidence, efficacy=efficacy, accept=accept)
    urn = Urn.of_lot(lot, infested, efficacy)
    if found is None:
        assert 1 - urn.exact_miss(lot, accept) < confidence
        return
    assert 1 - urn.exact_miss(found, accept) >= confidence
    assert 1 - urn.exact_miss(found - 1, accept) < confidence


@few
@given(lots, st.data(), confidences, efficacies)
def test_the_size_grows_with_the_lot_at_a_fixed_number(
    lot: int, data: st.DataObject, confidence: Fraction, efficacy: Fraction
) -> None:
    infested = data.draw(st.integers(1, lot))
    smaller = size(lot_size=lot, infested=infested, confidence=confidence, efficacy=efficacy)
    larger = size(lot_size=lot + 1, infested=infested, confidence=confidence, efficacy=efficacy)
    assert above(smaller) <= above(larger)


@few
@given(lots, st.data(), confidences, confidences, efficacies, efficacies)
def test_the_size_grows_with_confidence_and_falls_with_number_and_efficacy(
    lot: int, data: st.DataObject, low: Fraction, high: Fraction, dull: Fraction, sharp: Fraction
) -> None:
    infested = data.draw(st.integers(1, lot - 1))
    low, high = sorted((low, high))
    dull, sharp = sorted((dull, sharp))
    case = {"lot_size": lot, "infested": infested, "confidence": low, "efficacy": dull}
    here = above(size(**case))
    assert here <= above(size(**{**case, "confidence": high}))
    assert here >= above(size(**{**case, "infested": infested + 1}))
    assert here >= above(size(**{**case, "efficacy": sharp}))


@few
@given(
    st.fractions(min_value=Fraction(1, 200), max_value=1, max_denominator=200),
    confidences,
    efficacies,
    st.integers(0, 3),
)
def test_a_large_lot_is_the_limit_of_lots(
    level: Fraction, confidence: Fraction, efficacy: Fraction, accept: int
) -> None:
    found = size(level=level, confidence=confidence, efficacy=efficacy, accept=accept)
    urn = Urn.of_large_lot(level, efficacy)
    assume(found is not None)
    assert urn.detects(found or 0, accept, confidence)
    assert not urn.detects((found or 0) - 1, accept, confidence)
    lot = level.denominator * 20_000
    near = size(lot_size=lot, level=level, confidence=confidence, efficacy=efficacy, accept=accept)
    assert above(near) <= above(found) <= above(near) + 1


def test_one_infested_unit_that_is_overlooked_too_often() -> None:
    with pytest.raises(Unreachable) as refusal:
        detect(lot_size=500, infested=1, confidence="0.95", efficacy="0.8")
    (finding,) = refusal.value.findings
    assert finding.code == "methods.sampling.finding.confidence_unreachable"
    assert finding.params["best"] == "80%"


def test_an_acceptance_number_that_covers_all_infested_units() -> None:
    with pytest.raises(Unreachable) as refusal:
        detect(lot_size=500, infested=2, confidence="0.95", accept=2)
    assert refusal.value.findings[0].code == "methods.sampling.finding.accept_covers_all"


@pytest.mark.parametrize(
    ("case", "fields"),
    [
        ({"level": "5", "confidence": "95"}, ["level", "confidence"]),
        ({"level": "0.05", "infested": 3, "lot_size": 10, "confidence": "0.9"}, ["level"]),
        ({"confidence": "0.9", "lot_size": 10}, ["level"]),
        ({"infested": 3, "confidence": "0.9"}, ["infested"]),
        ({"lot_size": 10, "infested": 11, "confidence": "0.9"}, ["infested"]),
        ({"lot_size": "ten", "level": "0.1", "confidence": None}, ["lot-size", "confidence"]),
        ({"level": "nan", "confidence": "1e999999999"}, ["level", "confidence"]),
        ({"level": "0.1", "confidence": "0.9", "rounding": "down"}, ["rounding"]),
        ({"level": "0.1", "confidence": "0.9", "dispersion": "1"}, ["dispersion"]),
        ({"level": "0.1", "confidence": "0.9", "cluster_size": 10}, ["cluster-size"]),
    ],
)
def test_every_wrong_value_is_named(case: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        detect(**case)
    assert not isinstance(refusal.value, Unreachable)
    assert sorted(finding.field for finding in refusal.value.findings) == sorted(fields)


@pytest.mark.parametrize(
    ("given", "meant"), [("95", "0.95"), ("95%", "0.95"), ("0.5 %", "0.005"), (99.5, "0.995")]
)
def test_a_percentage_is_answered_with_the_fraction(given: str | float, meant: str) -> None:
    with pytest.raises(Refused) as refusal:
        detect(level="0.05", confidence=given)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.params["meant"]) == ("methods.sampling.finding.share_above_one", meant)


def test_what_a_sentence_prints_is_never_better_than_it_is() -> None:
    assert percent(Fraction(3, 10**9)) == "0.0000003%" and percent(Fraction(1, 300)) == "0.333333%"
    assert percent(Fraction(999_999_999, 10**9)) == "99.9999999%"
    assert percent_down(Fraction(999_999, 10**6)) == "99.99%" and percent_down(Fraction(1)) == "100%"
    assert percent_up(Fraction(1, 3)) == "33.3334%" and percent_up(Fraction(1, 20)) == "5%"


def test_a_float_counts_as_it_is_printed() -> None:
    assert detect(lot_size=20, infested=1, confidence=0.95).values["sample_size"] == 19


@few
@given(lots, st.data(), confidences)
def test_the_detectable_number_is_the_least(lot: int, data: st.DataObject, confidence: Fraction) -> None:
    sample = data.draw(st.integers(1, lot))
    found = achieve(lot_size=lot, sample_size=sample, confidence=confidence).values["detectable_infested"]
    assert Urn.of_lot(lot, found).detects(sample, 0, confidence)
    assert found == 1 or not Urn.of_lot(lot, found - 1).detects(sample, 0, confidence)


def achieved(**case: Any) -> Answer:
    return achieve(**case)


def test_the_statement_of_the_handbook() -> None:
    said = achieved(sample_size=59, level="0.05", efficacy="0.8").values
    assert said["achieved_confidence"] == pytest.approx(1 - 0.96**59, rel=1e-12)
    assert achieved(sample_size=59, level="0.05").values["achieved_confidence"] >= 0.95


def test_a_detectable_level_of_a_large_lot_is_exact_to_a_billionth() -> None:
    level = achieved(sample_size=298, confidence="0.95").values["detectable_level"]
    urn, below = Urn.of_large_lot(level), Urn.of_large_lot(level - Fraction(1, 10**9))
    assert urn.detects(298, 0, Fraction(19, 20)) and not below.detects(298, 0, Fraction(19, 20))
    assert float(level) == pytest.approx(1 - 0.05 ** (1 / 298), abs=1e-9)


def test_an_achieved_plan_that_asks_nothing_is_refused() -> None:
    with pytest.raises(Refused):
        achieved(sample_size=5, lot_size=10)
    with pytest.raises(Unreachable):
        achieved(sample_size=1, lot_size=10, confidence="0.95", efficacy="0.5")
