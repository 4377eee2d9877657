"""How fast papers go from reviewed draft to hand: signed, entered, published, proof inside, sealed, kept.

Run: `python -m benchmarks.logged_papers [PAPERS]` (default 60); `benchmarks.papers` runs it too. Uses a
throw-away database of the tests' own kind, as the application's role, with the disk waited for as in an
office, and the operations that an office uses; one publication for the batch. Targets: 8 papers a second on
two cores; p95 of one paper at most 600 ms with its checkpoint published at once. No witness is waited for.
"""

import json
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import Any

PAPERS, ALONE, WARM = 60, 40, 4
MARK = "FIGURES "
WORKERS = 2


def begin() -> None:
    """Set the library up in this process on the benchmark's database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.conf import settings

    settings.REGISTER_PUBLISHES_AT_ONCE = False


def sign(certificate_id: int) -> None:
    """Sign and enter one reviewed draft."""
    from tests.integration.certificates.test_certifying import act

    act("sign", "signatory", certificate_id=certificate_id)


def issue(certificate_id: int) -> tuple[str, float]:
    """Hand one out; its level, and the seconds of this processor that it took."""
    from tests.integration.certificates.test_certifying import act

    began = time.process_time()
    level = str(act("issue", "signatory", certificate_id=certificate_id).level)
    return level, time.process_time() - began


def reviewed_drafts(count: int) -> list[int]:
    """So many drafts of as many released consignments."""
    from tests.integration.certificates.test_certifying import act, drafted
    from tests.integration.disposition.test_deciding import decide, inspected

    made = []
    for _ in range(count):
        consignment = inspected()
        decide(consignment)
        certificate = drafted(consignment)
        act("review", "reviewer", certificate_id=certificate.pk)
        made.append(int(certificate.pk))
    return made


def prepare_office() -> None:
    """Names, numbers, code lists, an open register."""
    from jiangang.kernel.codes import api as codes
    from jiangang.kernel.founding import api as founding
    from jiangang.kernel.permissions import Actor
    from tests.support import cases

    cases.load_series()
    names = {"name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau", "code": "370100"}
    cases.set_office(**names, public_address="https://ciq.example")
    loader = Actor.system("bench", on=cases.DAY, permissions=frozenset({"codes.edition.load"}))
    codes.load_seeds(actor=loader, at=cases.AT)
    founding.open_register(on=cases.DAY, at=cases.AT)


def publish() -> None:
    """One publication; RuntimeError when it does not hand out a checkpoint."""
    from jiangang.kernel.register import api as register
    from tests.support import cases

    outcome = register.publish(at=cases.later(95))
    if outcome.state != "released":
        raise RuntimeError(f"the register said {outcome.state}")


def batch(waiting: list[int]) -> tuple[float, float]:
    """Papers a second from reviewed draft to hand, by two processes, the start of the pool apart; and the
    milliseconds of processor time of one hand-out, which other work on the machine changes least.
    """
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=begin) as pool:
        warm, rest = waiting[:WARM], waiting[WARM:]
        list(pool.map(sign, warm))
        publish()
        list(pool.map(issue, warm))
        began = time.perf_counter()
        list(pool.map(sign, rest))
        publish()
        made = list(pool.map(issue, rest))
        seconds = time.perf_counter() - began
    if {level for level, _ in made} != {"B-LT"}:
        raise RuntimeError("papers of other levels")
    return len(rest) / seconds, 1000 * sum(spent for _, spent in made) / len(made)


def alone(waiting: list[int]) -> list[float]:
    """Milliseconds of one paper after another: signed, published at once, handed out; ascending."""
    taken = []
    for certificate_id in waiting:
        began = time.perf_counter()
        sign(certificate_id)
        publish()
        issue(certificate_id)
        taken.append(1000 * (time.perf_counter() - began))
    return sorted(taken[WARM:])


def main() -> None:
    """Open a database, fill it, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    os.environ["VAR"] = tempfile.mkdtemp(prefix="jiangang-bench-")
    begin()
    from jiangang.config.supervision import postgres
    from tests.support import database

    database.FAST_AND_FORGETFUL = {}
    with ExitStack() as stack:
        server = stack.enter_context(database.embedded_server(None))
        database.Migrate("bench")(server)
        os.environ["DATABASE_URL"] = server.url(postgres.APP, "bench")
        stack.enter_context(database.connected_to(server.url(postgres.APP, "bench")))
        prepare_office()
        ready = reviewed_drafts(count + ALONE + 2 * WARM)
        taken = alone(ready[: ALONE + WARM])
        rate, spent = batch(ready[ALONE + WARM :])
        load = os.getloadavg()[0]
    figures: dict[str, Any] = {
        "logged_papers_a_second": round(rate, 1),
        "logged_one_ms": {"p50": round(taken[len(taken) // 2]), "p95": round(taken[int(0.95 * len(taken))])},
        "logged_issue_processor_ms": round(spent),
        "load": round(load, 1),
    }
    print(f"signed, logged, proof inside, sealed: {rate:.1f} papers a second, {WORKERS} processes")
    print(f"one paper, checkpoint published at once: {figures['logged_one_ms']} ms")
    print(f"one hand-out: {spent:.0f} ms of processor time; load {load:.1f}")
    print(MARK + json.dumps(figures))


if __name__ == "__main__":
    main()
