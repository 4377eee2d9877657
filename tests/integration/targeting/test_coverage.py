"""Coverage counts what was ordered; leakage speaks from the random stream; numbers open their records."""

from typing import Any

import pytest
from django.urls import reverse

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.choosing import RELEASER, TEXT, officer
from tests.integration.targeting.notices import accept_many, activate, decide, set_share
from tests.integration.targeting.test_overriding import answer, ask, overdue

pytestmark = pytest.mark.django_db

VIEWER = ("targeting.coverage.view", "targeting.decision.view")
DAYS = {"first_day": DAY.isoformat(), "last_day": DAY.isoformat()}


def record(number: str, result: str) -> None:
    from jiangang.port.targeting import api as targeting

    targeting.record_outcome(consignment_number=number, result=result, reason="seen", actor=officer(), at=AT)


@pytest.fixture
def checks() -> list[Any]:
    """Logs: done, found, missed, overridden, timed out, open; and furniture that nobody checks."""
    set_share("0")
    activate(TEXT)
    made = accept_many(*[{"hs_code": f"44032{place}"} for place in range(6)], {})
    for one in made:
        decide(one)
    record(made[0].number, "clean")
    record(made[1].number, "found")
    record(made[2].number, "missed")
    answer(ask(made[3].number, "yellow"))
    overdue(made[4].number, by=actor("R01", *RELEASER))
    return list(made)


@pytest.mark.parametrize(
    ("by", "value"), [("rule", "logs"), ("lane", "red"), ("section", "-"), ("month", "2026-03")]
)
def test_every_ordered_check_is_counted_once(checks: list[Any], by: str, value: str) -> None:
    """Two of five due are done; overridden, missed and timed out stay in the denominator; open is not due."""
    from scipy.stats import binomtest

    from jiangang.port.targeting import coverage

    records = coverage.check_records(coverage.decided_between(officer(), DAY, DAY), DAY)
    (row,) = coverage.coverage_by(records, by)
    assert (row.value, row.ordered, row.due) == (value, 6, 5)
    assert row.counts == {"done": 2, "overridden": 1, "missed": 1, "timed_out": 1, "open": 1}
    exact = binomtest(2, 5).proportion_ci(method="exact")
    assert row.interval == (0.4, pytest.approx(exact.low), pytest.approx(exact.high))


def test_a_timeout_is_never_a_check(checks: list[Any]) -> None:
    """Its outcome is missed, and a later outcome does not make it one."""
    from jiangang.port.targeting import coverage

    records = {
        one.number: one for one in coverage.check_records(coverage.decided_between(officer(), DAY, DAY), DAY)
    }
    assert records[checks[4].number].state == "timed_out"


def test_every_number_opens_its_records(client: Any, checks: list[Any]) -> None:
    """The link of a count leads to as many records, on the page and as CSV."""
    sign_in(client, "V01", *VIEWER)
    body = client.get(reverse("targeting:coverage"), {**DAYS, "by": "rule"}).content.decode()
    assert "40.0 %" in body and "logs" in body
    for state, count in (("done", 2), ("overridden", 1), ("timed_out", 1), ("", 6)):
        given = {**DAYS, "by": "rule", "value": "logs", "state": state, "export": "csv"}
        answered = client.get(reverse("targeting:checks"), given)
        lines = b"".join(answered.streaming_content).decode().strip().splitlines()
        assert len(lines) == 1 + count
    assert client.get(reverse("targeting:coverage"), {**DAYS, "first_day": "2026-03-09"}).status_code == 422


def test_leakage_is_refused_where_the_stream_is_small(client: Any) -> None:
    """58 clean checks say nothing, and the page says so in a sentence; 59 exclude 5 %."""
    from jiangang.port.targeting import coverage

    set_share("1")
    activate(TEXT)
    made = accept_many(*[{}] * 60)
    for place, one in enumerate(made):
        decide(one)
        if place < 58:
            record(one.number, "clean")
    decisions = coverage.decided_between(officer(), DAY, DAY)
    (row,) = coverage.leakage_by(decisions, "origin")
    assert (row.value, row.arrivals, row.checked, row.estimate) == ("DE", 60, 58, None)
    sign_in(client, "V01", *VIEWER)
    said = client.get(reverse("targeting:leakage"), {**DAYS, "by": "origin"}).content.decode()
    assert "58 were done, 59 exclude a rate of 5 %" in said
    record(made[58].number, "found")
    record(made[59].number, "missed")
    (row,) = coverage.leakage_by(decisions, "origin")
    assert row.estimate is not None and (row.checked, row.found, row.estimate.missed) == (59, 1, 1)
    given = {**DAYS, "by": "origin", "value": "DE", "export": "csv"}
    lines = b"".join(client.get(reverse("targeting:stream"), given).streaming_content).decode().splitlines()
    assert len(lines) == 61


def test_what_rules_choose_says_nothing_of_leakage(checks: list[Any]) -> None:
    from jiangang.port.targeting import coverage

    rows = coverage.leakage_by(coverage.decided_between(officer(), DAY, DAY), "chapter")
    assert [(row.value, row.arrivals, row.checked) for row in rows] == [("44", 6, 0), ("94", 1, 0)]


def test_a_reader_with_an_interest_counts_without_the_firm(checks: list[Any]) -> None:
    from jiangang.port.targeting import coverage

    interest("V02", checks[0].importer_id)
    assert list(coverage.check_records(coverage.decided_between(officer("V02"), DAY, DAY), DAY)) == []
