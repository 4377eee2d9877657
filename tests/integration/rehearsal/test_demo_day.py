"""The demo office and its day: through the real operations, honest, and whole."""

from datetime import date
from typing import Any

import pytest

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.methods.findings import Conflict
from jiangang.rehearsal.counting import count_day
from jiangang.rehearsal.day import COUNT
from jiangang.rehearsal.demo import load_demo_office
from jiangang.rehearsal.telling import day_table, drawn
from jiangang.rehearsal.world import arrivals


def played_day() -> date:
    return date.fromisoformat(office.get_setting("demo_day", office.clock().date()))


def test_the_day_leaves_a_ledger_that_verifies(demo_db: Any) -> None:
    report = ledger.verify()
    assert report.ok, report.faults
    assert report.size == ledger.size() > 300


def test_every_consignment_filed_is_counted_once_in_each_table(demo_db: Any) -> None:
    counts = count_day(played_day())
    filed = sum(counts.notices.values())
    assert filed == sum(counts.states.values())
    refused_at_filing = sum(
        arrival.payload["lines"][0]["net_mass"] == "-1" for arrival in arrivals("demo", played_day(), COUNT)
    )
    assert filed == COUNT - refused_at_filing


def test_the_day_leaves_work_for_every_desk(demo_db: Any) -> None:
    counts = count_day(played_day())
    assert {"submitted", "returned", "awaiting_inspection", "inspected", "released"} <= set(counts.states)
    assert counts.inspections["under_way"] >= 1
    assert counts.certificates["draft"] == 1


def test_inspectors_find_only_what_they_open(demo_db: Any) -> None:
    truths = {arrival.index: arrival.truth for arrival in arrivals("demo", played_day(), COUNT)}
    from jiangang.port.inspection.models import Inspection

    concluded = Inspection.objects.filter(state="concluded")
    assert concluded
    for one in concluded:
        filed_as = one.consignment.notices.get(version=1).request_key
        if not truths[int(filed_as.rpartition("-")[2])].is_infested:
            assert one.results.get().conforming


def test_the_table_names_the_ledger_root(demo_db: Any) -> None:
    table = drawn(day_table(played_day()))
    assert ledger.root().hex() in table
    assert len({len(line) for line in table.splitlines() if line.startswith("─")}) == 1


def test_a_second_demo_office_is_refused(demo_db: Any) -> None:
    with pytest.raises(Conflict):
        load_demo_office()
