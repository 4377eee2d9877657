"""Gates, streams, thresholds: what a single decision says, with and without a model."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.choosing import TEXT, officer, scoring, state_of
from tests.integration.targeting.notices import accept_many, activate, decide, set_share

pytestmark = pytest.mark.django_db

COMPUTER = ("targeting.threshold.compute",)


@pytest.fixture(autouse=True)
def office() -> Any:
    set_share("0")
    return activate(TEXT)


def _compute(day: Any = None, at: Any = None) -> list[Any]:
    from jiangang.port.targeting import api as targeting

    later = DAY + timedelta(days=1)
    return targeting.compute_thresholds(
        day=day or later, actor=actor("T01", *COMPUTER), at=at or AT + timedelta(days=1)
    )


def test_a_closed_gate_holds_for_the_release_officer_and_nothing_else() -> None:
    """Fruit from anywhere but New Zealand: held, not drawn, not released; rule and source are stored."""
    set_share("1")
    held, permitted = accept_many(
        {"hs_code": "080510", "origin": "DE"}, {"hs_code": "080510", "origin": "NZ"}
    )
    decision = decide(held)
    assert (decision.lane, decision.is_admissible, decision.is_random) == ("held", False, False)
    assert (decision.streams, decision.propensity, state_of(held)) == ([], "0", "targeted")
    (gate,) = decision.gates
    assert gate["gate"] == "fruit" and gate["closes"] and gate["values"]["origin"] == "DE"
    assert gate["citation"]["source"] and gate["version"] == "choosing/1"
    allowed = decide(permitted)
    assert (allowed.lane, allowed.is_admissible, allowed.streams) == ("red", True, ["random"])


def test_a_held_consignment_is_released_only_by_a_person_with_a_reason() -> None:
    from jiangang.methods.findings import Refused
    from jiangang.port.disposition import api as disposition
    from jiangang.port.disposition.queries import list_queue

    (held,) = accept_many({"hs_code": "080510"})
    decide(held)
    releaser = actor("R01", "disposition.decision.make", "declarations.consignment.dispose")
    assert held.pk in set(list_queue(releaser).values_list("pk", flat=True))
    words = {"consignment_id": held.pk, "outcome": "release", "actor": releaser, "at": AT}
    with pytest.raises(Refused) as refusal:
        disposition.decide_disposition(**words)
    assert [one.code for one in refusal.value.findings] == ["disposition.finding.release_of_held"]
    disposition.decide_disposition(reason="Admitted as a sample for research.", **words)
    assert state_of(held) == "released"


def test_a_decision_cannot_be_admissible_and_held() -> None:
    from jiangang.port.targeting.models import Decision

    (made,) = accept_many({})
    decision = decide(made)
    (other,) = accept_many({}, key="other")
    decision.pk, decision.consignment_id, decision.lane = None, other.pk, "held"
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.bulk_create([decision])


def test_a_consignment_may_be_in_several_streams() -> None:
    """Random and mandatory; the chance of each and of any is stored exactly."""
    set_share("1")
    (live,) = accept_many({"hs_code": "010611"})
    decision = decide(live)
    assert decision.streams == ["random", "mandatory"]
    assert decision.chances == {"random": "1", "mandatory": "1"} and decision.inclusion == "1"
    set_share("0.05")
    wine, plain = accept_many({"hs_code": "220421"}, {}, key="more")
    assert decide(wine).inclusion == str(1 - Fraction(19, 20) * Fraction(1, 2))
    assert decide(plain).inclusion == "1/20"


def test_a_rate_is_drawn_from_the_published_proof() -> None:
    """Half of the wine: whoever has the proofs finds the same half."""
    from jiangang.methods.targeting.lots import RATES, lots_of

    made = accept_many(*[{"hs_code": "220421"}] * 60)
    decisions = [decide(one) for one in made]
    for decision in decisions:
        taken = lots_of(decision.draw.proof)[RATES] < Fraction(1, 2)
        assert (decision.lane, decision.streams) == (("red", ["mandatory"]) if taken else ("green", []))
    assert 15 <= sum(one.lane == "red" for one in decisions) <= 45


def test_thresholds_wait_for_enough_arrivals() -> None:
    for one in accept_many(*[{}] * 10):
        decide(one)
    assert _compute() == []


def test_without_a_model_the_free_share_is_explored() -> None:
    """Expected red 20 %, nothing taken by the policy: one in five is explored, and the chance is stored."""
    for one in accept_many(*[{}] * 60):
        decide(one)
    (threshold,) = _compute()
    assert (threshold.cut, threshold.target, threshold.explore) == (None, "1/5", "1/5")
    from jiangang.port.targeting import api as targeting

    later = accept_many(*[{}] * 150, key="later")
    outcomes = targeting.decide_many(
        consignment_ids=[one.pk for one in later[:50]], actor=officer(), at=AT + timedelta(days=1, hours=1)
    )
    chances = {outcome.decision.inclusion for outcome in outcomes if outcome.decision}
    assert chances == {"1/5"}


def test_a_model_opens_what_is_worth_it_and_the_decision_keeps_its_values() -> None:
    """Above the cut red by worth; yesterday's decision keeps yesterday's score, threshold and features."""
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.queries import get_visible

    with scoring():
        for one in accept_many(*[{"net_mass": str(10 * place)} for place in range(1, 101)]):
            decide(one)
        (threshold,) = _compute()
        assert threshold.model == "model/1" and threshold.cut is not None
        heavy, light = accept_many({"net_mass": "2000"}, {"net_mass": "1"}, key="later")
        at = AT + timedelta(days=1, hours=1)
        first = targeting.decide(consignment_id=heavy.pk, actor=officer(), at=at)
        second = targeting.decide(consignment_id=light.pk, actor=officer(), at=at)
    assert "exploit" in first.streams and first.lane == "red" and first.inclusion == "1"
    assert "exploit" not in second.streams
    with scoring("model/2"):
        _compute(at=AT + timedelta(days=1, hours=2))
    row = get_visible(heavy.number, officer())
    assert (row.model, row.score, row.features) == ("model/1", "1.00000000", {"mass": "2000"})
    assert row.threshold is not None and row.threshold["cut"] == format(threshold.cut, "f")


def test_a_cut_of_another_model_opens_nothing() -> None:
    from jiangang.port.targeting import api as targeting

    with scoring():
        for one in accept_many(*[{"net_mass": str(10 * place)} for place in range(1, 101)]):
            decide(one)
        _compute()
    with scoring("model/2"):
        (heavy,) = accept_many({"net_mass": "2000"}, key="later")
        made = targeting.decide(consignment_id=heavy.pk, actor=officer(), at=AT + timedelta(days=1, hours=1))
    assert "exploit" not in made.streams and made.model == "model/2"
