"""The machine API: keys, statuses, scope."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.integration.declarations.conftest import CLERK, TRADE, make_firm, payload
from tests.integration.declarations.test_screens import sign_in

PATH = "/api/declarations/notices"


def post(client: Client, said: Any, key: str = "k1") -> Any:
    """Send a notice with a key."""
    return client.post(
        PATH, json.dumps(said), content_type="application/json", headers={"Idempotency-Key": key}
    )


@pytest.fixture
def broker(firm: Any) -> Client:
    """A program of the firm."""
    return sign_in("d1", TRADE, firm.pk)


def test_five_replays_are_one_record(broker: Client) -> None:
    from jiangang.port.declarations.models import Consignment

    answers = [post(broker, payload(stated_on="")) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Consignment.objects.count() == 1


def test_the_key_with_other_content_is_a_conflict(broker: Client) -> None:
    post(broker, payload(stated_on=""))
    answer = post(broker, payload(stated_on="", voyage="9X"))
    assert answer.status_code == 409
    assert answer.json()["findings"][0]["code"] == "declarations.finding.key_reused"


def test_findings_answer_422_and_the_notice_is_kept(broker: Client) -> None:
    from jiangang.port.declarations.models import RefusedFiling

    answer = post(broker, {"direction": "import", "lines": []})
    assert answer.status_code == 422
    codes = {each["code"] for each in answer.json()["findings"]}
    assert {"declarations.finding.lines_missing", "declarations.finding.importer_missing"} <= codes
    assert RefusedFiling.objects.get().payload["direction"] == "import"


@pytest.mark.parametrize("body", ["", "[1]", "nothing", '{"lines": "x"}'])
def test_bodies_that_are_no_notice_are_refused(broker: Client, body: str) -> None:
    answer = broker.post(PATH, body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code in {400, 422}


def test_a_key_is_needed(broker: Client) -> None:
    assert broker.post(PATH, "{}", content_type="application/json").status_code == 422


def test_lists_and_records_are_scoped(broker: Client) -> None:
    number = post(broker, payload(stated_on="")).json()["number"]
    assert [each["number"] for each in broker.get(PATH).json()] == [number]
    assert broker.get(f"{PATH}/{number}").json()["lines"][0]["net_mass"] == "98500.000000"
    other = sign_in("d2", TRADE, make_firm(2).pk)
    assert other.get(PATH).json() == []
    assert other.get(f"{PATH}/{number}").status_code == 404
    assert sign_in("c1", CLERK).get(f"{PATH}/{number}").status_code == 200


def test_nobody_without_sign_in(office: None) -> None:
    assert Client().get(PATH).status_code == 401
    assert post(Client(), payload()).status_code == 401


def test_a_person_without_the_permission_is_forbidden(office: None) -> None:
    assert post(sign_in("nobody", ()), payload()).status_code == 403
