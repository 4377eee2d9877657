"""Fetching the revocation lists of an outside time-stamp service: bounded in size and time."""

from jiangang.kernel.office import api as office
from jiangang.kernel.papers.outside import kept_outside, list_addresses, renew_outside_lists
from jiangang.kernel.permissions import Actor

LARGEST = 8 * 1024 * 1024
PATIENCE = 20
"""Seconds to wait for an answer."""


def fetch(address: str) -> bytes:
    """The content of an address. Raises OSError when there is no answer, or one that is too large."""
    import requests

    with requests.get(address, timeout=PATIENCE, stream=True) as answer:
        answer.raise_for_status()
        content = answer.raw.read(LARGEST + 1, decode_content=True)
    if len(content) > LARGEST:
        raise OSError(f"{address} answers with more than {LARGEST // 1024 // 1024} MiB")
    return bytes(content)


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
