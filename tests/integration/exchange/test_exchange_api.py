"""The machine API of the exchange: lists, one record, and everything that people decide."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiangang.stand_ins.hub import Hub, Server
from tests.integration.exchange.test_exchange import READER, SENDER, from_abroad, queue, round_of, text_of
from tests.support import cases
from tests.support.certificates_of_others import garlic

pytestmark = pytest.mark.django_db
BASE = "/api/exchange"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    cases.set_office(hub_country="CN")
    with Server(Hub(tmp_path / "hub", ("CN", "NL"), delay=0.1)) as running:
        yield running


def test_an_envelope_is_read_sent_again_and_given_up(server: Server) -> None:
    envelope = queue(to="US")
    queue(replace(garlic(), number="CN-2"))
    round_of("push", server)
    boss = cases.client_of("boss", *SENDER)
    assert [each["certificate_number"] for each in boss.get(f"{BASE}/envelopes").json()] == [
        "CN-2",
        "CN-2026-1",
    ]
    (dead,) = boss.get(f"{BASE}/envelopes", {"dead": "true"}).json()
    assert (dead["id"], dead["state"]) == (envelope.pk, "failed_delivery")
    page = f"{BASE}/envelopes/{envelope.pk}"
    found = boss.get(page).json()
    assert (len(found["tries"]), found["answer"]) == (1, None)
    assert boss.get(f"{page}/xml").content == bytes(envelope.content.xml)
    assert boss.post(f"{page}/send-again").json() == {"id": envelope.pk, "state": "queued"}
    assert boss.post(f"{page}/give-up", {"reason": " "}, "application/json").status_code == 422
    given_up = boss.post(f"{page}/give-up", {"reason": "on paper"}, "application/json")
    assert given_up.json()["state"] == "given_up"
    assert boss.get(f"{BASE}/envelopes/0").status_code == 404


def test_papers_are_read_accepted_and_rejected(server: Server) -> None:
    for number in ("NL-1", "NL-2", "NL-3"):
        from_abroad(server, text_of(replace(garlic(), number=number)), number)
    from_abroad(server, "<a>", "NL-4")
    round_of("pull", server)
    clerk = cases.client_of("clerk", *READER)
    rows = {each["certificate_number"]: each for each in clerk.get(f"{BASE}/papers").json()}
    assert {name: row["is_readable"] for name, row in rows.items()} == {
        "NL-1": True,
        "NL-2": True,
        "NL-3": True,
        "NL-4": False,
    }
    at = {name: f"{BASE}/papers/{row['id']}" for name, row in rows.items()}
    assert clerk.get(at["NL-4"]).json()["findings"]
    assert clerk.get(f"{at['NL-4']}/xml").content == b"<a>"
    assert clerk.post(f"{at['NL-1']}/accept").json()["draft_key"] == f"exchange-{rows['NL-1']['id']}"
    assert clerk.post(f"{at['NL-1']}/accept").status_code in (409, 422)
    assert clerk.post(f"{at['NL-4']}/accept").status_code == 422
    rejected = clerk.post(f"{at['NL-2']}/reject", {"reason": "Live insects"}, "application/json")
    assert rejected.json()["state"] == "rejected"
    assert clerk.post(f"{at['NL-3']}/note").json()["state"] == "noted"
    assert [each["certificate_number"] for each in clerk.get(f"{BASE}/papers?state=received").json()] == [
        "NL-4"
    ]
    (answer,) = clerk.get(f"{BASE}/envelopes").json()
    assert (answer["kind"], answer["certificate_status"]) == ("response", 41)


def test_who_may_not_is_refused(server: Server, client: Any) -> None:
    envelope = queue()
    reader = cases.client_of("reader", "exchange.envelope.view")
    assert reader.get(f"{BASE}/envelopes").status_code == 200
    assert reader.post(f"{BASE}/envelopes/{envelope.pk}/send-again").status_code == 403
    other = cases.client_of("other", "declarations.notice.view")
    for path in ("envelopes", f"envelopes/{envelope.pk}", "papers"):
        assert other.get(f"{BASE}/{path}").status_code == 403
        assert client.get(f"{BASE}/{path}").status_code == 401
