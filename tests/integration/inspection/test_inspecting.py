"""Inspection on PostgreSQL as the application's role: hands, refusals, replays, corrections."""

from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, Refused
from tests.support import cases

pytestmark = pytest.mark.django_db


def codes(refusal: Any) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


def content(**changes: Any) -> Any:
    from jiangang.port.inspection.api import ResultContent, get_checklist

    values = {
        "conforming": True,
        "units_opened": 12,
        "answers": dict.fromkeys(get_checklist("general").items, "conforming"),
    }
    return ResultContent(**{**values, **changes})


def failing() -> Any:
    from jiangang.port.inspection.api import FoundContent

    found = FoundContent("live_pest", "critical", "活体实蝇幼虫，第 3 箱", "Bactrocera dorsalis", 2)
    return content(conforming=False, found=(found,))


@pytest.fixture
def opened() -> Any:
    """An inspection for two drawn inspectors, `one` and `two`."""
    from jiangang.port.inspection import api as inspection

    cases.load_series()
    consignment = cases.consignment_of(acts=cases.AWAITING)
    people = [cases.actor_of(code, *cases.INSPECTOR) for code in ("one", "two")]
    return inspection.open_inspection(
        consignment_id=consignment.pk,
        inspectors=[person.person_id for person in people],
        units=12,
        actor=cases.actor_of("planner", *cases.OPENER),
        at=cases.AT,
    )


def go(opened: Any, act: str, who: str, **words: Any) -> Any:
    from jiangang.port.inspection import api as inspection

    actor = cases.actor_of(who, *cases.INSPECTOR)
    return getattr(inspection, act)(inspection_id=opened.pk, actor=actor, at=cases.later(30), **words)


def state_of(opened: Any) -> tuple[str, str]:
    opened.refresh_from_db()
    opened.consignment.refresh_from_db()
    return opened.state, opened.consignment.state


def test_two_hands_conclude_an_inspection(opened: Any) -> None:
    assert opened.number == "JY-000000-2026-000001"
    go(opened, "start_inspection", "one")
    go(opened, "record_result", "one", content=content())
    assert state_of(opened) == ("awaiting_second_hand", "awaiting_inspection")
    go(opened, "confirm_result", "two", opinion="属实")
    assert state_of(opened) == ("concluded", "inspected")


def test_the_recorder_does_not_confirm(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    go(opened, "record_result", "one", content=content())
    with pytest.raises(Forbidden) as refusal:
        go(opened, "confirm_result", "one")
    assert codes(refusal) == ["inspection.finding.own_result"]
    assert state_of(opened)[0] == "awaiting_second_hand"


def test_one_hand_is_enough_under_the_other_profile(opened: Any) -> None:
    cases.use_profile("single_officer")
    go(opened, "start_inspection", "one")
    go(opened, "record_result", "one", content=content())
    assert state_of(opened) == ("concluded", "inspected")


def test_who_was_not_drawn_cannot_act(opened: Any) -> None:
    with pytest.raises(Forbidden) as refusal:
        go(opened, "start_inspection", "three")
    assert codes(refusal) == ["inspection.finding.not_assigned"]


@pytest.mark.parametrize(("profile", "refused"), [("chinese", True), ("single_officer", False)])
def test_who_accepted_cannot_inspect(profile: str, refused: bool) -> None:
    from jiangang.port.inspection import api as inspection

    cases.load_series()
    cases.use_profile(profile)
    consignment = cases.consignment_of(clerk="one", acts=cases.AWAITING)
    opened = inspection.open_inspection(
        consignment_id=consignment.pk,
        inspectors=[cases.actor_of("one").person_id],
        units=1,
        actor=cases.actor_of("planner", *cases.OPENER),
        at=cases.AT,
    )
    if not refused:
        assert go(opened, "start_inspection", "one").state == "on_site"
        return
    with pytest.raises(Forbidden) as refusal:
        go(opened, "start_inspection", "one")
    assert codes(refusal) == ["workflow.finding.hands_apart"]


def test_a_form_sent_again_is_kept_once(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    sent = [go(opened, "record_result", "one", content=content(), request_key="phone-1") for _ in range(5)]
    assert {result.pk for result in sent} == {sent[0].pk}
    go(opened, "confirm_result", "two")
    assert go(opened, "record_result", "one", content=content(), request_key="phone-1").pk == sent[0].pk
    assert opened.results.count() == 1


def test_another_result_beside_the_first_is_a_conflict(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    go(opened, "record_result", "one", content=content(), request_key="phone-1")
    with pytest.raises(Conflict):
        go(opened, "record_result", "two", content=failing(), request_key="phone-2")


def test_a_second_click_changes_nothing(opened: Any) -> None:
    from jiangang.kernel.ledger.models import Entry

    for _ in range(2):
        go(opened, "start_inspection", "one")
    go(opened, "record_result", "one", content=content())
    for _ in range(2):
        go(opened, "confirm_result", "two")
    entries = Entry.objects.filter(subject=f"inspection:{opened.number}").values_list("act", flat=True)
    assert list(entries) == [
        "inspection.task.open",
        "inspection.task.start",
        "inspection.result.record",
        "inspection.result.confirm",
    ]


def test_a_disputed_result_stays_on_record(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    first = go(opened, "record_result", "one", content=content())
    go(opened, "dispute_result", "two", opinion="第 3 箱未开")
    second = go(opened, "record_result", "two", content=failing())
    assert (second.version, second.replaces_id, second.reason) == (2, first.pk, "第 3 箱未开")
    go(opened, "confirm_result", "one")
    assert state_of(opened)[0] == "concluded"


def test_a_correction_needs_as_many_hands(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    first = go(opened, "record_result", "one", content=content())
    go(opened, "confirm_result", "two")
    second = go(opened, "correct_result", "one", content=failing(), reason="漏记第 3 箱")
    assert second.replaces_id == first.pk
    assert state_of(opened) == ("awaiting_second_hand", "inspected")
    go(opened, "confirm_result", "two")
    assert state_of(opened)[0] == "concluded"


def test_nothing_is_corrected_after_the_decision(opened: Any) -> None:
    from jiangang.port.disposition import api as disposition

    go(opened, "start_inspection", "one")
    go(opened, "record_result", "one", content=content())
    go(opened, "confirm_result", "two")
    releaser = cases.actor_of("releaser", *cases.RELEASER)
    disposition.decide_disposition(
        consignment_id=opened.consignment_id, outcome="release", actor=releaser, at=cases.later(60)
    )
    with pytest.raises(Conflict):
        go(opened, "correct_result", "one", content=failing(), reason="晚了")


def test_all_findings_come_at_once(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    with pytest.raises(Refused) as refusal:
        go(opened, "record_result", "one", content=content(answers={}, units_opened=3, conforming=False))
    found = codes(refusal)
    assert found.count("inspection.finding.point_open") == 7
    assert "inspection.finding.units_short" in found
    assert "inspection.finding.nonconforming_without_cause" in found
    assert opened.results.count() == 0


def test_the_result_cannot_be_changed_in_the_database(opened: Any) -> None:
    from django.db import DatabaseError, connection, transaction

    go(opened, "start_inspection", "one")
    result = go(opened, "record_result", "one", content=content())
    with pytest.raises(DatabaseError), transaction.atomic():
        type(result).objects.filter(pk=result.pk).update(conforming=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(opened).objects.filter(pk=opened.pk).update(state="concluded")
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_interest_keeps_away_even_a_drawn_inspector(opened: Any) -> None:
    from jiangang.integrity.interests import api as interests
    from jiangang.port.inspection.queries import get_inspection, list_mine

    actor = cases.actor_of("one", *cases.INSPECTOR, "interests.interest.declare")
    interests.declare_interest(
        person_id=actor.person_id,
        firm_id=opened.consignment.importer_id,
        kind="kin",
        valid_from=cases.DAY,
        actor=actor,
        at=cases.AT,
    )
    with pytest.raises(Forbidden):
        get_inspection(opened.pk, actor)
    with pytest.raises(Forbidden):
        go(opened, "start_inspection", "one")
    assert list(list_mine(actor)) == []
    assert [each.pk for each in list_mine(cases.actor_of("two", *cases.INSPECTOR))] == [opened.pk]


def test_new_inspectors_replace_the_drawn_ones_before_it_begins(opened: Any) -> None:
    from jiangang.port.inspection import api as inspection

    planner = cases.actor_of("planner", *cases.OPENER)
    new = [cases.actor_of(code, *cases.INSPECTOR).person_id for code in ("three", "four")]
    inspection.replace_inspectors(
        inspection_id=opened.pk, inspectors=new, reason="病假", actor=planner, at=cases.later(5)
    )
    with pytest.raises(Forbidden):
        go(opened, "start_inspection", "one")
    go(opened, "start_inspection", "three")
    assert opened.inspectors.count() == 4
