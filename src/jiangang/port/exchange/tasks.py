"""Background job of the exchange: a round with the Hub every two minutes, when an address is set."""

import structlog
from procrastinate.contrib.django import app

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Refused
from jiangang.port.exchange import exchanging, permissions
from jiangang.port.exchange.client import HubClient
from jiangang.port.exchange.keys import find_place

log = structlog.get_logger(__name__)


@app.periodic(cron="*/2 * * * *")
@app.task(name="exchange.round", queue="exchange", queueing_lock="exchange.round")
def exchange_round(timestamp: int) -> None:
    """Send, ask, take in. Trouble is kept with each envelope; here it is only logged."""
    on = office.local_day(office.clock())
    try:
        place = find_place(on)
    except Refused as refusal:
        log.warning("exchange_not_set_up", why=str(refusal))
        return
    if place is None:
        return
    actor = Actor.system("hub", on=on, permissions=frozenset({permissions.EXCHANGE}))
    client = HubClient(place)
    for act in (exchanging.push, exchanging.refresh, exchanging.pull):
        done = act(client, actor=actor, clock=office.clock)
        if done.trouble:
            log.warning("exchange_trouble", act=act.__name__, why=done.trouble)
