"""The board, the pages of overriding, time-outs and audit, and what the trade is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import DAY
from tests.integration.targeting.choosing import CHIEF, OFFICER, RELEASER, TEXT, officer, state_of
from tests.integration.targeting.notices import accept_many, activate, decide, set_share
from tests.integration.targeting.test_auditing import AUDITOR, draw
from tests.integration.targeting.test_overriding import answer, ask

pytestmark = pytest.mark.django_db
VIEW = ("targeting.decision.view", "assignment.draw.view", "targeting.policy.view", "targeting.coverage.view")


@pytest.fixture
def logs() -> Any:
    """Logs, decided three days ago as the tests' clock goes: overdue by now."""
    set_share("0")
    activate(TEXT)
    (made,) = accept_many({"hs_code": "440321"})
    decide(made)
    return made


@pytest.mark.parametrize(("language", "words"), [("en", "Time-outs due"), ("zh-hans", "到期未办")])
def test_the_board_shows_what_comes_and_what_waits(client: Any, logs: Any, language: str, words: str) -> None:
    ask(logs.number, "green")
    sign_in(client, "B01", *VIEW, *RELEASER, language=language)
    body = client.get(reverse("targeting:board")).content.decode()
    assert words in body and logs.number in body
    assert reverse("targeting:overdue", args=[logs.number]) in body
    assert reverse("assignment:commitments") in body


def test_an_override_through_the_screens(client: Any, logs: Any) -> None:
    """The asker is told that a second person is wanted; a double click asks once; the chief grants."""
    from jiangang.port.targeting.models import Override

    sign_in(client, "O01", *OFFICER)
    url = reverse("targeting:override", args=[logs.number])
    page = client.get(url).content.decode()
    assert "second person" in page
    given = {
        "to_lane": "yellow",
        "reason_code": "checked_elsewhere",
        "words": "Record 7.",
        "request_key": "k",
    }
    assert client.post(url, {**given, "words": ""}).status_code == 422
    for _ in range(2):
        assert client.post(url, given).status_code == 302
    override = Override.objects.get()
    own = client.get(reverse("targeting:override_answer", args=[override.pk]))
    assert own.status_code == 403
    client.logout()
    sign_in(client, "S07", *CHIEF)
    answer_url = reverse("targeting:override_answer", args=[override.pk])
    assert "Record 7." in client.get(answer_url).content.decode()
    assert client.post(answer_url, {"answer": "grant"}).status_code == 302
    assert state_of(logs) == "targeted"
    body = client.get(reverse("targeting:decision", args=[logs.number])).content.decode()
    assert "Granted" in body and "Document check" in body


def test_what_stands_against_an_override_is_said_before_the_button(client: Any) -> None:
    set_share("1")
    activate(TEXT)
    (made,) = accept_many({})
    decide(made)
    sign_in(client, "O01", *OFFICER)
    body = client.get(reverse("targeting:override", args=[made.number])).content.decode()
    assert "which nobody overrides" in body and 'name="to_lane"' not in body


def test_a_release_after_the_promise_through_the_screens(client: Any, logs: Any) -> None:
    sign_in(client, "R01", *RELEASER)
    url = reverse("targeting:overdue", args=[logs.number])
    assert client.get(url).status_code == 200
    assert client.post(url, {"words": "Storm, port closed."}).status_code == 302
    assert state_of(logs) == "released"
    assert "no check" in client.get(reverse("targeting:decision", args=[logs.number])).content.decode()


def test_the_auditor_works_through_the_list(client: Any, logs: Any) -> None:
    answer(ask(logs.number, "yellow"))
    sample = draw()
    item = sample.items.get()
    sign_in(client, "X01", *AUDITOR)
    assert item.code in client.get(reverse("targeting:audit")).content.decode()
    assert item.code not in client.get(reverse("targeting:audit"), {"verdict": "wrong"}).content.decode()
    url = reverse("targeting:audit_item", args=[item.pk])
    assert "Seen by the shift leader." in client.get(url).content.decode()
    assert client.post(url, {"verdict": "doubtful", "words": "No record found."}).status_code == 302
    assert item.code in client.get(reverse("targeting:audit"), {"verdict": "doubtful"}).content.decode()
    days = {"first_day": "2026-03-09", "last_day": "2026-03-10"}
    assert client.post(reverse("targeting:audit_draw"), days).status_code == 302
    assert client.post(reverse("targeting:audit_draw"), {**days, "last_day": "2999-01-01"}).status_code == 422


def test_the_api_decides_once_and_overrides_once(client: Any) -> None:
    set_share("0")
    activate(TEXT, valid_from=DAY - timedelta(days=4000))
    (made,) = accept_many({"hs_code": "440321"})
    sign_in(client, "T09", *OFFICER)
    sent = {"data": {"number": made.number}, "content_type": "application/json"}
    first = client.post("/api/targeting/decisions", **sent)
    assert first.status_code == 200 and first.json()["lane"] == "red", first.content
    assert client.post("/api/targeting/decisions", **sent).json()["decision"] == first.json()["decision"]
    whole = client.get(f"/api/targeting/decisions/{made.number}").json()
    assert whole["streams"] == ["rule"] and whole["inclusion"] == "1" and whole["reasons"]
    url = f"/api/targeting/decisions/{made.number}/override"
    wanted = {"to_lane": "green", "reason": "other", "words": "x"}
    keyed = {"content_type": "application/json", "headers": {"Idempotency-Key": "one"}}
    answers = [client.post(url, wanted, **keyed).json() for _ in range(2)]
    assert answers[0] == answers[1] and answers[0]["in_force"] is False
    unknown = {"data": {"number": "none"}, "content_type": "application/json"}
    assert client.post("/api/targeting/decisions", **unknown).status_code == 404


def test_the_trade_is_told_what_may_be_told_and_another_firm_nothing(db: None) -> None:
    """An open rule is told with its purpose; a withheld one and the random stream leave no trace."""
    from jiangang.port.targeting.explaining import told_dict
    from jiangang.port.targeting.queries import find_decision

    set_share("0")
    activate(TEXT)
    logs, wine, fruit = accept_many({"hs_code": "440321"}, {"hs_code": "010611"}, {"hs_code": "080510"})
    for one in (logs, wine, fruit):
        decide(one)
    set_share("1")
    (drawn,) = accept_many({}, key="drawn")
    decide(drawn)
    told = {one.pk: told_dict(find_decision(one.number), "en") for one in (logs, wine, fruit, drawn)}  # type: ignore[arg-type]
    assert any("the purpose of logs" in each for each in told[logs.pk]["sentences"])
    assert "the purpose of fruit" in " ".join(told[fruit.pk]["sentences"])
    withheld, random = ({**told[one.pk], "number": ""} for one in (wine, drawn))
    assert withheld == random and withheld["withheld"] and "live" not in str(withheld)


def test_the_portal_page_of_the_notice_says_why(db: None) -> None:
    from jiangang.kernel.permissions import Actor
    from jiangang.port.declarations import api as declarations
    from jiangang.port.declarations.additions import parts_added

    set_share("0")
    activate(TEXT)
    (logs,) = accept_many({"hs_code": "440321"})
    decide(logs)
    (row,) = declarations.get_consignments([logs.pk])
    needed = frozenset({"targeting.explanation.read"})
    trader = Actor("trader", DAY, person_id=1, firm_id=logs.importer_id, permissions=needed, language="en")
    (part,) = parts_added(row, trader)
    assert "the purpose of logs" in str(part.body)
    assert parts_added(row, officer()) == []


def test_another_firm_is_not_told(client: Any, logs: Any) -> None:
    """The API of explanations finds a firm's own consignments only."""
    from jiangang.kernel.permissions import Actor
    from jiangang.methods.findings import NotFound
    from jiangang.port.declarations import api as declarations

    own = Actor("trader", DAY, person_id=1, firm_id=logs.importer_id)
    assert declarations.find_id(logs.number, own) == logs.pk
    with pytest.raises(NotFound):
        declarations.find_id(logs.number, Actor("trader", DAY, person_id=1, firm_id=logs.importer_id + 1))
    sign_in(client, "B01", *VIEW)
    assert client.get(f"/api/targeting/explanations/{logs.number}").status_code == 403


def test_the_command_explains_to_staff_and_trader(logs: Any) -> None:
    """Everything for staff; for the trader what may be told; exit code 1 where nobody has decided."""
    import json

    from click.testing import CliRunner

    from jiangang.port.targeting.commands import cli

    run = CliRunner().invoke
    staff = json.loads(run(cli, ["explain", logs.number, "--json"]).stdout)
    assert staff["reasons"][0]["rule"] == "logs" and staff["inclusion"] == "1"
    words = ["explain", logs.number, "--json", "--for", "trader", "--language", "en"]
    trader = json.loads(run(cli, words).stdout)
    assert set(trader) == {"number", "sentences", "what_lowers", "withheld"}
    assert run(cli, ["explain", "none"]).exit_code == 1


def test_every_count_of_the_board_opens_its_decisions(client: Any) -> None:
    """Lanes, held ones and rule hits lead to as many rows as they count, of the day alone."""
    import html
    import re

    from jiangang.kernel.office import api as office
    from jiangang.port.declarations.models import Consignment
    from jiangang.port.targeting import api as targeting
    from tests.integration.targeting.choosing import DAYS, GATE, HEAD, LOGS

    set_share("0")
    activate(HEAD + GATE.replace(DAYS, "valid_from = 2026-01-01\n") + LOGS)  # whatever the year of the test
    now = office.clock()
    fruit = {"hs_code": "080810", "origin": "DE"}
    for one in accept_many({"hs_code": "440321"}, {"hs_code": "440322"}, fruit, {}):
        targeting.decide(consignment_id=one.pk, actor=officer(), at=now)
    sign_in(client, "V01", "targeting.decision.view")
    body = html.unescape(client.get(reverse("targeting:board")).content.decode())
    links = set(re.findall(r'href="(/desk/targeting/\?[^"]*day=[^"]*)"', body))
    counts = {}
    for link in links:
        answer = client.get(f"{link}&export=csv")
        lines = b"".join(answer.streaming_content).decode().strip().splitlines()
        counts[link.partition("?")[2].partition("&")[0]] = len(lines) - 1
    assert counts == {"lane=green": 1, "lane=yellow": 0, "lane=red": 2, "lane=held": 1, "rule=logs": 2}
    assert client.get("/desk/targeting/?day=2026-13-01").status_code == 200
    numbers = [one.number for one in Consignment.objects.all()]
    elsewhere = client.get("/desk/targeting/?day=1999-01-01").content.decode()
    assert numbers and not any(number in elsewhere for number in numbers)
