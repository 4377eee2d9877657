"""Background job of papers: fresh revocation lists of an outside time-stamp service."""

from procrastinate.contrib.django import app

from jiangang.kernel.office import api as office
from jiangang.kernel.papers.fetching import fetch
from jiangang.kernel.papers.outside import kept_outside, list_addresses, renew_outside_lists
from jiangang.kernel.permissions import Actor


@app.periodic(cron="17 */6 * * *")
@app.task(name="papers.fetch_outside_lists", queue="upkeep", queueing_lock="papers.fetch_outside_lists")
def fetch_job(timestamp: int) -> int:
    """Four times a day; an office with a time-stamp service of its own asks nobody."""
    return fetch_outside_lists()


def fetch_outside_lists() -> int:
    """Fetch the lists that the kept certificates name; the number of new ones.

    Raises OSError when an address does not answer: the job is tried again, and the lists at hand are used
    until they lapse.
    """
    at = office.clock()
    on = office.local_day(at)
    if not office.get_setting("time_stamp_address", on):
        return 0
    files = [(address, fetch(address)) for address in list_addresses(kept_outside())]
    actor = Actor.system("papers", on=on)
    return len(renew_outside_lists(files=files, actor=actor, at=at)) if files else 0
