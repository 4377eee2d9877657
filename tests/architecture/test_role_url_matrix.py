"""Every kind of post asks for every page of a played demo office; the answers are those that are declared."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from jiangang.config.reference.gathering import Route, permissions_of_post, posts, routes
from jiangang.kernel.permissions import Permission
from jiangang.kernel.permissions.pages import Access
from tests.architecture.requests import asked, fault
from tests.architecture.source import nothing

SINCE = date(2020, 1, 1)


def newcomers() -> dict[str, Any]:
    """A user for each kind of post, in the office or in its first firm."""
    from jiangang.kernel.organisations.models import Firm
    from jiangang.kernel.people.models import Person, Posting, Unit, User

    unit, firm = Unit.objects.order_by("pk")[0], Firm.objects.order_by("pk")[0]
    found = {}
    for post in posts():
        place = {"firm": firm} if post.get("is_trade") else {"unit": unit}
        person = Person.objects.create(code=f"M-{post['code']}", name_zh=post["name_zh"])
        Posting.objects.create(person=person, post_kind_id=post["code"], valid_from=SINCE, **place)
        found[post["code"]] = User.objects.create(person=person, username=f"m-{post['code']}", language="en")
    return found


def pages() -> list[Route]:
    """Every page; the machine API is tried in its rooms."""
    return [route for route in routes() if not route.is_machine]


@pytest.mark.slow
@pytest.mark.usefixtures("demo_db")
def test_every_post_gets_the_answers_that_are_declared() -> None:
    faults = []
    for post, user in newcomers().items():
        client = Client()
        client.force_login(user)
        held = permissions_of_post(post)
        for route in pages():
            if route.name == "account_logout":
                continue
            faults.append(fault(route, post, held, asked(client, route)))
    nothing(found for found in faults if found)


@pytest.mark.usefixtures("demo_db")
def test_a_stranger_gets_the_answers_that_are_declared() -> None:
    client = Client()
    faults = [fault(route, "a stranger", None, asked(client, route)) for route in pages()]
    nothing(found for found in faults if found)


@pytest.mark.parametrize(
    ("access", "held", "status", "target"),
    [
        (Access(permission=Permission.all()[0]), frozenset(), 200, ""),
        (Access(permission=Permission.all()[0]), frozenset({str(Permission.all()[0])}), 403, ""),
        (Access(permission=Permission.all()[0]), frozenset({str(Permission.all()[0])}), 500, ""),
        (Access(because="an example"), None, 200, ""),
        (Access(signed_in=False, because="an example"), None, 302, "/account/login/?next=/"),
        (None, frozenset(), 200, ""),
    ],
)
def test_a_wrong_answer_is_found(
    access: Access | None, held: frozenset[str] | None, status: int, target: str
) -> None:
    route = Route("example/", "example:page", HttpResponse, access)
    assert fault(route, "somebody", held, (status, target))
