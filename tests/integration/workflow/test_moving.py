"""Moves and signatures through the operations."""

from collections.abc import Callable

import pytest
from django.db import transaction

from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import api as workflow
from jiangang.kernel.workflow.models import Step
from jiangang.methods.findings import Refused
from tests.integration.workflow.trial import AT, CASE, Parcel

People = Callable[[str], Actor]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def accept(parcel: Parcel, actor: Actor) -> None:
    with transaction.atomic():
        workflow.move(parcel, "accept", case=CASE, actor=actor, at=AT)


def test_a_move_saves_the_state_and_writes_the_step(parcel: Parcel, people: People) -> None:
    parcel.name = "梨"
    with transaction.atomic():
        step = workflow.move(parcel, "accept", case=CASE, actor=people("王"), at=AT, opinion="同意")
    saved = Parcel.objects.get()
    assert (saved.state, saved.name) == ("accepted", "梨")
    taken = Step.objects.get(pk=step.pk)
    assert (taken.source, taken.target, taken.hand, taken.opinion) == ("noted", "accepted", "accept", "同意")
    assert taken.recorded_at > AT
    assert [line.person_name("en") for line in workflow.history(CASE)] == ["王"]


def test_an_act_that_the_table_does_not_know_is_refused(parcel: Parcel, people: People) -> None:
    with pytest.raises(Refused) as refused:
        workflow.move(parcel, "release", case=CASE, actor=people("王"), at=AT)
    assert codes(refused) == ["methods.finding.act_not_possible"]
    assert not Step.objects.exists()


def test_who_accepted_may_not_inspect(parcel: Parcel, people: People) -> None:
    accept(parcel, people("王"))
    found = workflow.check_hands(CASE, "inspect", actor=people("王"), at=AT)
    assert [finding.code for finding in found] == ["workflow.finding.hands_apart"]
    assert "第三十条" in found[0].citation.source
    assert workflow.check_hands(CASE, "inspect", actor=people("李"), at=AT) == []
    with pytest.raises(Refused) as refused:
        workflow.sign(parcel, "inspect", case=CASE, actor=people("王"), at=AT)
    assert codes(refused) == ["workflow.finding.hands_apart"]


def test_an_inspection_needs_two_people(parcel: Parcel, people: People) -> None:
    accept(parcel, people("王"))
    assert workflow.hands_missing(CASE, "inspect", AT, record=parcel) == 2
    with pytest.raises(Refused) as refused:
        workflow.move(parcel, "inspect", case=CASE, actor=people("李"), at=AT)
    assert codes(refused) == ["workflow.finding.hands_missing"]
    with transaction.atomic():
        workflow.sign(parcel, "inspect", case=CASE, actor=people("赵"), at=AT)
    assert workflow.hands_missing(CASE, "inspect", AT, record=parcel) == 1
    with transaction.atomic():
        workflow.move(parcel, "inspect", case=CASE, actor=people("李"), at=AT)
    for name in ("李", "赵", "王"):
        with pytest.raises(Refused):
            workflow.move(parcel, "release", case=CASE, actor=people(name), at=AT)
    with transaction.atomic():
        workflow.move(parcel, "release", case=CASE, actor=people("孙"), at=AT)
    assert Parcel.objects.get().state == "released"


def test_signing_twice_or_as_nobody_is_refused(parcel: Parcel, people: People) -> None:
    accept(parcel, people("王"))
    with transaction.atomic():
        workflow.sign(parcel, "inspect", case=CASE, actor=people("李"), at=AT)
    with pytest.raises(Refused) as twice:
        workflow.sign(parcel, "inspect", case=CASE, actor=people("李"), at=AT)
    with pytest.raises(Refused) as nobody:
        workflow.sign(parcel, "inspect", case=CASE, actor=Actor.system("robot", on=AT.date()), at=AT)
    with pytest.raises(Refused) as unknown:
        workflow.sign(parcel, "certify", case=CASE, actor=people("李"), at=AT)
    assert codes(twice) == ["workflow.finding.signed_already"]
    assert codes(nobody) == ["workflow.finding.nobody_signs"]
    assert codes(unknown) == ["workflow.finding.hand_unknown"]


def test_a_part_of_the_system_moves_what_needs_no_hand(parcel: Parcel) -> None:
    with transaction.atomic():
        workflow.move(parcel, "withdraw", case="", actor=Actor.system("sweeper", on=AT.date()), at=AT)
    step = Step.objects.get()
    assert (step.case, step.person_id, step.actor) == (f"trial_parcel:{parcel.pk}", None, "system:sweeper")


def test_an_earlier_day_knows_no_such_rule(parcel: Parcel, people: People) -> None:
    early = AT.replace(year=1999)
    with transaction.atomic():
        for act in ("accept", "inspect", "release"):
            workflow.move(parcel, act, case=CASE, actor=people("王"), at=early)
    assert Parcel.objects.get().state == "released"
