"""What the exchange does when a certificate is issued or ends: it goes to the country that it is for.

Listed in `config/wiring.py`. An event told twice makes one envelope.
"""

from jiangang.kernel.events.api import Published
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.papers.sps import SpsCertificate
from jiangang.port.certificates import api as certificates
from jiangang.port.exchange import permissions
from jiangang.port.exchange.operations.sending import queue_certificate
from jiangang.port.exchange.queries import was_queued


def send_issued(event: Published) -> None:
    """Queue an issued certificate for its country, where the office exchanges with that one.

    Raises Refused, which stays on the list of failed deliveries, when the certificate lacks what the Hub
    demands.
    """
    record = certificates.for_exchange(event.payload["certificate_id"])
    if record is not None and _is_partner(record, event):
        _queue(record, event)


def send_ended(event: Published) -> None:
    """Tell the country that has the certificate that it was withdrawn or replaced."""
    record = certificates.for_exchange(event.payload["certificate_id"], has_ended=True)
    if record is not None and record.imported_to and was_queued(record.number, record.imported_to.code):
        _queue(record, event)


def _is_partner(record: SpsCertificate, event: Published) -> bool:
    listed = str(office.get_setting("hub_partners", office.local_day(event.at)))
    partners = {each.strip().upper() for each in listed.replace(";", ",").split(",") if each.strip()}
    return record.imported_to is not None and record.imported_to.code in partners


def _queue(record: SpsCertificate, event: Published) -> None:
    country = record.imported_to.code if record.imported_to else ""
    on = office.local_day(event.at)
    queue_certificate(
        record=record,
        to_country=country,
        request_key=f"certificate:{record.number}:{record.status_code}"[:80],
        actor=Actor.system("exchange", on=on, permissions=frozenset({permissions.SEND})),
        at=event.at,
    )
