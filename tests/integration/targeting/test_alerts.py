"""Alerts between two versions: two hands, a look over what is open, lanes raised, decisions as they were."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.notices import (
    POLICY,
    accept_many,
    activate,
    decide,
    post_for,
    set_setting,
    set_share,
)

pytestmark = pytest.mark.django_db

ALERTS = ("targeting.alert.propose", "targeting.alert.sign", "targeting.alert.end", "targeting.lane.raise")
WITH_IMPORTER = """
[[fact]]
name = "importer"
kind = "code"
name_zh = "收货人"
name_en = "importer"
"""


@pytest.fixture
def office() -> Iterator[None]:
    """A policy in force that knows importers, and no random stream."""
    set_share("0")
    activate(POLICY.read_text(encoding="utf-8") + WITH_IMPORTER)
    return


def words(**given: Any) -> Any:
    """An alert on wine of German origin."""
    from jiangang.port.targeting.rules.alerts import AlertWords

    plain = AlertWords(
        lane="red",
        purpose_zh="葡萄酒塑化剂风险",
        purpose_en="Plasticiser in wine",
        source="notice of the day",
        valid_from=DAY,
        valid_until=DAY + timedelta(days=30),
        conditions=(("hs", "prefix", ("2204",)),),
    )
    return replace(plain, **given)


def propose(by: str = "T01", key: str = "", **given: Any) -> Any:
    """Propose an alert."""
    from jiangang.port.targeting.operations.alerting import propose_alert

    return propose_alert(
        words=words(**given), reason="warning", request_key=key, actor=actor(by, *ALERTS), at=AT
    )


def sign(alert: Any, by: str = "S01") -> Any:
    """Sign it."""
    from jiangang.port.targeting.operations.alerting import sign_alert

    return sign_alert(alert_id=alert.pk, actor=actor(by, *ALERTS), at=AT)


def run_jobs() -> None:
    """Run what was queued."""
    from jiangang.kernel.jobs import api as jobs
    from jiangang.kernel.jobs.models import Job
    from jiangang.port.targeting import tasks

    assert tasks.RESCREEN_TASK
    for job in Job.objects.filter(state="queued"):
        jobs.run_job(job.pk)


def test_an_alert_counts_with_the_second_hand_and_looks_over_what_is_open(office: None) -> None:
    """Yellow goes to red, what is released is let be; the decision stays as it was; officers are told."""
    from jiangang.kernel.messages.models import Message
    from jiangang.port.targeting.models import AlertTouch, LaneRaise

    officer = post_for("T09", "targeting.alert.view")
    wine, logs, table = accept_many({"hs_code": "220421"}, {"hs_code": "440321"}, {})
    before = [decide(each).lane for each in (wine, logs, table)]
    (waiting,) = accept_many({"hs_code": "220421"}, key="later")
    alert = propose()
    run_jobs()
    assert not AlertTouch.objects.exists()
    sign(alert)
    run_jobs()
    screening = alert.screening
    assert (screening.open_decided, screening.touched, screening.raised) == (2, 1, 1)
    assert screening.open_waiting == 1
    (raised,) = LaneRaise.objects.all()
    decision = raised.decision
    assert (decision.lane, raised.lane_before, raised.lane_after) == ("yellow", "yellow", "red")
    assert before == ["yellow", "red", "green"]
    wine.refresh_from_db()
    assert wine.state == "awaiting_inspection"
    assert (
        Message.objects.filter(person=officer.person_id, key="targeting.message.alert_screened").count() == 1
    )
    later = decide(waiting)
    assert later.lane == "red" and alert.code in {reason["rule"] for reason in later.reasons}


def test_each_raise_is_an_act_of_its_own_in_the_ledger(office: None) -> None:
    """Under the number of its consignment; every row of targeting is covered by an entry."""
    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.ledger.models import Entry

    (wine,) = accept_many({"hs_code": "220421"})
    decide(wine)
    sign(propose())
    run_jobs()
    (entry,) = Entry.objects.filter(act="targeting.lane.raise")
    assert entry.case == wine.number and '"to":"red"' in entry.facts_json
    assert [fault for fault in ledger.verify().faults if fault.table.startswith("targeting_")] == []


def test_the_same_hand_twice_starts_nothing_and_the_database_counts(office: None) -> None:
    """By operation and trigger; where the profile asks for one hand, one is enough."""
    from jiangang.port.targeting.models import AlertStart

    alert = propose()
    sign(alert, by="T01")
    assert not AlertStart.objects.exists()
    with pytest.raises(DatabaseError, match="signatures"), transaction.atomic():
        AlertStart.objects.create(alert=alert, started_at=AT, started_by=actor("T01").key)
    set_setting("legal_profile", "single_officer")
    other = propose()
    assert hasattr(other, "start")


def test_a_replayed_request_is_one_alert(office: None) -> None:
    """A double click."""
    from jiangang.port.targeting.models import Alert

    assert propose(key="k").pk == propose(key="k").pk
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"lane": "green"}, "alert_without_check"),
        ({"valid_until": DAY + timedelta(days=366)}, "alert_too_long"),
        ({"valid_from": DAY - timedelta(days=1)}, "alert_in_past"),
        ({"conditions": (("colour", "in", ("red",)),)}, "policy_fact_unknown"),
        ({"purpose_zh": ""}, "policy_words_missing"),
        ({"conditions": (("mass", "at_least", ("much",)),)}, "policy_value_wrong"),
    ],
)
def test_a_faulty_alert_is_refused_with_its_fault(office: None, given: dict[str, Any], code: str) -> None:
    """And nothing is kept."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import Alert

    with pytest.raises(Refused) as refusal:
        propose(**given)
    assert code in {finding.code.rpartition(".")[2] for finding in refusal.value.findings}
    assert not Alert.objects.exists()


def test_a_watch_list_names_firms_and_who_has_an_interest_keeps_off(office: None) -> None:
    """The next consignment of the firm is opened; the tied officer neither writes nor signs the list."""
    from jiangang.kernel.organisations.api import firm_names
    from jiangang.methods.findings import Refused

    (first,) = accept_many({})
    decide(first)
    listed = {"conditions": (), "watched": "importer", "names": (f"firm:{first.importer_id}",)}
    interest("T02", first.importer_id)
    with pytest.raises(Refused) as refusal:
        propose(by="T02", **listed)
    assert refusal.value.findings[0].code == "targeting.finding.alert_of_own_interest"
    alert = propose(**listed)
    with pytest.raises(Refused):
        sign(alert, by="T02")
    sign(alert)
    (second,) = accept_many({}, key="second")
    assert decide(second).lane == "red"
    key, name = listed["names"][0], firm_names({first.importer_id}, "en")[first.importer_id]
    assert name in shown(alert, by="T01")
    assert key not in shown(alert, by="T01")
    assert key in shown(alert, by="T02")
    assert name not in shown(alert, by="T02")


def test_firms_are_listed_by_name_or_number_and_what_calls_none_is_said(office: None) -> None:
    """A list that would never touch anything is not kept."""
    from jiangang.kernel.organisations.models import Firm, FirmIdentifier
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import Alert

    (first,) = accept_many({})
    firm = Firm.objects.get(pk=first.importer_id)
    number = FirmIdentifier.objects.filter(firm=firm, valid_until__isnull=True).first()
    assert number is not None
    Firm.objects.filter(pk=firm.pk).update(name_zh="江港木业有限公司", name_en="River Port Timber Co., Ltd.")
    key = f"firm:{firm.pk}"
    for called in ("江港木业有限公司", "river port timber co., ltd.", number.value, key):
        alert = propose(key=called, conditions=(), watched="importer", names=(called,))
        assert f'value = "{key}"' in alert.text
    asked = propose(key="asked", conditions=(("importer", "in", ("江港木业有限公司",)),))
    assert f'value = ["{key}"]' in asked.text
    Firm.objects.create(name_zh="江港木业有限公司", country="CN", registered_at=AT)
    kept = Alert.objects.count()
    for given, code in (
        ({"watched": "importer", "names": ("江港木业有限公司",)}, "alert_firm_several"),
        ({"watched": "importer", "names": ("江港",)}, "alert_firm_unknown"),
        ({"watched": "importer", "names": ("firm:999999",)}, "alert_firm_unknown"),
        ({"conditions": (("importer", "not_in", ("nobody",)),)}, "alert_firm_unknown"),
        ({"conditions": (("importer", "prefix", (key,)),)}, "alert_firm_in_part"),
    ):
        with pytest.raises(Refused) as refusal:
            propose(**{"conditions": (), **given})
        assert code in {finding.code.rpartition(".")[2] for finding in refusal.value.findings}
    interest("T02", firm.pk)
    with pytest.raises(Refused) as refusal:
        propose(by="T02", conditions=(), watched="importer", names=(number.value,))
    assert refusal.value.findings[0].code == "targeting.finding.alert_firm_unknown"
    assert Alert.objects.count() == kept


def shown(alert: Any, *, by: str) -> str:
    """What the page of the alert's rule says to somebody."""
    from jiangang.port.targeting.meaning import rule_rows
    from jiangang.port.targeting.queries import policy_in_force

    (rule,) = (rule for rule in policy_in_force(DAY, AT).text.rules if rule.code == alert.code)
    return " ".join(str(row.value) for row in rule_rows(rule, actor(by, *ALERTS)))


def test_an_alert_ends_on_its_last_day_or_by_a_person(office: None) -> None:
    """Ended, it touches nothing more; what it raised stays raised."""
    from jiangang.methods.findings import Conflict
    from jiangang.port.targeting.models import LaneRaise
    from jiangang.port.targeting.operations.alerting import end_alert
    from jiangang.port.targeting.queries import policy_in_force

    (wine,) = accept_many({"hs_code": "220421"})
    decide(wine)
    alert = propose()
    sign(alert)
    run_jobs()
    names = {rule.code for rule in policy_in_force(DAY).text.rules}
    assert alert.code in names
    chief = actor("S01", *ALERTS)
    end_alert(alert_id=alert.pk, reason="recalled", actor=chief, at=AT + timedelta(hours=1))
    assert alert.code not in {rule.code for rule in policy_in_force(DAY).text.rules}
    assert alert.code in {rule.code for rule in policy_in_force(DAY, AT).text.rules}
    assert LaneRaise.objects.count() == 1
    with pytest.raises(Conflict):
        end_alert(alert_id=alert.pk, reason="again", actor=chief, at=AT + timedelta(hours=2))


def test_a_lane_is_raised_once_upward_and_only_while_open(office: None) -> None:
    """By anybody who may, never by who has an interest."""
    from jiangang.methods.findings import Forbidden, Refused
    from jiangang.port.targeting.operations.raising import raise_lane

    wine, logs = accept_many({"hs_code": "220421"}, {"hs_code": "440321"})
    decision, red = decide(wine), decide(logs)
    words = {"ground": "override", "reason": "seal broken", "at": AT}
    officer = actor("T01", *ALERTS)
    interest("T02", wine.importer_id)
    with pytest.raises(Forbidden):
        raise_lane(decision_id=decision.pk, lane="red", actor=actor("T02", *ALERTS), **words)
    one = raise_lane(decision_id=decision.pk, lane="red", actor=officer, **words)
    assert raise_lane(decision_id=decision.pk, lane="red", actor=officer, **words).pk == one.pk
    with pytest.raises(Refused) as refusal:
        raise_lane(decision_id=red.pk, lane="yellow", actor=officer, **words)
    assert refusal.value.findings[0].code == "targeting.finding.lane_not_graver"


def test_what_somebody_else_has_raised_meanwhile_is_let_be(office: None) -> None:
    """The rest is raised all the same; one row each."""
    from jiangang.port.targeting.models import LaneRaise
    from jiangang.port.targeting.operations.raising import raise_for_alert, raise_lane

    decisions = [decide(each) for each in accept_many(*[{"hs_code": "220421"}] * 3)]
    alert, officer = propose(), actor("T01", *ALERTS)
    words = {"lane": "red", "ground": "override", "reason": "seal broken", "actor": officer, "at": AT}
    raise_lane(decision_id=decisions[1].pk, **words)
    before = {each.pk: "yellow" for each in decisions}
    raised = raise_for_alert(before=before, lane="red", alert=alert, actor=officer, at=AT)
    assert raised == {decisions[0].pk, decisions[2].pk}
    assert LaneRaise.objects.count() == 3


def test_an_alert_of_tomorrow_looks_over_tomorrow(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when it is signed, but by the upkeep of its first day; a second round orders nothing more."""
    from jiangang.kernel.jobs.models import Job
    from jiangang.kernel.office import api
    from jiangang.port.targeting.tasks import keep_up

    (wine,) = accept_many({"hs_code": "220421"})
    decide(wine)
    alert = propose(valid_from=DAY + timedelta(days=1))
    sign(alert)
    for days, jobs in ((0, 0), (1, 1), (1, 1)):
        now = AT + timedelta(days=days)
        monkeypatch.setattr(api, "clock", lambda now=now: now)
        keep_up(timestamp=0)
        assert Job.objects.filter(task="targeting.rescreen").count() == jobs
    run_jobs()
    assert alert.screening.raised == 1


def test_a_reader_with_an_interest_does_not_see_what_was_touched(office: None) -> None:
    """Nor what a version in shadow would have decided otherwise."""
    from jiangang.port.targeting.alerts.queries import touches_of

    (wine,) = accept_many({"hs_code": "220421"})
    decide(wine)
    alert = propose()
    sign(alert)
    run_jobs()
    interest("T02", wine.importer_id)
    assert touches_of(alert, actor("T01")).count() == 1
    assert touches_of(alert, actor("T02")).count() == 0
