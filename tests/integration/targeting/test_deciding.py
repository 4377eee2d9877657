"""Deciding: lanes with reasons, the random stream first, one decision whoever asks."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.notices import TARGETING, accept_many, activate, decide, set_share

LANE_STATE = {"green": "released", "yellow": "targeted", "red": "awaiting_inspection"}


@pytest.fixture
def office(db: None) -> Any:
    """A policy in force and no random stream, unless a test sets one."""
    set_share("0")
    return activate()


@pytest.mark.parametrize(
    ("line", "lane", "rule"),
    [
        ({"hs_code": "440321"}, "red", "logs"),
        ({"hs_code": "220421"}, "yellow", "other-food"),
        ({"hs_code": "940310"}, "green", None),
    ],
)
def test_a_lane_with_its_reason_sends_the_consignment_on(
    office: Any, line: dict[str, str], lane: str, rule: str | None
) -> None:
    """The reason names rule, version, values of the time and citation."""
    accept_many({}, key="first")  # so that the importer's next filing is not the first one
    (consignment,) = accept_many(line)
    decision = decide(consignment)
    touching = [reason for reason in decision.reasons if reason["touches"]]
    assert (decision.lane, decision.is_random) == (lane, False)
    assert [reason["rule"] for reason in touching] == ([rule] if rule else [])
    if rule:
        (reason,) = touching
        assert reason["version"] == "port-default/1" and reason["values"]["hs"] == line["hs_code"]
        assert reason["citation"]["source"] and reason["purpose_zh"] and reason["line"] == 1
    consignment.refresh_from_db()
    assert consignment.state == LANE_STATE[lane]


def test_a_random_unit_is_red_whatever_the_policy_says(office: Any) -> None:
    """Drawn first, with the propensity and the proof on record."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.chance import verify_draw

    set_share("1")
    accept_many({}, key="first")
    (consignment,) = accept_many({})
    decision = decide(consignment)
    assert (decision.lane, decision.policy_lane, decision.is_random) == ("red", "green", True)
    assert decision.propensity == "1" and assignment.is_taken(decision.draw.result)
    assert verify_draw(assignment.proof(consignment.number, "random_stream")) == []
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE targeting_decision SET lane = 'green', is_random = false")


def test_a_decision_is_reproduced_from_what_it_stores(office: Any) -> None:
    """Facts, version and text give lane and reasons again; the proof gives the random stream."""
    from jiangang.methods.targeting.facts import ConsignmentFacts
    from jiangang.methods.targeting.policy import interpret
    from jiangang.port.targeting.queries import read_once

    for consignment in accept_many({"hs_code": "440321"}, {"origin": "ZZ"}, {"hs_code": "999999"}, {}):
        decision = decide(consignment)
        decision.refresh_from_db()
        again = interpret(read_once(decision.policy.text), ConsignmentFacts.from_dict(decision.facts), DAY)
        assert again.lane.code == decision.policy_lane
        assert [reason.as_dict("port-default/1") for reason in again.reasons] == decision.reasons


def test_many_get_the_decisions_that_each_would_get(office: Any) -> None:
    """And one that cannot be decided says so while the rest go on."""
    from jiangang.port.targeting import api as targeting

    set_share("0.3")
    lines = [{"hs_code": code} for code in ("440321", "220421", "940310", "020130")] * 5
    consignments = accept_many(*lines)
    one = decide(consignments[3])
    outcomes = targeting.decide_many(
        consignment_ids=[each.pk for each in consignments], actor=actor("T01", *TARGETING), at=AT
    )
    assert outcomes[3].decision.pk == one.pk
    for consignment, outcome in zip(consignments, outcomes, strict=True):
        consignment.refresh_from_db()
        decision = outcome.decision
        assert consignment.state == LANE_STATE[decision.lane]
        assert decision.is_random == decision.draw.result[0].startswith("check")
        assert decision.lane == ("red" if decision.is_random else decision.policy_lane)


def test_an_officer_with_an_interest_decides_nothing_of_the_firm(office: Any) -> None:
    """Neither one by one nor in bulk; and does not see the decision of a colleague."""
    from jiangang.methods.findings import Forbidden, NotFound
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.queries import get_visible

    (consignment,) = accept_many({})
    interest("T02", consignment.importer_id)
    tied = actor("T02", *TARGETING)
    with pytest.raises(Forbidden):
        decide(consignment, tied)
    (outcome,) = targeting.decide_many(consignment_ids=[consignment.pk], actor=tied, at=AT)
    assert outcome.decision is None and outcome.findings
    decide(consignment)
    assert get_visible(consignment.number, actor("T01")).number == consignment.number
    with pytest.raises(NotFound):
        get_visible(consignment.number, tied)


def test_without_a_policy_nothing_is_decided(db: None) -> None:
    """A clear finding; the consignment stays where it is."""
    from jiangang.methods.findings import Refused

    (consignment,) = accept_many({})
    with pytest.raises(Refused) as refusal:
        decide(consignment)
    assert refusal.value.findings[0].code == "targeting.finding.no_policy"
    consignment.refresh_from_db()
    assert consignment.state == "accepted"


def test_two_clerks_at_once_make_one_decision(committed_db: Any) -> None:
    """Both get the same decision; one draw, one slot, one row."""
    from django.db import connections

    from jiangang.integrity.assignment.models import Draw, SlotCounter
    from jiangang.port.targeting.models import Decision

    activate()
    (consignment,) = accept_many({"hs_code": "440321"})
    clerks = [actor("T01", *TARGETING), actor("T02", *TARGETING)]
    gate, found = threading.Barrier(len(clerks)), []

    def run(by: Any) -> None:
        gate.wait()
        try:
            found.append(decide(consignment, by).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 2 and len(set(found)) == 1
    assert Decision.objects.count() == Draw.objects.count() == SlotCounter.objects.get().next_slot == 1
