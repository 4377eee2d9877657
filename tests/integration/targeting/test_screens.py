"""The screens of targeting and its machine API."""

from typing import Any

import pytest
from django.urls import reverse

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import interest
from tests.integration.targeting.notices import POLICY, accept_many, activate, decide, earn, set_share

pytestmark = pytest.mark.django_db

READER = ("targeting.decision.view", "targeting.policy.view", "assignment.draw.view")
WRITER = (*READER, "targeting.policy.propose", "targeting.policy.activate")


@pytest.fixture
def consignment() -> Any:
    """Logs, decided."""
    set_share("0")
    activate()
    (made,) = accept_many({"hs_code": "440321"})
    decide(made)
    return made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_decision_opens_with_its_reasons(client: Any, consignment: Any, language: str) -> None:
    """Rule, version, purpose, value, source, and what the trader is told."""
    sign_in(client, "R01", *READER, language=language)
    assert consignment.number in client.get(reverse("targeting:decisions")).content.decode()
    body = client.get(reverse("targeting:decision", args=[consignment.number])).content.decode()
    for part in ("logs (port-default/1)", "440321", "2001-07-01"):
        assert part in body
    purpose = {"en": "Logs carry forest pests", "zh-hans": "进境原木"}[language]
    assert purpose in body


def test_the_list_narrows_and_exports(client: Any, consignment: Any) -> None:
    """By lane and number; CSV of what is filtered."""
    sign_in(client, "R01", *READER)
    url = reverse("targeting:decisions")
    assert consignment.number not in client.get(url, {"lane": "green"}).content.decode()
    assert consignment.number in client.get(url, {"lane": "red", "random": "False"}).content.decode()
    answer = client.get(url, {"export": "csv"})
    assert consignment.number in b"".join(answer.streaming_content).decode()


def test_a_reader_with_an_interest_gets_404(client: Any, consignment: Any) -> None:
    """The scoped query does not find it, on the screen and in the API."""
    interest("R02", consignment.importer_id)
    sign_in(client, "R02", *READER)
    assert client.get(reverse("targeting:decision", args=[consignment.number])).status_code == 404
    assert client.get(f"/api/targeting/decisions/{consignment.number}").status_code == 404
    assert client.get("/api/targeting/decisions").json() == []


def test_the_machine_api_reads_decisions_and_policies(client: Any, consignment: Any) -> None:
    """Reasons and frozen facts as they stood."""
    sign_in(client, "R01", *READER)
    found = client.get(f"/api/targeting/decisions/{consignment.number}").json()
    assert (found["lane"], found["random"], found["rules"]) == ("red", False, ["logs", "first-filing"])
    assert found["facts"]["lines"][0]["values"]["hs"] == "440321"
    assert [row["lane"] for row in client.get("/api/targeting/decisions?lane=red").json()] == ["red"]
    (policy,) = client.get("/api/targeting/policies").json()
    assert policy["in_force"] is True
    client.logout()
    sign_in(client, "I01")
    assert client.get("/api/targeting/decisions").status_code == 403


def test_a_policy_is_proposed_and_activated_through_the_screens(client: Any, consignment: Any) -> None:
    """Faults at 422, the difference on the page, the second hand by somebody else."""
    from jiangang.port.targeting.models import Policy, PolicyActivation

    sign_in(client, "P01", *WRITER)
    text = POLICY.read_text(encoding="utf-8")
    url = reverse("targeting:propose")
    assert "port-default" in client.get(url).content.decode()
    bad = {"act": "propose", "reason": "x", "text": text.replace('fact = "mass"', 'fact = "colour"')}
    assert client.post(url, bad).status_code == 422
    changed = text.replace('lane = "yellow"', 'lane = "red"', 1).replace("\n", "\r\n")
    assert client.post(url, {"act": "propose", "reason": "more checks", "text": changed}).status_code == 302
    policy = Policy.objects.get(version=2)
    assert "\r" not in policy.text
    page = reverse("targeting:policy", args=[policy.pk])
    body = client.get(page).content.decode()
    assert "+lane = &quot;red&quot;" in body
    activation = reverse("targeting:activate", args=[policy.pk])
    assert client.post(activation, {"valid_from": "2999-01-01"}).status_code == 422
    client.logout()
    sign_in(client, "P02", *WRITER)
    assert client.get(activation).status_code == 200
    assert client.post(activation, {"valid_from": "2999-01-01"}).status_code == 422
    earn(policy)
    assert client.post(activation, {"valid_from": "2999-01-01"}).status_code == 302
    assert PolicyActivation.objects.filter(policy=policy).count() == 1
    assert client.get(reverse("targeting:policies")).status_code == 200


def test_acceptance_by_event_decides_once(client: Any) -> None:
    """The listener decides at the time of acceptance; told twice it changes nothing."""
    from uuid import uuid4

    from jiangang.kernel.events.api import Published
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import Decision
    from tests.integration.assignment.small_office import AT

    (waiting,) = accept_many({})
    event = Published(
        uuid4(), "declarations.notice.accepted", {"consignment_id": waiting.pk}, waiting.number, AT
    )
    targeting.decide_accepted(event)
    assert not Decision.objects.exists()
    activate()
    targeting.decide_accepted(event)
    targeting.decide_accepted(event)
    decision = Decision.objects.get()
    assert decision.decided_by == "system:targeting" and decision.decided_at == AT
