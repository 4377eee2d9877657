"""Programs sign in with a key and need no CSRF token; browsers need one; nobody else gets in; and no
address breaks a query.
"""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jiangang.kernel.office.api import change_setting, clock
from jiangang.kernel.people import api as people

NOTICES = "/api/declarations/notices"
LISTED = f"{NOTICES}?limit=1"


@pytest.fixture
def key(demo_db: Any) -> str:
    return people.make_key(user=people.find_by_username("timber"), name="program", at=clock())


def file(client: Client, **headers: str) -> int:
    sent = client.post(NOTICES, {}, "application/json", headers={"Idempotency-Key": "k1", **headers})
    return int(sent.status_code)


def test_a_program_writes_with_its_key_alone(key: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert file(strict, Authorization=f"Bearer {key}") == 422  # understood, and refused for what is missing


@pytest.mark.parametrize("shown", ["Bearer jg_unknown", "Basic abc"])
def test_an_unknown_key_is_nobody(key: str, shown: str) -> None:
    assert file(Client(enforce_csrf_checks=True), Authorization=shown) == 401


def test_a_browser_without_its_token_is_refused(demo_client: Callable[[str], Any]) -> None:
    client = demo_client("timber")
    client.handler.enforce_csrf_checks = True
    assert file(client) == 403
    assert client.get(NOTICES).status_code == 200


@pytest.mark.parametrize("path", [f"{NOTICES}?state=%00", "/desk/notices/?q=a%00b", "/desk/notices/a%00b/"])
def test_an_address_with_a_nul_is_nowhere(key: str, demo_client: Callable[[str], Any], path: str) -> None:
    answer = demo_client("clerk1").get(path, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 404


def test_a_form_without_its_token_says_what_to_do(demo_db: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "返回并刷新页面" in answer.content.decode()


def settle(key: str, value: bool) -> None:
    today = clock().date()
    administrator = people.actor_by_code("A001", today)
    change_setting(key=key, value=value, valid_from=today, actor=administrator, at=clock())


def listed(key: str) -> Any:
    return Client().get(LISTED, headers={"Authorization": f"Bearer {key}"})


def test_an_old_key_of_a_signing_post_is_refused_until_there_is_a_second_factor(demo_db: Any) -> None:
    user = people.find_by_username("signatory")
    assert user is not None
    key = people.make_key(user=user, name="made in the demo office", at=clock())
    settle("demo", False)
    answer = listed(key)
    assert answer.status_code == 403
    assert answer.json()["findings"][0]["code"] == "web.finding.second_factor_missing"
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert "second_factor_missing" not in listed(key).content.decode()


def test_a_key_follows_the_present_setting_and_the_present_post(demo_db: Any) -> None:
    keys = {
        name: people.make_key(user=people.find_by_username(name), name="program", at=clock())  # type: ignore[arg-type]
        for name in ("signatory", "clerk1")
    }
    settle("demo", False)
    assert listed(keys["clerk1"]).status_code == 200
    assert "second_factor_missing" in listed(keys["signatory"]).content.decode()
    settle("mfa_for_signing_posts", False)
    assert "second_factor_missing" not in listed(keys["signatory"]).content.decode()
