"""The screens of inspection: the inspector's way, refusals by URL with their reason, both languages, the
machine API.
"""

import json
from typing import Any

import pytest

from tests.integration.inspection.test_inspecting import go
from tests.integration.inspection.test_inspecting import opened as opened_fixture
from tests.support import cases

pytestmark = pytest.mark.django_db
opened = opened_fixture


def answers(**changes: str) -> dict[str, str]:
    from jiangang.port.inspection.api import get_checklist

    points = {f"answer_{item}": "conforming" for item in get_checklist("general").items}
    rows = {"found-TOTAL_FORMS": "3", "found-INITIAL_FORMS": "0"}
    values = {"units_opened": "12", "conforming": "conforming", "request_key": "phone-1"}
    return {**points, **rows, **values, **changes}


def test_the_inspectors_way(opened: Any) -> None:
    one = cases.client_of("one", *cases.INSPECTOR)
    assert opened.number in one.get("/desk/inspections/").content.decode()
    base = f"/desk/inspections/{opened.pk}/"
    assert "I am on site" in one.get(base).content.decode()
    assert one.post(f"{base}start/").status_code == 302
    form = one.get(f"{base}result/").content.decode()
    assert "Seal" in form or "seals" in form
    assert one.post(f"{base}result/", answers()).status_code == 302
    assert "second inspector has still to confirm" in one.get(base).content.decode()
    two = cases.client_of("two", *cases.INSPECTOR)
    assert two.post(f"{base}second-hand/", {"confirm": "1"}).status_code == 302
    opened.refresh_from_db()
    assert opened.state == "concluded"


def test_a_wrong_form_says_everything_and_keeps_what_was_typed(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    one = cases.client_of("one", *cases.INSPECTOR)
    wrong = answers(answer_seals="", conforming="nonconforming", remarks="第 3 箱潮湿")
    page = one.post(f"/desk/inspections/{opened.pk}/result/", wrong)
    shown = page.content.decode()
    assert page.status_code == 422
    assert "A point of the checklist is not answered" in shown
    assert "no point fails and nothing was found" in shown
    assert "第 3 箱潮湿" in shown
    assert opened.results.count() == 0


def test_what_was_found_comes_through_the_form(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    one = cases.client_of("one", *cases.INSPECTOR)
    found = {
        "found-0-category": "live_pest",
        "found-0-severity": "critical",
        "found-0-description": "活体幼虫",
        "found-0-taxon": "Bactrocera dorsalis",
        "found-0-units_affected": "2",
    }
    wrong = answers(answer_live_pests="nonconforming", conforming="nonconforming", **found)
    assert one.post(f"/desk/inspections/{opened.pk}/result/", wrong).status_code == 302
    (row,) = opened.results.get().found.all()
    assert (row.taxon, row.units_affected) == ("Bactrocera dorsalis", 2)


@pytest.mark.parametrize("page", ["", "result/", "second-hand/"])
def test_who_was_not_drawn_is_told_so(opened: Any, page: str) -> None:
    three = cases.client_of("three", *cases.INSPECTOR)
    answer = three.get(f"/desk/inspections/{opened.pk}/{page}")
    assert answer.status_code == 403
    assert "You were not drawn for this inspection" in answer.content.decode()


def test_a_person_with_an_interest_is_told_so(opened: Any) -> None:
    from jiangang.integrity.interests import api as interests

    actor = cases.actor_of("one", "interests.interest.declare")
    interests.declare_interest(
        person_id=actor.person_id,
        firm_id=opened.consignment.importer_id,
        kind="kin",
        valid_from=cases.DAY,
        actor=actor,
        at=cases.AT,
    )
    go_there = cases.client_of("one", *cases.INSPECTOR)
    answer = go_there.get(f"/desk/inspections/{opened.pk}/result/")
    assert answer.status_code == 403
    assert "interest" in answer.content.decode()


def test_the_hand_that_stays_apart_is_shown_before_the_button(opened: Any) -> None:
    go(opened, "start_inspection", "one")
    from tests.integration.inspection.test_inspecting import content

    go(opened, "record_result", "one", content=content())
    one = cases.client_of("one", *cases.INSPECTOR)
    shown = one.get(f"/desk/inspections/{opened.pk}/").content.decode()
    assert "You recorded this result yourself" in shown
    assert "Confirm the result" not in shown


def test_chinese_pages(opened: Any) -> None:
    one = cases.client_of("one", *cases.INSPECTOR, language="zh-hans")
    assert "我的查验" in one.get("/desk/inspections/").content.decode()
    assert "我已到场" in one.get(f"/desk/inspections/{opened.pk}/").content.decode()
    go(opened, "start_inspection", "one")
    assert "集装箱号、封识完好相符" in one.get(f"/desk/inspections/{opened.pk}/result/").content.decode()


def test_consignments_wait_for_inspectors() -> None:
    from jiangang.port.inspection.sample import units_for

    cases.load_series()
    consignment = cases.consignment_of(acts=cases.AWAITING)
    planner = cases.client_of("planner", *cases.OPENER)
    assert consignment.number in planner.get("/desk/inspections/awaiting/").content.decode()
    form = planner.get(f"/desk/inspections/awaiting/{consignment.pk}/").content.decode()
    assert f'value="{units_for(3200)}"' in form


def test_the_machine_api_records_once(opened: Any) -> None:
    from jiangang.port.inspection.api import get_checklist

    one = cases.client_of("one", *cases.INSPECTOR)
    go(opened, "start_inspection", "one")
    (row,) = one.get("/api/inspection/mine").json()
    assert row["number"] == opened.number
    body = {
        "conforming": True,
        "units_opened": 12,
        "answers": dict.fromkeys(get_checklist("general").items, "conforming"),
    }
    sent = [
        one.post(
            f"/api/inspection/{opened.pk}/result",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": "machine-1"},
        )
        for _ in range(5)
    ]
    assert {(each.status_code, each.json()["result_id"]) for each in sent} == {
        (200, sent[0].json()["result_id"])
    }
    assert opened.results.count() == 1


def test_the_machine_api_lists_all_findings(opened: Any) -> None:
    one = cases.client_of("one", *cases.INSPECTOR)
    go(opened, "start_inspection", "one")
    body = {"conforming": True, "units_opened": 0, "answers": {}}
    answer = one.post(
        f"/api/inspection/{opened.pk}/result", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 422
    assert len(answer.json()["findings"]) == 8
