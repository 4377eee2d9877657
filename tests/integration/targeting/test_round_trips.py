"""What one decision through the machine API costs: statements, and one write of the ledger."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.assignment.signing_in import sign_in
from tests.integration.targeting.notices import TARGETING, accept_many, activate, set_share

pytestmark = pytest.mark.django_db

CEILING = 40
"""Statements of one request, the savepoint of the test's own transaction included; it was 71."""


@pytest.fixture
def waiting(client: Any) -> Any:
    """Accepted consignments, a policy in force, an officer signed in whose first questions are over."""
    set_share("0")
    activate()
    first, *rest = accept_many({}, {"origin": "NZ"}, {"origin": "NZ", "hs_code": "440321"})
    sign_in(client, "T01", *TARGETING)
    _decide(client, first)
    return rest


def test_one_decision_asks_the_database_few_times(client: Any, waiting: Any) -> None:
    """Green and red alike: a further question in the path of a decision has to be worth it."""
    for consignment in waiting:
        with CaptureQueriesContext(connection) as asked:
            _decide(client, consignment)
        assert len(asked) <= CEILING, "\n".join(one["sql"][:120] for one in asked)
        written = [one["sql"] for one in asked if "INSERT INTO ledger_entryrow" in one["sql"]]
        assert len(written) == 1


def test_draw_decision_and_moves_are_entered_in_their_order(client: Any, waiting: Any) -> None:
    """One write, and yet an entry for each act; every row is covered and every state has its step."""
    from jiangang.kernel.ledger.models import Entry
    from jiangang.kernel.ledger.verifying import verify
    from jiangang.kernel.workflow.models import Step

    for consignment in waiting:
        _decide(client, consignment)
        acts = (
            Entry.objects.filter(case=consignment.number).order_by("sequence").values_list("act", flat=True)
        )
        steps = Step.objects.filter(case=consignment.number).order_by("id").values_list("act", flat=True)
        way = "await_inspection" if consignment is waiting[-1] else "release_by_document"
        assert list(acts)[-5:] == [
            "assignment.draw.open", "assignment.draw.make", "declarations.consignment.target",
            "targeting.decision.make", f"declarations.consignment.{way}",
        ]  # fmt: skip
        assert list(steps)[-2:] == ["target", way]
    own = ("targeting_", "assignment_", "workflow_", "declarations_")
    assert [one for one in verify().faults if one.table.startswith(own)] == []


def _decide(client: Any, consignment: Any) -> None:
    body = {"number": consignment.number}
    answer = client.post("/api/targeting/decisions", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
