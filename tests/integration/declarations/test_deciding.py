"""What the counter decides, what the firm corrects, and what later departments move."""

from datetime import timedelta
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused
from tests.integration.declarations.conftest import AT, CLERK, make_person, payload

LATER = AT + timedelta(hours=1)


def test_acceptance_is_entered_and_published(file_one: Any, clerk: Any) -> None:
    from jiangang.kernel.events.models import Event
    from jiangang.kernel.ledger.models import Entry
    from jiangang.port.declarations import api

    consignment = file_one().consignment
    accepted = api.accept_notice(consignment_id=consignment.pk, version=1, actor=clerk, at=LATER)
    assert (accepted.state, accepted.accepted_by) == ("accepted", clerk.key)
    acts = list(Entry.objects.filter(case=consignment.number).values_list("act", flat=True))
    assert acts == ["declarations.notice.file", "declarations.notice.accept"]
    assert Event.objects.get(name=api.ACCEPTED).case == consignment.number


def test_accepting_twice_changes_nothing_and_another_clerk_is_told(file_one: Any, clerk: Any) -> None:
    from jiangang.kernel.ledger.models import Entry
    from jiangang.port.declarations import api

    consignment = file_one().consignment
    for _ in range(2):
        api.accept_notice(consignment_id=consignment.pk, actor=clerk, at=LATER)
    assert Entry.objects.filter(act="declarations.notice.accept").count() == 1
    with pytest.raises(Conflict):
        api.accept_notice(consignment_id=consignment.pk, actor=make_person("second", *CLERK), at=LATER)


def test_a_declarant_cannot_accept(file_one: Any, declarant: Any) -> None:
    from jiangang.port.declarations import api

    with pytest.raises(Forbidden):
        api.accept_notice(consignment_id=file_one().consignment.pk, actor=declarant, at=LATER)


def test_a_return_tells_everything_at_once(file_one: Any, clerk: Any) -> None:
    from jiangang.port.declarations import api

    consignment = file_one(exporter_name="", departure_country="").consignment
    told = api.return_notice(consignment_id=consignment.pk, version=1, actor=clerk, at=LATER)
    codes = {each["code"].rpartition(".")[2] for each in told.findings}
    assert {"seller_missing", "departure_missing"} <= codes
    consignment.refresh_from_db()
    assert consignment.state == "returned"


def test_a_return_without_reason_is_refused(file_one: Any, clerk: Any) -> None:
    from jiangang.port.declarations import api

    filing = file_one()
    with pytest.raises(Refused) as caught:
        api.return_notice(consignment_id=filing.consignment.pk, actor=clerk, at=LATER)
    assert caught.value.findings[0].code == "declarations.finding.nothing_to_mend"


def test_a_correction_is_a_new_version_that_names_the_old(file_one: Any, clerk: Any, declarant: Any) -> None:
    from jiangang.port.declarations import api, queries

    consignment = file_one(exporter_name="").consignment
    api.return_notice(consignment_id=consignment.pk, actor=clerk, at=LATER)
    filing = api.correct_notice(
        consignment_id=consignment.pk, payload=payload(), request_key="k", actor=declarant, at=LATER
    )
    again = api.correct_notice(
        consignment_id=consignment.pk, payload=payload(), request_key="k", actor=declarant, at=LATER
    )
    assert again.replayed
    assert filing.notice.version == 2
    assert filing.notice.replaces.version == 1
    consignment.refresh_from_db()
    assert (consignment.state, consignment.exporter_name) == ("submitted", "Southern Timber Ltd")
    assert [row.version for row in queries.notices_of(consignment)] == [2, 1]
    with pytest.raises(Conflict):
        api.accept_notice(consignment_id=consignment.pk, version=1, actor=clerk, at=LATER)


def test_a_correction_cannot_make_other_goods(file_one: Any, declarant: Any) -> None:
    from jiangang.port.declarations import api

    consignment = file_one().consignment
    other = payload()
    other["lines"][0]["hs_code"] = "020130"
    with pytest.raises(Refused) as caught:
        api.correct_notice(consignment_id=consignment.pk, payload=other, actor=declarant, at=LATER)
    assert caught.value.findings[0].code == "declarations.finding.other_commodity"


def test_later_departments_need_the_permission_of_the_act(file_one: Any, clerk: Any) -> None:
    from jiangang.port.declarations import api

    consignment = api.accept_notice(consignment_id=file_one().consignment.pk, actor=clerk, at=LATER)
    with pytest.raises(Forbidden):
        api.advance(consignment_id=consignment.pk, act="target", actor=clerk, at=LATER)
    officer = make_person("officer", "declarations.consignment.target")
    moved = api.advance(consignment_id=consignment.pk, act="target", actor=officer, at=LATER)
    assert moved.state == "targeted"
    with pytest.raises(Refused):
        api.advance(consignment_id=consignment.pk, act="target", actor=officer, at=LATER)
    with pytest.raises(NotFound):
        api.advance(consignment_id=0, act="target", actor=officer, at=LATER)


def test_drafts_are_kept_and_belong_to_their_owner(file_one: Any, declarant: Any, clerk: Any) -> None:
    from jiangang.port.declarations import api, queries

    draft = api.save_draft(request_key="f1", form={"a": "half a wo"}, actor=declarant, at=AT)
    api.save_draft(request_key="f1", form={"a": "half a word"}, actor=declarant, at=LATER)
    assert [each.form for each in queries.open_drafts(declarant)] == [{"a": "half a word"}]
    with pytest.raises(NotFound):
        api.save_draft(request_key="f1", form={}, actor=clerk, at=LATER)
    api.file_notice(payload=payload(), draft_id=draft.pk, actor=declarant, at=LATER)
    assert queries.open_drafts(declarant) == []
    with pytest.raises(Conflict):
        api.save_draft(request_key="f1", form={}, actor=declarant, at=LATER)


@pytest.mark.parametrize(("language", "name"), [("en", "Li Ming"), ("zh-hans", "李明")])
def test_who_decided_already_is_told_by_name(file_one: Any, clerk: Any, language: str, name: str) -> None:
    from dataclasses import replace

    from jiangang.kernel.people.models import Person
    from jiangang.port.declarations import api

    Person.objects.filter(pk=clerk.person_id).update(name_zh="李明", name_en="Li Ming")
    second = replace(make_person("second", *CLERK), language=language)
    for decide in (api.accept_notice, api.return_notice):
        consignment = file_one().consignment
        words = {"remarks": "x"} if decide is api.return_notice else {}
        decide(consignment_id=consignment.pk, actor=clerk, at=LATER, **words)
        with pytest.raises(Conflict) as caught:
            api.accept_notice(consignment_id=consignment.pk, actor=second, at=LATER)
        assert caught.value.findings[0].params["by"] == name
