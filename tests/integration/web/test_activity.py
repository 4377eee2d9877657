"""The list of one's sessions knows when each was used; a page is not written down every time it is opened."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangang.kernel.office.api import clock
from jiangang.web.activity import EVERY, NOTED


def writes(client: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/desk/").status_code == 200
    return sum(not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE")) for query in asked)


def test_a_page_writes_nothing_while_the_note_is_fresh(demo_client: Callable[[str], Any]) -> None:
    client = demo_client("clerk1")
    client.get("/desk/")
    assert writes(client) == 0


def test_an_old_note_is_renewed(demo_client: Callable[[str], Any]) -> None:
    client = demo_client("clerk1")
    client.get("/desk/")
    long_ago = clock() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    session = client.session
    session[NOTED] = (clock() - 2 * EVERY).timestamp()
    session.save()
    client.get("/desk/")
    assert UserSession.objects.get(session_key=session.session_key).last_seen_at > long_ago
