"""Earned reductions: fed by outcomes, by acts of people, and felt by the next decision."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.notices import TARGETING, accept_many, activate, decide, set_share

pytestmark = pytest.mark.django_db

STANDING = ("targeting.standing.lock", "targeting.standing.override", "targeting.standing.view")
POLICY = """
[policy]
code = "reductions"
name_zh = "减免"
name_en = "Reductions"
default_lane = "red"

[[fact]]
name = "fruit_standing"
kind = "code"
values = ["qualifying", "reduced", "locked", "owed"]
name_zh = "水果资格"
name_en = "standing in the fruit programme"

[[standing]]
code = "fruit"
lane = "red"
purpose_zh = "连续合格降低比例"
purpose_en = "Clean checks earn a reduced rate"
expected = "0.1"
when_unknown = "noted"
valid_from = 2020-01-01
release = "open"
citation = { source = "office order", verified = false }
all = [{ fact = "hs", operator = "prefix", value = ["08"] }]
state = "fruit_standing"
entity = ["importer"]
qualify = 2
normal = "1"
reduced = "0.2"
"""


@pytest.fixture(autouse=True)
def office() -> None:
    """The programme in force, no random stream."""
    set_share("0")
    activate(POLICY)


def checked(result: str, key: str, day: int = 0) -> Any:
    """A decided consignment of fruit whose outcome is recorded and followed."""
    (made,) = accept_many({"hs_code": "080810"}, key=key)
    decide(made)
    follow(made, result, day=day)
    return made


def follow(made: Any, result: str, *, day: int = 0, **words: Any) -> Any:
    """Record an outcome and let the standing follow it."""
    from jiangang.port.targeting import api as targeting

    outcome = targeting.record_outcome(
        consignment_number=made.number,
        result=result,
        actor=actor("I01", *TARGETING),
        at=AT + timedelta(days=day),
        **words,
    )
    return targeting.standing_after_outcome(outcome)


def standing(made: Any) -> Any:
    """Where the importer stands."""
    from jiangang.port.targeting.standing_facts import standings_of

    key = ("fruit", f"firm:{made.importer_id}")
    return standings_of([key])[key]


def seen(key: str) -> Any:
    """The standing that the next decision sees."""
    (made,) = accept_many({"hs_code": "080810"}, key=key)
    return decide(made).facts["values"]["fruit_standing"]


def test_clean_checks_earn_the_reduced_rate_and_a_failure_resets() -> None:
    """The decision freezes what it saw."""
    assert seen("a") == "qualifying"
    checked("clean", "b")
    made = checked("clean", "c", 1)
    assert standing(made).clean == 2 and seen("d") == "reduced"
    checked("found", "e", 2)
    assert standing(made).clean == 0 and seen("f") == "qualifying"


def test_an_outcome_told_twice_counts_once_and_a_correction_takes_its_place() -> None:
    """The first event stays and is undone."""
    from jiangang.port.targeting.models import StandingEvent

    made = checked("clean", "a")
    assert follow(made, "clean") == []
    follow(made, "found", reason="misread", is_correction=True, day=1)
    events = StandingEvent.objects.order_by("id")
    assert [event.happening for event in events] == ["clean", "failure"]
    assert events[1].undoes_id == events[0].pk and events[1].occurred_at == events[0].occurred_at
    assert standing(made).clean == 0


def test_a_missed_check_is_owed_until_one_is_done() -> None:
    """The next consignment is opened whatever was earned."""
    checked("clean", "a")
    made = checked("clean", "b", 1)
    (third,) = accept_many({"hs_code": "080810"}, key="c")
    decide(third)
    follow(third, "missed", reason="gate closed", day=2)
    assert standing(made).owed == 1 and seen("d") == "owed"
    checked("clean", "e", 3)
    assert standing(made).owed == 0 and seen("f") == "reduced"


def test_a_lock_needs_a_reason_and_another_hand_to_undo() -> None:
    """While locked nothing is earned; unlocked, it begins from none."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.operations.standings import lock_standing, unlock_standing

    made = checked("clean", "a")
    words = {"programme": "fruit", "entity": f"firm:{made.importer_id}", "at": AT + timedelta(days=1)}
    chief, other = actor("S01", *STANDING), actor("S02", *STANDING)
    with pytest.raises(Refused):
        lock_standing(**words, reason=" ", actor=chief)
    lock_standing(**words, reason="complaint", actor=chief)
    checked("clean", "b", 2)
    assert standing(made).is_locked and standing(made).clean == 0
    with pytest.raises(Refused) as refusal:
        unlock_standing(**words, reason="cleared", actor=chief)
    assert refusal.value.findings[0].code == "targeting.finding.same_hand_lock"
    unlock_standing(**{**words, "at": AT + timedelta(days=3)}, reason="cleared", actor=other)
    assert not standing(made).is_locked


def test_who_has_an_interest_neither_sees_nor_locks() -> None:
    """The scoped query does not find it; the act is forbidden."""
    from jiangang.methods.findings import Forbidden, NotFound
    from jiangang.port.targeting.operations.standings import lock_standing
    from jiangang.port.targeting.standings.queries import get_standing, list_standings

    made = checked("clean", "a")
    interest("S03", made.importer_id)
    tied = actor("S03", *STANDING)
    entity = f"firm:{made.importer_id}"
    assert list_standings(tied) == [] and len(list_standings(actor("S01", *STANDING))) == 1
    with pytest.raises(NotFound):
        get_standing("fruit", entity, tied)
    with pytest.raises(Forbidden):
        lock_standing(programme="fruit", entity=entity, reason="x", actor=tied, at=AT)


def test_a_check_that_was_let_go_by_a_person_is_owed_once() -> None:
    """Only for a consignment that was in the programme."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.operations.standings import override_check

    fruit, chair = accept_many({"hs_code": "080810"}, {"hs_code": "940310"})
    for each in (fruit, chair):
        decide(each)
    words = {"programme": "fruit", "entity": f"firm:{fruit.importer_id}", "reason": "rotting", "at": AT}
    officer = actor("T01", *STANDING)
    override_check(**words, consignment_number=fruit.number, actor=officer)
    assert standing(fruit).owed == 1
    for number in (fruit.number, chair.number):
        with pytest.raises(Refused):
            override_check(**words, consignment_number=number, actor=officer)
    assert AT.date() == DAY


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_standing_has_its_page_and_its_acts(client: Any, language: str) -> None:
    """The course, locking, and a check that was let go."""
    from django.urls import reverse

    from tests.integration.assignment.signing_in import sign_in

    made = checked("clean", "a")
    sign_in(client, "S01", *STANDING, language=language)
    args = ["fruit", f"firm:{made.importer_id}"]
    assert made.number in client.get(reverse("targeting:standing", args=args)).content.decode()
    lock = reverse("targeting:lock_standing", args=args)
    assert client.get(lock).status_code == 200 and client.post(lock, {}).status_code == 422
    assert client.post(lock, {"reason": "complaint"}).status_code == 302
    assert client.post(lock, {"reason": "cleared"}).status_code == 422  # by another hand
    let_go = reverse("targeting:let_go", args=args)
    assert client.get(let_go).status_code == 200
    unknown = client.post(let_go, {"reason": "x", "consignment_number": "none"})
    assert unknown.status_code == 422
    assert client.get(reverse("targeting:standings")).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "standing in the fruit programme"), ("zh-hans", "累计中")]
)
def test_a_decision_names_the_facts_of_its_policy_and_firms_by_name(
    client: Any, language: str, words: str
) -> None:
    """A fact that the policy declares has its own name, a firm is no number."""
    from jiangang.kernel.organisations import api as organisations
    from tests.integration.assignment.signing_in import sign_in

    made = checked("clean", "a")
    sign_in(client, "R05", "targeting.decision.view", language=language)
    body = client.get(f"/desk/targeting/{made.number}/").content.decode()
    name = organisations.firm_names({made.importer_id}, language)[made.importer_id]
    assert words in body and name in body and f"firm:{made.importer_id}" not in body
