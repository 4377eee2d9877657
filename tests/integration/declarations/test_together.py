"""Several at once, and an import that is killed: one record each, nothing half-written, all completed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.declarations.conftest import (
    AT,
    CLERK,
    TRADE,
    make_firm,
    make_person,
    open_office,
    payload,
    uscc,
)
from tests.support.database import REPOSITORY


@pytest.fixture
def committed_office(committed_db: Any) -> Any:
    """An open office that commits."""
    open_office()
    return committed_db


def at_once(act: Any, times: int) -> list[Any]:
    """The results of one act done in so many threads, refusals as themselves."""
    from django.db import connection

    def run(place: int) -> Any:
        try:
            return act(place)
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_five_replays_at_once_are_one_record(committed_office: Any) -> None:
    from jiangang.port.declarations import api
    from jiangang.port.declarations.models import Consignment

    declarant = make_person("d", *TRADE, firm_id=make_firm(1).pk)
    filed = at_once(lambda _: api.file_notice(payload=payload(), request_key="k", actor=declarant, at=AT), 5)
    assert sorted(filing.replayed for filing in filed) == [False, True, True, True, True]
    assert Consignment.objects.count() == 1


def test_of_two_clerks_one_accepts_and_one_is_told(committed_office: Any) -> None:
    from jiangang.kernel.ledger.models import Entry
    from jiangang.methods.findings import Conflict
    from jiangang.port.declarations import api

    clerks = [make_person(code, *CLERK) for code in ("first", "second")]
    filing = api.enter_notice(payload=payload(), actor=clerks[0], at=AT)
    done = at_once(
        lambda place: api.accept_notice(consignment_id=filing.consignment.pk, actor=clerks[place], at=AT), 2
    )
    assert sum(isinstance(each, Conflict) for each in done) == 1
    assert Entry.objects.filter(act="declarations.notice.accept").count() == 1


def test_numbers_stay_without_gap_when_many_file(committed_office: Any) -> None:
    from jiangang.kernel.numbering import api as numbering
    from jiangang.port.declarations import api
    from jiangang.port.declarations.models import Consignment

    clerk = make_person("c", *CLERK)
    filed = at_once(lambda place: api.enter_notice(payload=payload(place % 3 + 1), actor=clerk, at=AT), 8)
    assert all(hasattr(each, "consignment") for each in filed), filed
    serials = sorted(int(number[9:]) for number in Consignment.objects.values_list("number", flat=True))
    assert serials == list(range(1, 9))
    assert numbering.list_gaps() == []


MAP = """
name = "test"
source = "test"
[key]
columns = ["id"]
[fields]
importer_number = "firm"
[lines]
hs_code = "hs"
origin = "origin"
net_mass = "mass"
[constants]
direction = "import"
"""


def import_process(database: Any, folder: Path) -> "subprocess.Popen[bytes]":
    """`jiangang declaration import` in a process of its own, on the test's database."""
    words = ["declaration", "import", str(folder / "many.csv"), "--map", str(folder / "map.toml"), "--json"]
    command = [
        sys.executable,
        "-m",
        "jiangang.config.cli",
        *words,
        "--findings",
        str(folder / "findings.csv"),
    ]
    environment = {**database.environment(), "VAR": str(folder / "var"), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=REPOSITORY
    )


def counts(database: Any) -> tuple[int, int, int]:
    """Consignments, their notices, their entries of acceptance, as another process sees them."""
    queries = (
        "SELECT count(*) FROM declarations_consignment WHERE state <> 'submitted'",
        "SELECT count(*) FROM declarations_notice",
        "SELECT count(*) FROM ledger_entry WHERE act = 'declarations.notice.accept'",
    )
    with psycopg.connect(database.url("jiangang_super")) as connection:
        found = [connection.execute(query).fetchone() for query in queries]
    return tuple(row[0] for row in found if row)  # type: ignore[return-value]


@pytest.mark.slow
def test_a_killed_import_leaves_nothing_half_and_is_completed(committed_office: Any, tmp_path: Path) -> None:
    rows = [f"{place},{uscc(place % 50)},440321,NZ,{place}.5" for place in range(2_000)]
    (tmp_path / "many.csv").write_text("\n".join(["id,firm,hs,origin,mass", *rows]))
    (tmp_path / "map.toml").write_text(MAP)
    process = import_process(committed_office, tmp_path)
    deadline = time.monotonic() + 90
    while counts(committed_office)[0] == 0 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    time.sleep(0.5)
    done = counts(committed_office)
    assert 0 < done[0] < 2_000
    assert len(set(done)) == 1
    assert done[0] % 500 == 0
    assert not (tmp_path / "findings.csv").exists()
    again = import_process(committed_office, tmp_path)
    output, _ = again.communicate(timeout=200)
    assert counts(committed_office) == (2_000, 2_000, 2_000)
    assert f'"known": {done[0]}'.encode() in output
    assert again.returncode == 0
