"""A telephone stands on a person's page masked; whoever may see it clear gives a reason, which is kept."""

from collections.abc import Callable
from typing import Any

import pytest

from jiangang.kernel.ledger.models import Entry
from jiangang.kernel.people.models import Person

PHONE = "13812345621"


@pytest.fixture
def page(demo_db: Any) -> str:
    person = Person.objects.get(code="W001")
    Person.objects.filter(pk=person.pk).update(phone=PHONE, email="zhang@example.org")
    return f"/desk/people/{person.pk}/"


def test_the_page_shows_it_masked(demo_client: Callable[[str], Any], page: str) -> None:
    shown = demo_client("admin").get(page).content.decode()
    assert PHONE not in shown
    assert "138******21" in shown
    assert "zhang@" not in shown
    assert "/desk/privacy/people.Person/" not in shown


def test_the_discipline_officer_reveals_it_for_a_reason(demo_client: Callable[[str], Any], page: str) -> None:
    client = demo_client("discipline")
    shown = client.get(page).content.decode()
    assert PHONE not in shown
    way = f"/desk/privacy/people.Person/{page.split('/')[-2]}/phone/"
    assert way in shown
    assert PHONE not in client.post(way, {"reason": ""}).content.decode()
    assert PHONE in client.post(way, {"reason": "Complaint 2026-14"}).content.decode()
    assert Entry.objects.latest("sequence").act == "privacy.reveal"
