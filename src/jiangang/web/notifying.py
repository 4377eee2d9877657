"""Telling a firm's people what became of their consignment: listeners of the departments' events.

Listed in `config/wiring.py`. The event's own identity is the source of the message, so that an event told
twice
sends one message.
"""

from django.urls import reverse

from jiangang.kernel.events.api import Published
from jiangang.kernel.messages import api as messages
from jiangang.kernel.office.api import local_day
from jiangang.kernel.people import api as people
from jiangang.port.declarations import api as declarations

KEYS = {
    "declarations.notice.accepted": "web.told.accepted",
    "declarations.notice.returned": "web.told.returned",
    "disposition.decision.made": "web.told.decided",
    "certificates.certificate.issue": "web.told.certificate_issued",
    "certificates.certificate.withdraw": "web.told.certificate_withdrawn",
}
"""Event → text of the message."""


def tell_firm(event: Published) -> None:
    """Tell the people of the importer and the agent; nobody when the consignment concerns no firm with an
    account.
    """
    found = declarations.find_consignment(event.case)
    if found is None:
        return
    on = local_day(event.at)
    readers = {member.person_id for firm_id in found.firm_ids for member in people.list_members(firm_id, on)}
    words = messages.Words(
        KEYS[event.name], {"number": event.case}, reverse("declarations:portal_detail", args=[event.case])
    )
    messages.send(person_ids=readers, words=words, source=f"event:{event.id}", at=event.at)
