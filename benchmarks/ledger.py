"""How fast the ledger takes entries and verifies them with their business rows.

Run: `python -m benchmarks.ledger [ENTRIES]` (default 50,000). Uses a throw-away database of the tests' own
kind, as the application's role, but with the disk waited for as in an office. Targets: 5,000 entries/s in
bulk, 20,000 rows/s.
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BATCH = 1000


def main() -> None:
    """Fill, sign, verify, print the rates."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    os.environ["VAR"] = tempfile.mkdtemp(prefix="jiangang-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django

    django.setup()
    from django.conf import settings

    from jiangang.config.supervision import postgres
    from tests.support import database

    settings.KEYS_DIR = Path(os.environ["VAR"]) / "keys"
    database.FAST_AND_FORGETFUL = {}
    with ExitStack() as stack:
        server = stack.enter_context(database.embedded_server(None))
        database.Migrate("bench")(server)
        stack.enter_context(database.connected_to(server.url(postgres.APP, "bench")))
        _run(entries)


def _run(entries: int) -> None:
    from django.db import transaction

    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.office.models import OfficeSetting
    from jiangang.kernel.permissions import Actor

    clerk = Actor.system("bench", on=AT.date())
    spent = 0.0
    for first in range(0, entries, BATCH):
        with transaction.atomic():
            rows = OfficeSetting.objects.bulk_create(
                OfficeSetting(
                    key=f"k{n}", value={"名": "苹果", "n": n}, valid_from=date(2026, 1, 1), recorded_by="b"
                )
                for n in range(first, first + BATCH)
            )
            begun = time.perf_counter()
            ledger.append_many(
                ledger.Act(
                    actor=clerk,
                    at=AT,
                    act="bench.save",
                    subject=f"setting:{row.pk}",
                    case=f"310000-2026-{row.pk:06}",
                    rows=[row],
                    facts={"lane": "green", "reason": "抽中"},
                )
                for row in rows
            )
        spent += time.perf_counter() - begun
    _say("append_many, one covered row each, commit included", entries, spent, "entries")
    singles = 1000
    begun = time.perf_counter()
    for n in range(singles):
        ledger.append(actor=clerk, at=AT, act="bench.note", subject=f"n:{n}")
    _say("append, a transaction each, written to disk", singles, time.perf_counter() - begun, "entries")
    begun = time.perf_counter()
    ledger.sign_checkpoint(AT)
    _say("tiles and checkpoint", entries + singles, time.perf_counter() - begun, "entries")
    report = ledger.verify()
    if not report.ok:
        sys.exit(f"the ledger is not whole: {report.faults[:3]}")
    _say("verify, business rows compared", report.counts["rows"], report.seconds, "rows")
    begun = time.perf_counter()
    for n in range(0, entries, entries // 200):
        ledger.prove_inclusion(n)
    _say("inclusion proofs", 200, time.perf_counter() - begun, "proofs")


def _say(what: str, count: int, seconds: float, unit: str) -> None:
    print(f"{what:<55} {count:>9,} {unit} in {seconds:7.2f} s = {count / seconds:>9,.0f}/s", flush=True)


if __name__ == "__main__":
    main()
