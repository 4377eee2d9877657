"""Public pages answer an address so often a minute, and then say so."""

from typing import Any

import pytest
from django.test import Client


@pytest.mark.parametrize(("path", "limit"), [("/verify/?n=x&c=y", 60), ("/account/recover/", 30)])
def test_one_address_is_answered_up_to_the_limit(demo_db: Any, path: str, limit: int) -> None:
    client = Client()
    answers = [client.get(path).status_code for _ in range(limit + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


def test_another_address_is_answered_still(demo_db: Any) -> None:
    for _ in range(31):
        Client(REMOTE_ADDR="203.0.113.5").get("/account/recover/")
    assert Client(REMOTE_ADDR="203.0.113.6").get("/account/recover/").status_code == 200
