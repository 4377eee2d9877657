"""Messages to users: once each, in the reader's language, unread counts, e-mail and webhook off by
default.
"""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import RequestFactory

from jiangang.kernel.messages import api
from jiangang.kernel.messages.api import Words
from jiangang.kernel.messages.channels import send_due
from jiangang.kernel.messages.models import Message, Posting
from jiangang.kernel.messages.views import open_one
from jiangang.kernel.office.models import OfficeSetting
from jiangang.kernel.people.models import Person, User
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import NotFound

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
LATER = AT + timedelta(days=400)
WORDS = Words("codes.finding.scheme_unknown", {"scheme": "x", "schemes": "y"}, "/desk/x/")


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of a message, joined to the catalogue for the test."""
    from jiangang.ui.wording import catalogue

    texts: Any = catalogue()
    for language, subject in (("en", "About {scheme}"), ("zh-hans", "关于 {scheme}")):
        monkeypatch.setitem(texts._texts[language], f"{WORDS.key}.subject", subject)
        monkeypatch.setitem(texts._texts[language], f"{WORDS.key}.body", f"{subject} / {{schemes}}")


@pytest.fixture
def readers() -> tuple[Person, Person]:
    """Two people; the second reads English."""
    first = Person.objects.create(code="m1", name_zh="甲", email="jia@port.example")
    second = Person.objects.create(code="m2", name_zh="乙", email="yi@port.example")
    User.objects.create(username="m2", person=second, language="en")
    return first, second


def actor(person: Person) -> Actor:
    """The person as an actor."""
    return Actor(name="x", on=AT.date(), person_id=person.pk)


def switch_on(key: str, value: Any) -> None:
    """Set a setting of the office."""
    OfficeSetting.objects.create(key=key, value=value, valid_from=AT.date(), recorded_by="test")


def test_a_message_reaches_each_reader_once(readers: tuple[Person, Person]) -> None:
    ids = [person.pk for person in readers]
    assert api.send(person_ids=[*ids, ids[0]], words=WORDS, source="e1", at=AT) == 2
    assert api.send(person_ids=ids, words=WORDS, source="e1", at=AT) == 0
    assert api.send(person_ids=ids[:1], words=WORDS, source="e2", at=AT) == 1
    assert [api.unread_count(actor(person)) for person in readers] == [2, 1]
    assert api.unread_count(Actor.anonymous(on=AT.date())) == 0


def test_it_is_read_in_the_readers_language(readers: tuple[Person, Person]) -> None:
    api.send(person_ids=[readers[0].pk], words=WORDS, source="e1", at=AT)
    (row,) = api.list_messages(actor(readers[0]), "zh-hans")
    assert (row.subject, row.body, row.is_read) == ("关于 x", "关于 x / y", False)
    assert api.list_messages(actor(readers[0]), "en")[0].subject == "About x"


def test_only_the_reader_marks_it_as_read(readers: tuple[Person, Person]) -> None:
    api.send(person_ids=[readers[0].pk], words=WORDS, source="e1", at=AT)
    key = Message.objects.get().pk
    with pytest.raises(NotFound):
        api.mark_read(message_id=key, actor=actor(readers[1]), at=AT)
    assert api.mark_read(message_id=key, actor=actor(readers[0]), at=AT) == "/desk/x/"
    api.mark_read(message_id=key, actor=actor(readers[0]), at=LATER)
    assert Message.objects.get().read_at == AT
    api.send(person_ids=[readers[0].pk], words=WORDS, source="e2", at=AT)
    assert api.mark_all_read(actor=actor(readers[0]), at=AT) == 1


def test_opening_leads_only_to_pages_of_the_house(readers: tuple[Person, Person]) -> None:
    away = Words(WORDS.key, WORDS.params, "https://elsewhere.example/")
    api.send(person_ids=[readers[0].pk], words=away, source="e1", at=AT)
    request: Any = RequestFactory().post("/")
    request.actor, request.now = actor(readers[0]), AT
    assert open_one(request, Message.objects.get().pk)["Location"] == "/messages/"


def test_nothing_leaves_the_office_by_default(readers: tuple[Person, Person]) -> None:
    api.send(person_ids=[readers[0].pk], words=WORDS, source="e1", at=AT)
    assert not Posting.objects.exists()


def test_email_goes_out_once_in_the_readers_language(readers: tuple[Person, Person]) -> None:
    switch_on("email_channel", True)
    api.send(person_ids=[person.pk for person in readers], words=WORDS, source="e1", at=AT)
    assert send_due(now=LATER) == 2
    assert send_due(now=LATER) == 0
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == {
        "jia@port.example": "关于 x",
        "yi@port.example": "About x",
    }
    assert "http://127.0.0.1:8000/desk/x/" in mail.outbox[0].body


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A system of the office that takes webhooks."""
    taken: list[dict[str, Any]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", taken
    server.shutdown()
    server.server_close()


def test_the_webhook_carries_no_words_and_no_names(
    readers: tuple[Person, Person], receiver: tuple[str, list[dict[str, Any]]]
) -> None:
    switch_on("webhook_url", receiver[0])
    api.send(person_ids=[readers[0].pk], words=WORDS, source="e1", at=AT)
    assert send_due(now=LATER) == 1
    (content,) = receiver[1]
    assert (content["key"], content["reader"]) == (WORDS.key, "m1")
    assert "甲" not in json.dumps(content, ensure_ascii=False)
    assert "params" not in content


def test_a_copy_that_fails_is_tried_again_and_given_up(readers: tuple[Person, Person]) -> None:
    switch_on("webhook_url", "http://127.0.0.1:9/")
    api.send(person_ids=[readers[0].pk], words=WORDS, source="e1", at=AT)
    now = LATER
    for _ in range(6):
        assert send_due(now=now) == 0
        now += timedelta(days=2)
    posting = Posting.objects.get()
    assert (posting.state, posting.attempts, posting.last_error) == ("failed", 6, "URLError")
