"""Signing in: password, lock-out, second factor of signing posts, language, default deny."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.people.models import User
from tests.support.demo import PASSWORD

LOGIN = "/account/login/"


def sign_in(client: Client, username: str, password: str) -> Any:
    return client.post(LOGIN, {"login": username, "password": password})


def test_the_right_password_leads_to_the_desk(demo_db: Any) -> None:
    client = Client()
    assert sign_in(client, "clerk1", PASSWORD).status_code == 302
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/desk/"


def test_people_of_the_trade_come_to_the_portal(demo_db: Any) -> None:
    client = Client()
    sign_in(client, "timber", PASSWORD)
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/portal/"


def test_five_failures_lock_the_name(demo_db: Any) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, "clerk1", "wrong")
    assert sign_in(client, "clerk1", PASSWORD).status_code in (403, 429)
    assert client.get("/desk/").status_code == 302


def test_another_name_is_not_locked_with_it(demo_db: Any) -> None:
    client = Client()
    for _ in range(6):
        sign_in(client, "clerk1", "wrong")
    assert sign_in(client, "clerk2", PASSWORD).status_code == 302


@pytest.mark.parametrize("path", ["/account/signup/", "/account/password/reset/", "/account/email/"])
def test_pages_of_the_library_that_nobody_declared_are_refused(demo_db: Any, path: str) -> None:
    assert Client().get(path).status_code in (403, 404)


def a_real_office() -> None:
    User.objects.update(must_change_password=False)
    administrator = people.actor_by_code("A001", office.clock().date())
    office.change_setting(
        key="demo", value=False, valid_from=office.clock().date(), actor=administrator, at=office.clock()
    )


def test_a_signing_post_must_set_up_a_second_factor(demo_client: Callable[[str], Any]) -> None:
    a_real_office()
    answer = demo_client("signatory").get("/desk/")
    assert answer.status_code == 302
    assert answer.url == reverse("mfa_index")


def test_no_key_goes_round_the_second_factor(demo_client: Callable[[str], Any]) -> None:
    a_real_office()
    client = demo_client("signatory")
    assert client.post("/account/", {"name": "way round"}).url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).url.startswith("/account/reauthenticate/")
    assert client.get("/account/reauthenticate/").status_code == 200


def test_a_post_that_does_not_sign_need_not(demo_client: Callable[[str], Any]) -> None:
    a_real_office()
    assert demo_client("clerk1").get("/desk/").status_code == 200


def test_the_demo_office_shows_its_sign_ins_and_a_real_one_does_not(
    demo_client: Callable[[str], Any],
) -> None:
    assert PASSWORD in Client().get(LOGIN).content.decode()
    a_real_office()
    assert PASSWORD not in Client().get(LOGIN).content.decode()


def test_the_language_stays_with_the_person(demo_client: Callable[[str], Any]) -> None:
    demo_client("clerk1").post("/language/", {"language": "en", "next": "/desk/"})
    elsewhere = demo_client("clerk1").get("/desk/")
    assert "My desk" in elsewhere.content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.invalid/", "//elsewhere.invalid"])
def test_the_language_switch_does_not_lead_away(demo_db: Any, target: str) -> None:
    assert Client().post("/language/", {"language": "en", "next": target}).url == "/"


def test_a_security_policy_without_inline(demo_client: Callable[[str], Any]) -> None:
    policy = demo_client("clerk1").get("/desk/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_key_acts_as_its_person_and_a_wrong_one_as_nobody(demo_db: Any) -> None:
    user = people.find_by_username("timber")
    key = people.make_key(user=user, name="test", at=office.clock())
    good = Client().get("/api/declarations/notices", headers={"Authorization": f"Bearer {key}"})
    bad = Client().get("/api/declarations/notices", headers={"Authorization": "Bearer jg_wrong"})
    assert (good.status_code, bad.status_code) == (200, 401)
