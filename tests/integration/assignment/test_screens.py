"""The draw's screens, machine API and commands."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.urls import reverse

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import AT, DRAWER, actor, firm, inspector, interest

pytestmark = pytest.mark.django_db
CASE = "CASE-DRAWN-0001"
"""Long enough that no token of chance in a page holds it."""


@pytest.fixture
def draw() -> Any:
    """A draw of two among four, one left out."""
    from jiangang.integrity.assignment import api as assignment

    for number in range(1, 5):
        inspector(f"I0{number}")
    known = firm()
    interest("I04", known.pk)
    return assignment.draw_inspectors(
        consignment_number=CASE, firm_ids=[known.pk], count=2, actor=actor("T01", *DRAWER), at=AT
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_board_and_a_draw_open_with_pool_reasons_and_proof(client: Any, draw: Any, language: str) -> None:
    """The proof that the page hands out verifies."""
    from jiangang.methods.chance import verify_draw

    sign_in(client, "T01", *DRAWER, language=language)
    assert CASE in client.get(reverse("assignment:board")).content.decode()
    body = client.get(reverse("assignment:draw", args=[draw.pk])).content.decode()
    assert {"en": "Recused", "zh-hans": "回避"}[language] in body and "I04" in body
    assert bytes(draw.commitment.root).hex()[:8] in body
    answer = client.get(reverse("assignment:proof", args=[draw.pk]))
    assert "attachment" in answer["Content-Disposition"]
    assert verify_draw(answer.content) == []
    assert client.get(reverse("assignment:commitments")).status_code == 200


def test_a_reader_with_an_interest_does_not_find_the_draw(client: Any, draw: Any) -> None:
    """404, and not on the board; an inspector without the permission gets 403."""
    interest("S01", draw.firm_ids[0])
    sign_in(client, "S01", *DRAWER)
    assert client.get(reverse("assignment:draw", args=[draw.pk])).status_code == 404
    assert client.get(reverse("assignment:proof", args=[draw.pk])).status_code == 404
    assert CASE not in client.get(reverse("assignment:board")).content.decode()
    client.logout()
    sign_in(client, "I01")
    assert client.get(reverse("assignment:board")).status_code == 403


def test_a_draw_is_repeated_by_two_people_through_the_screens(client: Any, draw: Any) -> None:
    """Asking by form, approving by somebody else's button."""
    from jiangang.integrity.assignment import api as assignment

    inspector("I05")
    sign_in(client, "T01", *DRAWER)
    words = {"leaving": [draw.result[0]], "reason": "ill"}
    assert client.post(reverse("assignment:redraw", args=[draw.pk]), words).status_code == 302
    draw.refresh_from_db()
    url = reverse("assignment:approve", args=[draw.redraw_request.pk])
    assert client.post(url).status_code == 422
    client.logout()
    sign_in(client, "S01", *DRAWER)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert assignment.find_draw(CASE).replaces_id == draw.pk


def test_the_machine_api_reads_draws_and_proofs(client: Any, draw: Any) -> None:
    """With the permission; 403 without, 404 for what is not there."""
    from jiangang.methods.chance import verify_draw

    sign_in(client, "T01", *DRAWER)
    (found,) = client.get(f"/api/assignment/draws/{CASE}").json()
    assert found["result"] == draw.result and found["excluded"][0]["code"] == "I04"
    assert verify_draw(client.get(f"/api/assignment/draws/{CASE}/proof").content) == []
    assert client.get("/api/assignment/draws/N2/proof").status_code == 404
    assert client.get("/api/assignment/commitments").json()[0]["ledger_sequence"] >= 0
    client.logout()
    assert client.get(f"/api/assignment/draws/{CASE}").status_code == 401
    sign_in(client, "I01")
    assert client.get(f"/api/assignment/draws/{CASE}").status_code == 403


def test_the_commands_prove_verify_and_refute(draw: Any, tmp_path: Path) -> None:
    """Exit codes 0, 1 and 2."""
    from jiangang.integrity.assignment.commands import cli

    file = tmp_path / "proof.json"
    run = CliRunner().invoke
    assert run(cli, ["proof", CASE, "--out", str(file)]).exit_code == 0
    good = run(cli, ["verify", str(file)])
    assert good.exit_code == 0 and draw.result[0] in good.output
    printed = run(cli, ["proof", CASE])
    assert json.loads(printed.stdout) == json.loads(file.read_text())
    assert run(cli, ["proof", "N9"]).exit_code == 2
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, "result": list(reversed(document["result"]))}))
    assert run(cli, ["verify", str(file)]).exit_code == 1
    file.write_text("no proof")
    assert run(cli, ["verify", str(file)]).exit_code == 2
    assert run(cli, ["verify", str(tmp_path / "absent")]).exit_code == 2
    assert run(cli, ["commit", "--day", "2026-03-09", "--slots", "20"]).exit_code == 0
    assert run(cli, ["commit", "--day", "2026-03-10", "--slots", "0"]).exit_code == 2
