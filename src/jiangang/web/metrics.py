"""What /metrics tells a Prometheus server: requests of all server processes, and the state of the office."""

import os
from collections.abc import Iterable

from django.db import connection
from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUEST_SECONDS = Histogram(
    "jiangang_request_seconds",
    "Time to answer a request",
    ("method", "page", "status"),
    buckets=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
)

COUNTS: tuple[tuple[str, str, str], ...] = (
    (
        "jiangang_ledger_entries",
        "Entries of the office ledger",
        "SELECT coalesce(max(sequence), 0) FROM ledger_entry",
    ),
    (
        "jiangang_jobs_waiting",
        "Background jobs that have not begun",
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'",
    ),
    (
        "jiangang_jobs_failed",
        "Background jobs that failed",
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
    ),
)


def exposition() -> bytes:
    """The text that /metrics answers with."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types
    else:
        registry.register(REQUEST_SECONDS)
    for name, words, value in _counts():
        Gauge(name, words, registry=registry).set(value)
    return generate_latest(registry)


def _counts() -> Iterable[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        for name, words, query in COUNTS:
            cursor.execute(query)
            yield name, words, int(cursor.fetchone()[0])
