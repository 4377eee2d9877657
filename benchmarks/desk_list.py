"""How fast the pages of a loaded office answer 16 clients at once.

Run: `python -m benchmarks.desk_list [COUNT] [EACH]`. Target: p99 below 300 ms for the desk list at 100,000
consignments, 16 clients, two cores. The clients run on the same machine and take their share of it.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import Latencies, at_once, keep, machine
from benchmarks.office import Office, running_office

CLIENTS, EACH, COUNT = 16, 25, 100_000
READERS, READINGS = 1, 12  # of the figures, which a statistician opens now and then
TARGET_P99 = 300.0
LIST = "/desk/notices/"
DAYS = 182


def pages(office: Office) -> dict[str, tuple[str, str]]:
    """What is asked for: name → (who asks, address)."""
    today = date.today()
    month = f"first={today - timedelta(days=29)}&last={today}"
    everything = f"first={today - timedelta(days=DAYS + 1)}&last={today}"
    return {
        "list, first page": ("clerk1", LIST),
        "list, waiting for acceptance": ("clerk1", f"{LIST}?state=submitted"),
        "list, released": ("clerk1", f"{LIST}?state=released"),
        "list, by origin": ("clerk1", f"{LIST}?sort=origin_country"),
        "list, by number": ("clerk1", f"{LIST}?sort=-number"),
        "list, page 40": ("clerk1", f"{LIST}?page=40"),
        "list of a firm, portal": ("timber", "/portal/notices/"),
        "one consignment": ("clerk1", first_number(office)),
        "home of the counter": ("clerk1", "/desk/"),
        "home of release": ("release", "/desk/"),
        "search": ("clerk1", "/desk/search/?q=demu12"),
        "figures, a month": ("chief", f"/desk/figures/?{month}"),
        "figures, everything": ("chief", f"/desk/figures/?{everything}"),
    }


def first_number(office: Office) -> str:
    """The address of the consignment at the top of page 40."""
    import re

    connection, cookie = office.connect(), office.sign_in("clerk1")
    connection.request("GET", f"{LIST}?page=40", headers={"Cookie": cookie})
    found = re.search(rf'href="({LIST}\d+/)"', connection.getresponse().read().decode())
    if found is None:
        raise RuntimeError("page 40 of the list links no consignment")
    return found[1]


def measure(office: Office, each: int = EACH) -> list[Latencies]:
    """Ask for every page and print what it took."""
    cookies: dict[str, str] = {}
    measured = []
    for name, (username, address) in pages(office).items():
        if username not in cookies:
            cookies[username] = office.sign_in(username)
        asking = _asking(office, address, cookies[username])
        _warm(asking)
        clients, times = (READERS, READINGS) if name.startswith("figures") else (CLIENTS, each)
        measured.append(at_once(name, clients, times, asking))
        print(measured[-1], flush=True)
    return measured


def _asking(office: Office, address: str, cookie: str) -> Callable[[], Callable[[], bool]]:
    def make() -> Callable[[], bool]:
        connection = office.connect()

        def request() -> bool:
            connection.request("GET", address, headers={"Cookie": cookie})
            response = connection.getresponse()
            response.read()
            return response.status == 200

        return request

    return make


def _warm(asking: Callable[[], Callable[[], bool]]) -> None:
    request = asking()
    for _ in range(3):
        if not request():
            raise RuntimeError("the page does not answer 200")


def load(office: Office, count: int) -> dict[str, Any]:
    """Fill the office and verify its ledger; what the commands said."""
    loaded = office.command("rehearsal", "load", "--count", str(count), "--days", str(DAYS))
    if loaded.returncode:
        raise RuntimeError(loaded.stderr)
    print(loaded.stdout.strip(), flush=True)
    return {"load": loaded.stdout.strip()}


def main() -> None:
    """Open, load, measure, write down."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    each = int(sys.argv[2]) if len(sys.argv) > 2 else EACH
    with (
        tempfile.TemporaryDirectory(prefix="jiangang-bench-") as folder,
        running_office(Path(folder)) as office,
    ):
        said = load(office, count)
        measured = measure(office, each)
    keep(
        "desk_list",
        {"machine": machine(), "consignments": count, **said, "pages": list(map(asdict, measured))},
    )


if __name__ == "__main__":
    main()
