"""The screens of disposition: queue, case, decision, notice, machine API."""

import json
from typing import Any

import pytest

from tests.integration.disposition.test_deciding import inspected
from tests.support import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def consignment() -> Any:
    cases.load_series()
    return inspected()


def test_from_queue_to_notice(consignment: Any) -> None:
    desk = cases.client_of("releaser", *cases.RELEASER)
    assert consignment.number in desk.get("/desk/dispositions/").content.decode()
    page = f"/desk/dispositions/{consignment.pk}/"
    assert "Release" in desk.get(page).content.decode()
    assert desk.post(page, {"outcome": "refuse"}).status_code == 422
    assert desk.post(page, {"outcome": "release", "request_key": "k"}).status_code == 302
    shown = desk.get(page).content.decode()
    assert "FX-000000-" in shown
    assert "FX-000000-" in desk.get(f"{page}notice/").content.decode()
    assert "FX-000000-" in desk.get("/desk/dispositions/decided/").content.decode()


def test_who_inspected_sees_why_before_any_button(consignment: Any) -> None:
    desk = cases.client_of("one", *cases.RELEASER)
    page = desk.get(f"/desk/dispositions/{consignment.pk}/").content.decode()
    assert "You cannot decide this case" in page
    assert 'name="outcome"' not in page
    assert desk.post(f"/desk/dispositions/{consignment.pk}/", {"outcome": "release"}).status_code == 403


def test_chinese_pages(consignment: Any) -> None:
    desk = cases.client_of("releaser", *cases.RELEASER, language="zh-hans")
    assert "待处置" in desk.get("/desk/dispositions/").content.decode()
    assert "不予放行" in desk.get(f"/desk/dispositions/{consignment.pk}/").content.decode()


def test_the_machine_api_decides_once(consignment: Any) -> None:
    desk = cases.client_of("releaser", *cases.RELEASER)
    (row,) = desk.get("/api/disposition/queue").json()
    assert row["consignment"] == consignment.number

    def send(key: str) -> Any:
        return desk.post(
            f"/api/disposition/{consignment.pk}",
            json.dumps({"outcome": "release"}),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    numbers = {send("machine-1").json()["number"] for _ in range(5)}
    assert len(numbers) == 1
    assert send("machine-2").status_code == 409
