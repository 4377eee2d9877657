"""How fast the register of papers takes entries with their proofs, and how fast a million are recomputed.

Run: `python -m benchmarks.register [ENTRIES] [WHOLE]` (default 50,000 entered with proofs, 1,000,000 for
fsck). Uses a throw-away database of the tests' own kind, as the application's role, with the disk waited for
as in an office. Beside it a plain peer: rows in a bare table and hashes by hashlib alone (ingestion), and a
walk row by row (fsck). Targets: 5,000 entries a second with proofs; a million entries in 10 s.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import keep, machine

AT = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
ENTRIES, WHOLE, BATCH = 50_000, 1_000_000, 1_000
BATCHES_PUBLISHED_AT_ONCE = 5
MARK = "FIGURES "


def run() -> None:
    """Measure in a process of its own, print, write down."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.register"], capture_output=True, text=True, check=True
    )
    *lines, last = done.stdout.strip().splitlines()
    print("\n".join(lines), flush=True)
    keep("register", {"machine": machine(), **json.loads(last.removeprefix(MARK))})


def main() -> None:
    """Open a database, fill it, measure."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    whole = int(sys.argv[2]) if len(sys.argv) > 2 else WHOLE
    var = Path(tempfile.mkdtemp(prefix="jiangang-bench-"))
    os.environ["VAR"] = str(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django

    django.setup()
    from django.conf import settings

    from jiangang.config.supervision import postgres
    from tests.support import database

    settings.KEYS_DIR, settings.REGISTER_DIR = var / "keys", var / "register"
    settings.REGISTER_PUBLISHES_AT_ONCE = False
    database.FAST_AND_FORGETFUL = {}
    with ExitStack() as stack:
        server = stack.enter_context(database.embedded_server(None))
        database.Migrate("bench")(server)
        stack.enter_context(database.connected_to(server.url(postgres.APP, "bench")))
        open_register()
        figures = {
            **peer_ingestion(server.url(postgres.OWNER, "bench"), entries),
            **ingestion(entries),
            **fsck(whole),
        }
    print(MARK + json.dumps(figures))


def open_register() -> None:
    """Hold the ceremony."""
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api, permissions

    may = frozenset({permissions.PROPOSE, permissions.CONFIRM})
    one, two = (Actor.system(name, on=AT.date(), permissions=may) for name in ("one", "two"))
    made = api.propose(act=api.OPEN, reason="benchmark", actor=one, at=AT)
    api.confirm(proposal_id=made.pk, actor=two, at=AT)


def leaf(number: int) -> bytes:
    """A paper's public entry, about 190 bytes."""
    from jiangang.methods.log import make_leaf, number_digest

    text = f"31000022{number:07}"
    fields = {"number": number_digest(text), "record": hashlib.sha256(text.encode()).digest()}
    return make_leaf("issue", AT, {**fields, "paper": "phytosanitary", "issued_on": "2026-05-04"})


def ingestion(count: int) -> dict[str, Any]:
    """Entries made, entered with their ledger entry, published, and a proof for each."""
    from django.db import transaction

    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api

    actor = Actor.system("bench", on=AT.date())
    entered = published = proved = 0.0
    waiting: list[int] = []
    before = processor_seconds()
    for first in range(0, count, BATCH):
        began = time.perf_counter()
        with transaction.atomic():
            made = [api.NewEntry("issue", leaf(n), AT) for n in range(first, first + BATCH)]
            indexes = api.enter_many(made)
            ledger.append(actor=actor, at=AT, act="bench.issue", subject=f"papers:{first}")
        entered += time.perf_counter() - began
        waiting += indexes
        if len(waiting) < BATCHES_PUBLISHED_AT_ONCE * BATCH and first + BATCH < count:
            continue
        published += timed(lambda: api.publish(at=AT))
        began = time.perf_counter()
        if not all(proof and proof.encode() for proof in api.proofs_of(waiting)):
            raise RuntimeError("no proof")
        proved += time.perf_counter() - began
        waiting = []
    processor = processor_seconds() - before
    one = api.proof_of(count // 2)
    size = len(one.encode()) if one else 0
    total = entered + published + proved
    say("enter, publish and prove, one after another", count, total, "entries")
    say("  the same in processor time, database included", count, processor, "entries")
    say("  of it entering, ledger included", count, entered, "entries")
    say("  of it publishing (tiles on disk, signature)", count, published, "entries")
    say("  of it proofs as text", count, proved, "proofs")
    alone = [timed(lambda n=n: single(n)) for n in range(100)]
    alone.sort()
    median, p95 = alone[50] * 1000, alone[95] * 1000
    print(f"one paper entered, published, proved: median {median:.0f} ms, p95 {p95:.0f} ms", flush=True)
    return {
        "entries": count,
        "per_second_with_proofs": round(count / total),
        "per_second_of_processor_time": round(count / processor),
        "per_second_entered": round(count / entered),
        "per_second_published": round(count / published),
        "proofs_per_second": round(count / proved),
        "proof_bytes": size,
        "single_ms": {"p50": round(median, 1), "p95": round(p95, 1)},
    }


def single(number: int) -> None:
    """One paper as an office issues it, with the checkpoint published at once."""
    from django.db import transaction

    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api

    with transaction.atomic():
        index = api.enter("issue", leaf(9_000_000 + number), AT)
        actor = Actor.system("bench", on=AT.date())
        ledger.append(actor=actor, at=AT, act="bench.issue", subject=f"paper:{number}")
    api.publish(at=AT)
    if api.proof_of(index) is None:
        raise RuntimeError("no proof")


def peer_ingestion(address: str, count: int) -> dict[str, Any]:
    """Rows in a bare table without triggers or ledger, hashes by hashlib, the root by the RFC's recursion."""
    import psycopg

    from benchmarks.peer_merkle import plain_root

    hashes: list[bytes] = []
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TEMPORARY TABLE plain (index bigint PRIMARY KEY, leaf bytea, hash bytea)")
        connection.commit()
        began = time.perf_counter()
        for first in range(0, count, BATCH):
            leaves = [leaf(n) for n in range(first, first + BATCH)]
            fresh = [hashlib.sha256(b"\x00" + each).digest() for each in leaves]
            numbers = range(first, first + BATCH)
            with connection.cursor() as cursor:
                rows = list(zip(numbers, leaves, fresh, strict=True))
                cursor.executemany("INSERT INTO plain VALUES (%s, %s, %s)", rows)
            connection.commit()
            hashes += fresh
            plain_root(hashes)
    seconds = time.perf_counter() - began
    say("peer: bare rows, root by the RFC each time, no proof", count, seconds, "entries")
    return {"peer_per_second": round(count / seconds)}


def fsck(whole: int) -> dict[str, Any]:
    """A register of that many entries, published; recomputed whole."""
    from django.db import connection

    from jiangang.kernel.register import api
    from jiangang.kernel.register.entering import _INSERT

    began, size = time.perf_counter(), api.size()
    for first in range(size, whole, 5_000):
        leaves = [leaf(n) for n in range(first, min(first + 5_000, whole))]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [["issue"] * len(leaves), [AT] * len(leaves), leaves])
    say("filling without the ledger", whole - size, time.perf_counter() - began, "entries")
    seconds = timed(lambda: api.publish(at=AT))
    say("publishing them at once", whole - size, seconds, "entries")
    report = api.fsck()
    if not report.ok:
        raise RuntimeError(f"the register is not whole: {report.faults[:3]}")
    again = min(report.seconds, api.fsck().seconds)
    say("fsck: rows, tiles, bundles, checkpoints", whole, again, "entries")
    plain, part = peer_walk(min(whole, 100_000))
    say(f"peer: row by row, {part:,} of them", part, plain, "entries")
    return {
        "whole": whole,
        "fsck_seconds": round(again, 2),
        "peer_walk_seconds_extrapolated": round(plain * whole / part, 1),
    }


def peer_walk(count: int) -> tuple[float, int]:
    """The rows one by one through the ORM, hashed and rooted by the RFC's recursion; no file is looked at."""
    from benchmarks.peer_merkle import plain_root
    from jiangang.kernel.register.models import Entry
    from jiangang.methods.log import read_leaf

    began = time.perf_counter()
    hashes = []
    for row in Entry.objects.filter(index__lt=count).order_by("index").iterator(2_000):
        read_leaf(bytes(row.leaf))
        hashes.append(hashlib.sha256(b"\x00" + bytes(row.leaf)).digest())
        if hashes[-1] != bytes(row.leaf_hash):
            raise RuntimeError("a row is wrong")
    plain_root(hashes)
    return time.perf_counter() - began, count


def processor_seconds() -> float:
    """Processor time of this process and of the database's process that serves it; waiting is not in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def timed(act: Callable[[], Any]) -> float:
    """Seconds that an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def say(what: str, count: int, seconds: float, unit: str) -> None:
    """One line."""
    print(f"{what:<55} {count:>9,} {unit} in {seconds:7.2f} s = {count / seconds:>9,.0f}/s", flush=True)


if __name__ == "__main__":
    main()
