"""The desk's page and the two hands on it, in both languages; the public page."""

from typing import Any

import pytest
from django.test import Client

from jiangang.kernel.register import api
from tests.integration.register.conftest import AT


@pytest.fixture
def people(opened: Any) -> list[Client]:
    """Two signed-in people who may propose and confirm."""
    from jiangang.kernel.people.models import Grant, Person, Posting, PostKind, Unit, User

    kind = PostKind.objects.create(code="keeper", name_en="Keeper", name_zh="管理人")
    unit = Unit.objects.create(code="u", kind="bureau", name_en="u", name_zh="u", valid_from="2000-01-01")
    for permission in ("register.state.view", "register.key.propose", "register.key.confirm"):
        Grant.objects.create(post_kind=kind, permission=permission, valid_from="2000-01-01")
    made = []
    for code, language in (("one", "en"), ("two", "zh-hans")):
        person = Person.objects.create(code=code, name_zh=code)
        Posting.objects.create(person=person, post_kind=kind, unit=unit, valid_from="2000-01-01")
        user = User.objects.create(username=code, person=person, language=language)
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        made.append(client)
    return made


def test_two_people_rotate_the_key_at_the_desk(people: list[Client]) -> None:
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


def test_the_page_says_how_it_stands(people: list[Client], fill: Any) -> None:
    one, two = people
    assert "Not witnessed" in one.get("/desk/register/").content.decode()
    assert "未经见证" in two.get("/desk/register/").content.decode()
    fill("a")
    api.publish(at=AT)
    assert one.get("/desk/register/").status_code == 200


def test_strangers_see_the_public_page_only(opened: Any, client: Any) -> None:
    assert client.get("/desk/register/").status_code == 302
    page = client.get("/register/").content.decode()
    assert "jiangang register mirror" in page
