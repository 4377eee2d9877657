"""A password that somebody else gave opens one page only: the one on which it is changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jiangang.kernel.ledger.models import Entry
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from tests.support.demo import PASSWORD

CHANGE = "/account/password/change/"
OWN = "Only-I-know-this-77"


@pytest.fixture
def newcomer(demo_client: Callable[[str], Any]) -> Client:
    """Somebody of a real office, signed in with the password they were given."""
    today = office.clock().date()
    administrator = people.actor_by_code("A001", today)
    office.change_setting(key="demo", value=False, valid_from=today, actor=administrator, at=office.clock())
    return demo_client("clerk1")


@pytest.mark.parametrize("path", ["/desk/", "/account/", "/api/declarations/notices"])
def test_every_page_leads_to_the_change(newcomer: Client, path: str) -> None:
    answer = newcomer.get(path)
    assert (answer.status_code, answer.url) == (302, CHANGE)


def test_the_page_of_the_change_says_why_and_signing_out_is_open(newcomer: Client) -> None:
    shown = newcomer.get("/desk/", follow=True, headers={"accept-language": "en"})
    assert shown.status_code == 200
    assert "他人为您设置" in shown.content.decode()
    assert newcomer.post("/account/logout/").url == "/"


def change(client: Client, new: str) -> Any:
    return client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})


def test_the_same_password_is_no_new_one(newcomer: Client) -> None:
    assert change(newcomer, PASSWORD).status_code == 200
    assert newcomer.get("/desk/").status_code == 302


def test_after_the_change_the_desk_is_open_and_the_ledger_knows(newcomer: Client) -> None:
    assert change(newcomer, OWN).status_code == 302
    assert newcomer.get("/desk/").status_code == 200
    assert Entry.objects.latest("sequence").act == "people.password.change"


def test_the_demo_office_asks_for_nothing(demo_client: Callable[[str], Any]) -> None:
    assert demo_client("clerk1").get("/desk/").status_code == 200


def test_what_a_signed_in_person_saw_is_in_no_cache(demo_client: Callable[[str], Any]) -> None:
    client = demo_client("clerk1")
    for path in ("/desk/", "/desk/notices/", "/account/", "/"):
        assert client.get(path)["Cache-Control"] == "private, no-store", path
    assert "Cache-Control" not in Client().get("/")
