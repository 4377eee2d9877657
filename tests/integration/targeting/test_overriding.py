"""Overrides and time-outs: who may, what never, two people for high risk, by operation and by database."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, actor, interest
from tests.integration.targeting.choosing import CHIEF, LATER, RELEASER, TEXT, officer, state_of
from tests.integration.targeting.notices import accept_many, activate, decide, set_share


@pytest.fixture
def office(db: None) -> Any:
    set_share("0")
    return activate(TEXT)


def ask(number: str, to_lane: str, *, by: Any = None, reason: str = "other", **words: Any) -> Any:
    from jiangang.port.targeting import api as targeting

    given = {"words": "Seen by the shift leader.", "at": AT, **words}
    return targeting.ask_override(
        number=number, to_lane=to_lane, reason_code=reason, actor=by or officer(), **given
    )


def answer(override: Any, *, by: str = "S01", granted: bool = True, words: str = "") -> Any:
    from jiangang.port.targeting import api as targeting

    return targeting.answer_override(
        override_id=override.pk, is_granted=granted, words=words, actor=actor(by, *CHIEF), at=AT
    )


def codes(refusal: Any) -> set[str]:
    return {one.code.rpartition(".")[2] for one in refusal.value.findings}


def decided(hs: str, **words: Any) -> Any:
    (made,) = accept_many({"hs_code": hs}, **words)
    return made, decide(made)


def test_up_takes_one_person_and_sends_to_inspection(office: Any) -> None:
    """A document check is raised; the second click changes nothing."""
    wine = next(one for one in accept_many(*[{"hs_code": "441520"}] * 1) if decide(one).lane == "yellow")
    override = ask(wine.number, "red", reason="tip_off", request_key="a")
    assert not override.needs_second and override.answer.is_granted
    assert state_of(wine) == "awaiting_inspection"
    assert ask(wine.number, "red", reason="tip_off", request_key="a").pk == override.pk


def test_down_from_red_takes_two(office: Any) -> None:
    """It waits; the asker cannot grant it; somebody else can; the consignment goes to the release officer."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting import api as targeting

    logs, decision = decided("440321")
    override = ask(logs.number, "yellow", reason="checked_elsewhere")
    assert override.needs_second and state_of(logs) == "awaiting_inspection"
    with pytest.raises(Refused) as refusal:
        targeting.answer_override(
            override_id=override.pk, is_granted=True, actor=officer("T01", *CHIEF), at=AT
        )
    assert codes(refusal) == {"override_same_hand"}
    answer(override)
    assert state_of(logs) == "targeted" and targeting.lanes_now([decision.pk]) == {decision.pk: "yellow"}
    assert answer(override).pk == override.answer.pk
    decision.refresh_from_db()
    assert decision.lane == "red"


def test_an_alert_takes_two_even_on_documents(office: Any) -> None:
    """A yellow lane by an alert is high risk; granted, the consignment is released by the lane."""
    pallets, decision = decided("441520")
    assert decision.lane == "yellow"
    override = ask(pallets.number, "green", reason="wrong_facts")
    assert override.needs_second
    answer(override)
    assert state_of(pallets) == "released"


def test_a_refusal_says_why_and_leaves_the_lane(office: Any) -> None:
    from jiangang.methods.findings import Refused

    logs, _ = decided("440321")
    override = ask(logs.number, "green")
    with pytest.raises(Refused) as refusal:
        answer(override, granted=False)
    assert codes(refusal) == {"override_refusal_words"}
    answer(override, granted=False, words="The record does not cover this lot.")
    assert state_of(logs) == "awaiting_inspection"
    assert ask(logs.number, "green").pk != override.pk


def test_a_random_unit_is_never_lowered(office: Any) -> None:
    """Neither by the operation nor by anybody who writes to the table; missed, it stays in the sample."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import Override

    set_share("1")
    plain, decision = decided("940310")
    with pytest.raises(Refused) as refusal:
        ask(plain.number, "green")
    assert "override_of_random" in codes(refusal)
    words = {"from_lane": "red", "reason_code": "other", "words": "x", "needs_second": True}
    with pytest.raises(DatabaseError, match="random stream"), transaction.atomic():
        Override.objects.create(decision=decision, to_lane="green", asked_at=AT, asked_by="person:1", **words)
    targeting.record_outcome(
        consignment_number=plain.number, result="missed", reason="goods gone", actor=officer(), at=AT
    )
    decision.refresh_from_db()
    assert decision.is_random and decision.outcomes.get().result == "missed"


def test_the_database_wants_the_second_person_too(office: Any) -> None:
    from jiangang.port.targeting.models import Override, OverrideAnswer

    _, decision = decided("440321")
    words = {"from_lane": "red", "to_lane": "green", "reason_code": "other", "words": "x"}
    stamps = {"asked_at": AT, "asked_by": "person:1"}
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        Override.objects.create(decision=decision, needs_second=False, **words, **stamps)
    override = Override.objects.create(decision=decision, needs_second=True, **words, **stamps)
    with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
        OverrideAnswer.objects.create(
            override=override, is_granted=True, answered_at=AT, answered_by="person:1"
        )


@pytest.mark.parametrize(
    ("hs", "given", "found"),
    [
        ("440321", {"to_lane": "red"}, "override_lane"),
        ("440321", {"to_lane": "green", "reason": "tip_off"}, "override_reason"),
        ("440321", {"to_lane": "green", "reason": "none"}, "override_reason"),
        ("440321", {"to_lane": "green", "words": " "}, "override_words"),
        ("080510", {"to_lane": "green"}, "override_of_held"),
        ("940310", {"to_lane": "red"}, "override_too_late"),
    ],
)
def test_what_stands_against_an_override(office: Any, hs: str, given: dict[str, str], found: str) -> None:
    from jiangang.methods.findings import Refused

    made, _ = decided(hs)
    with pytest.raises(Refused) as refusal:
        ask(made.number, **given)
    assert found in codes(refusal)


def steps_of(case: str) -> list[str]:
    from jiangang.kernel.workflow.models import Step

    return list(Step.objects.filter(case=case).order_by("id").values_list("act", flat=True))


def test_a_begun_inspection_is_not_called_off_and_an_assigned_one_is(office: Any) -> None:
    """The inspection follows the lane: called off with it, taken up again with it."""
    from uuid import uuid4

    from jiangang.kernel.events.api import Published
    from jiangang.kernel.numbering import api as numbering
    from jiangang.methods.findings import Conflict
    from jiangang.port.inspection import api as inspection
    from jiangang.port.inspection.models import Inspection

    numbering.load_seeds(actor=actor("A01", "numbering.series.define"), at=AT)
    logs, _ = decided("440321")
    first = actor("I01", "inspection.task.record", "inspection.task.open")
    opened = inspection.open_inspection(
        consignment_id=logs.pk, inspectors=[first.person_id], units=3, actor=first, at=AT
    )
    answer(ask(logs.number, "yellow"))
    with pytest.raises(Conflict):
        inspection.start_inspection(inspection_id=opened.pk, actor=first, at=AT)
    payload = {"consignment_id": logs.pk, "number": logs.number, "lane": "yellow"}
    inspection.follow_lane(Published(uuid4(), "targeting.lane.changed", payload, logs.number, AT))
    assert Inspection.objects.get().state == "called_off"
    assert inspection.find_by_consignment(logs.pk) is None
    for _ in range(2):
        inspection.open_inspection(
            consignment_id=logs.pk, inspectors=[first.person_id], units=3, actor=first, at=AT
        )
    again = Inspection.objects.get()
    assert (again.state, again.pk) == ("assigned", opened.pk)
    assert [row.person_id for row in again.inspectors.all()] == [first.person_id]
    assert steps_of(logs.number).count("take_up") == 1


def test_a_recused_officer_finds_nothing_to_override(office: Any) -> None:
    from jiangang.methods.findings import NotFound

    logs, _ = decided("440321")
    override = ask(logs.number, "green")
    interest("T02", logs.importer_id)
    interest("S02", logs.importer_id)
    with pytest.raises(NotFound):
        ask(logs.number, "green", by=officer("T02"))
    with pytest.raises(NotFound):
        answer(override, by="S02")


def test_two_chiefs_at_once_grant_once(committed_db: Any) -> None:
    """Two officers answer in the same moment: one grants, the other is told, the lane changes once."""
    from django.db import connections

    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import OverrideAnswer

    set_share("0")
    activate(TEXT)
    logs, _ = decided("440321")
    override = ask(logs.number, "green")
    for code in ("S01", "S02"):
        actor(code, *CHIEF)
    gate, told = threading.Barrier(2), []

    def run(code: str) -> None:
        gate.wait()
        try:
            told.append(answer(override, by=code).answered_by)
        except Refused as refusal:
            told.append(refusal.findings[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(code,)) for code in ("S01", "S02")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(told) == 2 and OverrideAnswer.objects.count() == 1
    assert state_of(logs) == "released"


def overdue(number: str, at: Any = LATER, by: Any = None) -> Any:
    from jiangang.port.targeting import api as targeting

    releaser = by or actor("R01", *RELEASER)
    return targeting.release_overdue(number=number, words="Nobody on duty.", actor=releaser, at=at)


def test_a_timeout_releases_labels_and_counts_as_missed(office: Any) -> None:
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.board import due
    from jiangang.port.targeting.queries import get_visible

    logs, decision = decided("440321")
    assert decision.promised_until == AT + timedelta(hours=48)
    with pytest.raises(Refused) as refusal:
        overdue(logs.number, at=AT + timedelta(hours=47))
    assert codes(refusal) == {"not_overdue"}
    assert list(due(officer(), LATER)) == [decision]
    release = overdue(logs.number)
    assert overdue(logs.number).pk == release.pk
    assert state_of(logs) == "released" and decision.outcomes.get().result == "missed"
    assert get_visible(logs.number, officer()).is_timed_out
    assert not due(officer(), LATER).exists()


@pytest.mark.parametrize(("hs", "share", "found"), [
    ("440321", "1", "timeout_of_random"),
    ("010611", "0", "timeout_of_binding"),
    ("080510", "0", "timeout_of_binding"),
])  # fmt: skip
def test_what_never_runs_out(office: Any, hs: str, share: str, found: str) -> None:
    """By the operation and by the database."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import TimeoutRelease

    set_share(share)
    made, decision = decided(hs)
    with pytest.raises(Refused) as refusal:
        overdue(made.number)
    assert found in codes(refusal)
    with pytest.raises(DatabaseError, match="runs out"), transaction.atomic():
        TimeoutRelease.objects.create(
            decision=decision,
            lane="red",
            promised_until=AT,
            words="x",
            released_at=LATER,
            released_by="person:1",
        )
