"""Drawing inspectors: who is in the pool, what is kept, what happens when there are too few."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.assignment.small_office import (
    AT,
    DAY,
    DRAWER,
    accept,
    actor,
    firm,
    inspector,
    interest,
    person,
)

pytestmark = pytest.mark.django_db


def _draw(case: str, firm_ids: Any = (), **words: Any) -> Any:
    from jiangang.integrity.assignment import api as assignment

    by = words.pop("by", None) or actor("T01", *DRAWER)
    return assignment.draw_inspectors(
        consignment_number=case, firm_ids=firm_ids, actor=by, at=AT, **{"count": 2, **words}
    )


def _commit_day() -> Any:
    from jiangang.integrity.assignment import api as assignment

    return assignment.commit_day(day=DAY, slots=500, actor=actor("T01", *DRAWER), at=AT)


def test_a_draw_takes_two_people_on_duty_and_keeps_its_pool_and_proof() -> None:
    """Pool, result, entry of acceptance, people on the case; the proof verifies."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.chance import verify_draw

    people = [inspector(f"I0{number}") for number in range(1, 6)]
    _commit_day()
    entry = accept("N1")
    draw = _draw("N1")
    assert draw.pool == [f"I0{number}" for number in range(1, 6)]
    assert len(set(draw.result)) == 2 and set(draw.result) <= set(draw.pool)
    assert (draw.entry_id, bytes(draw.ledger_leaf_hash)) == (entry.sequence, entry.leaf_hash)
    assert set(assignment.assigned_people("N1")) == {one.pk for one in people if one.code in draw.result}
    assert verify_draw(assignment.proof("N1")) == []


def test_asked_again_the_same_draw_stands() -> None:
    """A replayed call draws nothing anew."""
    from jiangang.integrity.assignment.models import Draw

    inspector("I01"), inspector("I02"), inspector("I03")
    assert len({_draw("N1").pk for _ in range(5)}) == 1
    assert Draw.objects.count() == 1


def test_whoever_is_left_out_is_listed_with_all_reasons() -> None:
    """Interest and an earlier hand that the profile keeps apart; a stranger to the qualification is not
    listed.
    """
    from tests.integration.assignment.hands import lend_accepting_hand

    known = firm()
    for code in ("I01", "I02", "I03", "I04"):
        inspector(code)
    inspector("I09", qualification="laboratory")
    interest("I01", known.pk)
    lend_accepting_hand("N1", person("I01"))
    lend_accepting_hand("N1", person("I02"))
    draw = _draw("N1", [known.pk])
    assert draw.excluded == [
        {"code": "I01", "reasons": ["recused", "separate_hands"]},
        {"code": "I02", "reasons": ["separate_hands"]},
    ]
    assert sorted(draw.result) == ["I03", "I04"]


def test_too_few_people_are_a_finding_and_nothing_is_half_drawn() -> None:
    """The counts of who is missing and why are said; no slot, no entry, no row is used."""
    from jiangang.integrity.assignment.models import Draw, SlotCounter
    from jiangang.methods.findings import Refused

    known = firm()
    inspector("I01"), inspector("I02")
    interest("I01", known.pk)
    _commit_day()
    with pytest.raises(Refused) as refusal:
        _draw("N1", [known.pk])
    (finding,) = refusal.value.findings
    assert finding.code == "assignment.finding.pool_too_small"
    assert (finding.params["count"], finding.params["eligible"], finding.params["recused"]) == (2, 1, 1)
    assert Draw.objects.count() == 0 and SlotCounter.objects.get().next_slot == 0


def test_a_drawer_with_an_interest_draws_nothing_for_the_firm() -> None:
    """Recusal holds for who draws, too."""
    from jiangang.methods.findings import Forbidden

    known = firm()
    inspector("I01"), inspector("I02")
    interest("T01", known.pk)
    with pytest.raises(Forbidden):
        _draw("N1", [known.pk])


def test_the_cap_on_a_days_cases_is_data() -> None:
    """With a cap of one the third case finds nobody; the others say who is full."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.kernel.office import api as office

    for number in range(4):
        inspector(f"I0{number}")
    setter = actor("A01", "office.settings.change")
    office.change_setting(key="inspector_daily_cap", value=1, valid_from=DAY, actor=setter, at=AT)
    requests = [assignment.DrawRequest(f"N{number}") for number in range(3)]
    outcomes = assignment.draw_many(requests=requests, actor=actor("T01", *DRAWER), at=AT)
    assert [outcome.draw is not None for outcome in outcomes] == [True, True, False]
    assert outcomes[2].findings[0].params["workload"] == 4
    drawn = [person_id for outcome in outcomes for person_id in outcome.person_ids]
    assert len(drawn) == len(set(drawn)) == 4


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_an_interested_person_is_never_drawn(data: st.DataObject) -> None:
    """Over many offices, interests and draws: nobody is put on a case of a firm they are tied to."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.integrity.assignment.models import Assigned

    point = transaction.savepoint()
    codes = [f"I{number:02d}" for number in range(data.draw(st.integers(2, 7)))]
    for code in codes:
        inspector(code)
    firms = [firm(f"F{number}").pk for number in range(3)]
    ties = data.draw(st.sets(st.tuples(st.sampled_from(codes), st.sampled_from(firms))))
    for code, firm_id in ties:
        interest(code, firm_id)
    requests = [
        assignment.DrawRequest(f"N{number}", frozenset({firms[number % 3]}), count=1 + number % 2)
        for number in range(30)
    ]
    outcomes = assignment.draw_many(requests=requests, actor=actor("T01", *DRAWER), at=AT)
    for request, outcome in zip(requests, outcomes, strict=True):
        tied = {code for code, firm_id in ties if firm_id in request.firm_ids}
        if outcome.draw is None:
            assert len(codes) - len(tied) < request.count
        else:
            assert not tied & set(outcome.draw.result)
            assert {each["code"] for each in outcome.draw.excluded} == tied
    rows = Assigned.objects.select_related("person", "draw")
    assert not any((row.person.code, firm_id) in ties for row in rows for firm_id in row.draw.firm_ids)
    transaction.savepoint_rollback(point)


def test_draws_cannot_be_changed_or_deleted() -> None:
    """As the application's role."""
    inspector("I01"), inspector("I02")
    _draw("N1")
    for statement in (
        "UPDATE assignment_draw SET result = '[]'",
        "DELETE FROM assignment_assigned",
        "UPDATE assignment_daycommitment SET slots = 1",
        "TRUNCATE assignment_draw CASCADE",
        "DELETE FROM assignment_slotcounter",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
