"""Fetching the revocation lists of an outside time-stamp service: bounded in size and time."""

from time import monotonic

from jiangang.kernel.office import api as office
from jiangang.kernel.papers.outside import kept_outside, list_addresses, renew_outside_lists
from jiangang.kernel.permissions import Actor

LARGEST = 8 * 1024 * 1024
PATIENCE, LONGEST = 20, 120
"""Seconds to wait for the next bytes of an answer, and for the whole of it."""
PIECE = 64 * 1024


def fetch(address: str) -> bytes:
    """The content of an address. Raises OSError for no answer, a broken, too large or too slow one."""
    import requests

    until, content = monotonic() + LONGEST, bytearray()
    with requests.get(address, timeout=PATIENCE, stream=True) as answer:
        answer.raise_for_status()
        for piece in answer.iter_content(PIECE):
            content += piece
            if len(content) > LARGEST:
                raise OSError(f"{address} answers with more than {LARGEST // 1024 // 1024} MiB")
            if monotonic() > until:
                raise OSError(f"{address} has not answered whole within {LONGEST} seconds")
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
