"""Latencies and rates, in words and as JSON, with a description of the machine they were measured on."""

import json
import math
import os
import platform
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Latencies:
    """What many requests took, in milliseconds; `rate` is requests a second over all clients."""

    name: str
    clients: int
    requests: int
    rate: float
    p50: float
    p95: float
    p99: float
    slowest: float
    failed: int = 0

    def __str__(self) -> str:
        return (
            f"{self.name:<34} {self.rate:8.1f}/s   p50 {self.p50:7.1f} ms   p95 {self.p95:7.1f} ms   "
            f"p99 {self.p99:7.1f} ms   slowest {self.slowest:7.1f} ms"
            + (f"   {self.failed} failed" * bool(self.failed))
        )


def at_once(name: str, clients: int, each: int, make: Callable[[], Callable[[], bool]]) -> Latencies:
    """Let `clients` threads make `each` requests one after another.

    make: gives a thread its own request function, which says whether the request went well.
    """
    taken: list[float] = []
    failed: list[int] = []
    begin = threading.Barrier(clients + 1)

    def client() -> None:
        request = make()
        mine, bad = [], 0
        begin.wait()
        for _ in range(each):
            began = time.perf_counter()
            bad += not request()
            mine.append(1000 * (time.perf_counter() - began))
        taken.extend(mine)
        failed.append(bad)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return summary(name, clients, taken, time.perf_counter() - began, sum(failed))


def one_by_one(name: str, times: int, act: Callable[[], Any]) -> Latencies:
    """Do one thing several times, after once for warming up."""
    act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return summary(name, 1, taken, sum(taken) / 1000)


def summary(name: str, clients: int, taken: list[float], seconds: float, failed: int = 0) -> Latencies:
    """Put latencies into figures; percentiles by nearest rank."""
    ordered = sorted(taken)

    def rank(share: float) -> float:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 2)

    return Latencies(
        name,
        clients,
        len(ordered),
        round(len(ordered) / seconds, 1),
        round(statistics.median(ordered), 2),
        rank(0.95),
        rank(0.99),
        round(ordered[-1], 2),
        failed,
    )


def machine() -> dict[str, Any]:
    """Cores, memory and versions; nothing that names the machine."""
    with open("/proc/meminfo") as stream:
        total = int(stream.readline().split()[1]) // 1024 // 1024
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": total,
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def keep(name: str, figures: dict[str, Any]) -> None:
    """Write the figures of a benchmark into `results/<name>.json`."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(figures, ensure_ascii=False, indent=2, default=_plain)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    return asdict(value) if isinstance(value, Latencies) else str(value)
