"""One declaration decided through the HTTP API: 20 a second, at fixed times, latency from the planned moment.

Run: `python -m benchmarks.deciding [SECONDS]`. Target: p99 at most 100 ms on two cores, this client included.
"""

import http.client
import json
import math
import re
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from benchmarks.measuring import Latencies, keep, machine
from benchmarks.office import Office, running_office

RATE, SECONDS, WARM_UP, CLIENTS = 20, 30, 40, 8
TARGET_MS = 100.0
OFFICER = "targeting"
MAKE = """
from datetime import timedelta
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.declarations import api as declarations
at = office.clock()
needed = ("declarations.notice.import", "declarations.notice.accept", "organisations.firm.register")
actor = Actor.system("benchmark", on=office.local_day(at), permissions=frozenset(needed))
codes = ("44032100", "22042100", "94031000", "85171300", "61091000", "84713000", "39269000", "19053100")
codes += ("62034200", "73181500", "08051000", "84099100", "20097100", "87083000", "70132800", "90189000")
def payload(place):
    goods = {"hs_code": codes[place % 16], "origin": ("DE", "NZ", "BR")[place % 3], "value": str(1000 +
    place), "net_mass": str(100 + place), "currency": "CNY"}
    return {"direction": "import", "importer_scheme": "declared", "importer_number": f"B{place % 300}",
            "exporter_name": "Seller", "transport_mode": "1", "departure_country": "DE",
            "lines": [goods, {**goods, "net_mass": "7"}]}
notices = [declarations.BulkNotice(payload=payload(place), request_key=f"deciding-{place}")
           for place in range(COUNT)]
made = declarations.file_and_accept_many(notices=notices, actor=actor, at=at)
print("accepted", " ".join(row.number for row in made.accepted))
"""


def waiting(office: Office, count: int) -> list[str]:
    """Numbers of so many accepted consignments that nobody has decided."""
    said = office.command("manage", "shell", "-c", MAKE.replace("COUNT", str(count)))
    found = re.search(r"^accepted (.+)$", said.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(said.stdout + said.stderr)
    return found[1].split()


def run_in(office: Office, seconds: int = SECONDS) -> dict[str, Any]:
    """Decide 20 a second for so many seconds in a running office."""
    numbers = waiting(office, WARM_UP + RATE * seconds)
    cookie = office.sign_in(OFFICER)
    at_rate(office, cookie, numbers[:WARM_UP])
    measured = at_rate(office, cookie, numbers[WARM_UP:])
    print(f"{measured}   target p99 {TARGET_MS:.0f} ms", flush=True)
    return {"latencies": asdict(measured), "target_p99_ms": TARGET_MS, "rate": RATE}


def at_rate(office: Office, cookie: str, numbers: list[str]) -> Latencies:
    """Ask for one decision every twentieth of a second, whether the last has answered or not."""
    plan: SimpleQueue[tuple[float, str] | None] = SimpleQueue()
    taken: list[float] = []
    failed: list[int] = []
    begin = time.perf_counter() + 0.2
    for place, number in enumerate(numbers):
        plan.put((begin + place / RATE, number))
    for _ in range(CLIENTS):
        plan.put(None)
    threads = [
        threading.Thread(target=_client, args=(office, cookie, plan, taken, failed)) for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begin
    ordered = sorted(taken)
    if not ordered:
        raise RuntimeError(f"no decision was made: {failed[:5]}")
    return Latencies(
        "decide one through the API", CLIENTS, len(numbers), round(len(taken) / whole, 1),
        *(round(_quantile(ordered, share), 1) for share in (0.5, 0.95, 0.99)),
        round(ordered[-1], 1), len(failed),
    )  # fmt: skip


def _client(
    office: Office,
    cookie: str,
    plan: "SimpleQueue[tuple[float, str] | None]",
    taken: list[float],
    failed: list[int],
) -> None:
    connection = office.connect()
    token = re.search(r"csrftoken=([^;]+)", cookie)
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/json",
        "X-CSRFToken": token[1] if token else "",
        "Referer": f"http://127.0.0.1:{office.port}/",
    }
    while (item := plan.get()) is not None:
        moment, number = item
        time.sleep(max(0.0, moment - time.perf_counter()))
        status = _ask(connection, headers, number)
        if status == 200:
            taken.append((time.perf_counter() - moment) * 1000)
        else:
            failed.append(status)
    connection.close()


def _ask(connection: http.client.HTTPConnection, headers: dict[str, str], number: str) -> int:
    connection.request("POST", "/api/targeting/decisions", json.dumps({"number": number}), headers)
    response = connection.getresponse()
    response.read()
    return response.status


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def main() -> None:
    """An office of its own."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory(prefix="jiangang-bench-") as name, running_office(Path(name)) as office:
        keep("deciding", {"machine": machine(), **run_in(office, seconds)})


if __name__ == "__main__":
    main()
