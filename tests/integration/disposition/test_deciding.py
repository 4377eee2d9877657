"""Dispositions on PostgreSQL as the application's role: who may decide, what, and only once."""

from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused
from tests.support import cases


@pytest.fixture
def office() -> None:
    cases.load_series()


def inspected(*, conforming: bool = True, second: str = "two", consignment: Any = None) -> Any:
    """A consignment whose inspection is concluded: a new one, or the one given, which awaits it."""
    from jiangang.port.inspection import api as inspection

    consignment = consignment or cases.consignment_of(acts=cases.AWAITING)
    people = [cases.actor_of(code, *cases.INSPECTOR) for code in ("one", second)]
    opened = inspection.open_inspection(
        consignment_id=consignment.pk,
        inspectors=[person.person_id for person in people],
        units=3,
        actor=cases.actor_of("planner", *cases.OPENER),
        at=cases.AT,
    )
    answers = dict.fromkeys(inspection.get_checklist("general").items, "conforming")
    found = () if conforming else (inspection.FoundContent("live_pest", "critical", "实蝇幼虫"),)
    words = inspection.ResultContent(conforming=conforming, units_opened=3, answers=answers, found=found)
    inspection.start_inspection(inspection_id=opened.pk, actor=people[0], at=cases.later(1))
    inspection.record_result(inspection_id=opened.pk, content=words, actor=people[0], at=cases.later(2))
    opened.refresh_from_db()
    if opened.state != "concluded":
        inspection.confirm_result(inspection_id=opened.pk, actor=people[1], at=cases.later(3))
    return consignment


def decide(consignment: Any, who: str = "releaser", **words: Any) -> Any:
    from jiangang.port.disposition import api as disposition

    words = {"outcome": "release", **words}
    actor = cases.actor_of(who, *cases.RELEASER)
    return disposition.decide_disposition(
        consignment_id=consignment.pk, actor=actor, at=cases.later(60), **words
    )


def refusal_of(kind: type[Refused], consignment: Any, who: str = "releaser", **words: Any) -> list[str]:
    with pytest.raises(kind) as refusal:
        decide(consignment, who, **words)
    return [finding.code for finding in refusal.value.findings]


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
class TestDeciding:
    def test_what_conforms_is_released(self) -> None:
        consignment = inspected()
        decision = decide(consignment)
        consignment.refresh_from_db()
        assert decision.disposition.number == "FX-000000-2026-000001"
        assert (decision.disposition.state, consignment.state) == ("released", "released")
        assert decision.basis == "inspection"

    def test_what_failed_is_not_released(self) -> None:
        consignment = inspected(conforming=False)
        assert refusal_of(Refused, consignment) == ["disposition.finding.release_of_failed"]

    def test_a_refusal_needs_measure_and_reason(self) -> None:
        consignment = inspected(conforming=False)
        assert refusal_of(Refused, consignment, outcome="refuse") == [
            "disposition.finding.measure_missing",
            "disposition.finding.reason_missing",
        ]
        decision = decide(consignment, outcome="refuse", measure="destroy", reason="检出实蝇幼虫")
        consignment.refresh_from_db()
        assert consignment.state == "refused"
        assert "动植物检疫法" in decision.legal_basis

    def test_a_double_click_gives_one_decision(self) -> None:
        consignment = inspected()
        first = decide(consignment, request_key="form-1")
        assert decide(consignment, request_key="form-1").pk == first.pk
        assert refusal_of(Conflict, consignment, request_key="form-2") == [
            "disposition.finding.decided_already"
        ]

    @pytest.mark.parametrize("who", ["one", "two", "clerk"])
    def test_who_accepted_or_inspected_cannot_release(self, who: str) -> None:
        consignment = inspected()
        assert refusal_of(Forbidden, consignment, who) == ["workflow.finding.hands_apart"]

    @pytest.mark.parametrize("who", ["one", "clerk"])
    def test_the_other_profile_lets_one_officer_do_it(self, who: str) -> None:
        cases.use_profile("single_officer")
        assert decide(inspected(), who).outcome == "release"

    def test_nothing_is_decided_before_the_second_hand(self) -> None:
        consignment = cases.consignment_of(acts=cases.AWAITING)
        assert refusal_of(Refused, consignment) == ["disposition.finding.not_ripe"]

    def test_without_a_lane_papers_alone_do_not_release(self) -> None:
        consignment = cases.consignment_of(acts=("target",))
        assert refusal_of(Refused, consignment) == ["disposition.finding.inspection_wanted"]

    @pytest.mark.parametrize(("lane", "released"), [("green", True), ("yellow", True), ("red", False)])
    def test_papers_alone_release_where_the_lane_says_so(
        self, lane: str, released: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from jiangang.port.disposition import queries

        monkeypatch.setattr(queries, "lane_of", lambda consignment: lane)
        consignment = cases.consignment_of(acts=("target",))
        if released:
            assert decide(consignment).basis == "documents"
        else:
            assert refusal_of(Refused, consignment) == ["disposition.finding.inspection_wanted"]

    def test_an_unknown_consignment_is_not_found(self) -> None:
        from jiangang.port.disposition.queries import consignment_of

        with pytest.raises(NotFound):
            consignment_of(999_999)

    def test_the_queue_shows_ripe_cases_without_recused_firms(self) -> None:
        from jiangang.integrity.interests import api as interests
        from jiangang.port.disposition.queries import list_queue, queue_rows

        consignment = inspected()
        releaser = cases.actor_of("releaser", *cases.RELEASER, "interests.interest.declare")
        (row,) = queue_rows(list(list_queue(releaser)), "en")
        assert (row.consignment, row.conforming) == (consignment.number, True)
        interests.declare_interest(
            person_id=releaser.person_id,
            firm_id=consignment.importer_id,
            kind="kin",
            valid_from=cases.DAY,
            actor=releaser,
            at=cases.AT,
        )
        assert list(list_queue(releaser)) == []
        assert refusal_of(Forbidden, consignment) == ["interests.finding.recused"]


def test_two_clerks_at_once_make_one_decision(committed_db: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from jiangang.port.disposition.models import Decision

    cases.load_series()
    consignment = inspected()
    for who in ("first", "second"):
        cases.actor_of(who)

    def click(who: str) -> str:
        try:
            return str(decide(consignment, who, request_key=who).pk)
        except Conflict as conflict:
            return conflict.findings[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(click, ("first", "second")))
    assert Decision.objects.count() == 1
    assert came.count("disposition.finding.decided_already") == 1
