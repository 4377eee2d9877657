"""The desk's page and the two hands on it, in both languages; the public page."""

from typing import Any

import pytest
from django.test import Client

from jiangang.kernel.people.models import Person, User
from jiangang.kernel.permissions import Permission
from jiangang.kernel.register import api
from tests.integration.register.conftest import AT


@pytest.fixture
def people(opened: Any, monkeypatch: Any) -> Any:
    """Two signed-in people who hold every permission."""
    from dataclasses import replace

    from jiangang.kernel.people import queries

    real = queries.actor_of_request

    def all_powerful(request: Any) -> Any:
        found = real(request)
        return replace(found, permissions=frozenset(Permission.all())) if found.person_id else found

    monkeypatch.setattr(
        "jiangang.kernel.permissions.middleware.import_string",
        lambda name: all_powerful if name.endswith("actor_of_request") else _imported(name),
    )
    made = []
    for code in ("one", "two"):
        person = Person.objects.create(code=code, name_zh=code, name_en=code)
        user = User.objects.create(username=code, person=person)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        made.append(client)
    return made


def _imported(name: str) -> Any:
    from django.utils.module_loading import import_string

    return import_string(name)


def test_two_people_rotate_the_key_at_the_desk(people: Any) -> None:
    one, two = people
    assert one.get("/desk/register/").status_code == 200
    assert one.get("/desk/register/propose/").status_code == 200
    refused = one.post("/desk/register/propose/", {"act": "open", "reason": "again"})
    assert refused.status_code in {200, 409, 422}
    sent = one.post("/desk/register/propose/", {"act": "rotate", "reason": "yearly"})
    assert sent.status_code == 302
    assert one.post("/desk/register/proposals/2/", {}).status_code == 403
    assert "/desk/register/proposals/2/" in two.get("/desk/register/").content.decode()
    assert two.post("/desk/register/proposals/2/", {}).status_code == 302
    origin = api.current_origin()
    assert origin is not None
    assert len(api.verifier_keys(origin)) == 2


def test_the_page_says_how_it_stands(people: Any, fill: Any) -> None:
    one, _ = people
    for language, words in (("en", "Not witnessed"), ("zh-hans", "未经见证")):
        User.objects.update(language=language)
        assert words in one.get("/desk/register/").content.decode()
    fill("a")
    api.publish(at=AT)
    assert one.get("/desk/register/").status_code == 200


def test_strangers_see_the_public_page_only(opened: Any, client: Any) -> None:
    assert client.get("/desk/register/").status_code == 302
    page = client.get("/register/").content.decode()
    assert "jiangang register mirror" in page
