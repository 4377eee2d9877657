"""A firm's people are told once what became of their consignment."""

from collections.abc import Callable
from typing import Any

from jiangang.kernel.events import api as events
from jiangang.kernel.messages import api as messages
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people


def told(username: str) -> list[str]:
    actor = people.actor_by_username(username, office.clock().date())
    return [row.subject for row in messages.list_messages(actor, "en")]


def test_the_firm_is_told_and_told_once(demo_db: Any) -> None:
    events.deliver_due(now=office.clock(), limit=5_000)
    first = told("timber")
    assert any(subject.endswith("accepted") for subject in first)
    events.deliver_due(now=office.clock(), limit=5_000)
    assert told("timber") == first


def test_another_firm_is_not_told(demo_db: Any) -> None:
    events.deliver_due(now=office.clock(), limit=5_000)
    from jiangang.kernel.messages.models import Message
    from jiangang.port.declarations.models import Consignment

    for message in Message.objects.filter(key__startswith="web.told.").select_related("person"):
        firm = people.firm_of_user(message.person.user.pk, office.clock().date())
        assert firm in Consignment.objects.get(number=message.params["number"]).firm_ids


def test_the_message_can_be_read_in_both_languages(demo_client: Callable[[str], Any]) -> None:
    events.deliver_due(now=office.clock(), limit=5_000)
    client = demo_client("timber")
    assert "已受理" in client.get("/messages/").content.decode()
    client.post("/language/", {"language": "en"})
    assert "accepted" in client.get("/messages/").content.decode()
