"""Programs sign in with a key and need no CSRF token; browsers need one; nobody else gets in; and no
address breaks a query.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jiangang.kernel.office.api import clock
from jiangang.kernel.people import api as people

NOTICES = "/api/declarations/notices"


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
