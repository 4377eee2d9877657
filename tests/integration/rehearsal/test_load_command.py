"""`jiangang rehearsal load`: how many, where, and what it refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.port.declarations.models import Consignment, RefusedFiling
from jiangang.rehearsal import commands, load
from jiangang.rehearsal.load import LoadOrder


@pytest.fixture
def run(demo_db: Any) -> Callable[..., Any]:
    """The command in the demo office."""

    def invoke(*words: str) -> Any:
        return CliRunner().invoke(commands.cli, ["load", *words])

    return invoke


@pytest.mark.parametrize("processes", [1, 2])
def test_as_many_consignments_as_asked_for(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(load, "BATCH", 200)
    monkeypatch.setattr(commands, "PROCESSES", processes)
    before = Consignment.objects.count()
    done = run("--count", "600", "--days", "5")
    assert done.exit_code == 0, done.output
    assert "600" in done.output
    assert Consignment.objects.count() == before + 600
    # What arrives follows from the date of the run. About one in thirty is refused: of 600 some on any day.
    assert RefusedFiling.objects.exists()
    assert ledger.verify().ok


def test_the_same_days_twice_are_refused(run: Callable[..., Any]) -> None:
    assert run("--count", "12", "--days", "3").exit_code == 0
    again = run("--count", "12", "--days", "3")
    assert again.exit_code == 1
    assert "--rng-seed" in again.output
    assert run("--count", "12", "--days", "3", "--rng-seed", "other").exit_code == 0


def test_no_day_to_come_is_loaded(run: Callable[..., Any]) -> None:
    assert run("--count", "3", "--from", office.clock().date().isoformat()).exit_code == 2


def test_a_real_office_is_left_alone(run: Callable[..., Any]) -> None:
    today = office.local_day(office.clock())
    administrator = people.actor_by_code("A001", today)
    office.change_setting(key="demo", value=False, valid_from=today, actor=administrator, at=office.clock())
    assert run("--count", "3").exit_code == 2


def test_the_inspectors_limit_is_lifted_for_the_loaded_days_only(run: Callable[..., Any]) -> None:
    today = office.local_day(office.clock())
    administrator = people.actor_by_code("A001", today)
    first = date(2000, 1, 1)
    office.change_setting(key=load.CAP, value=8, valid_from=first, actor=administrator, at=office.clock())
    assert run("--count", "3", "--days", "3").exit_code == 0
    loaded = today - timedelta(days=2)
    assert (office.get_setting(load.CAP, loaded), office.get_setting(load.CAP, today)) == (0, 8)


def test_an_order_knows_its_last_day() -> None:
    assert LoadOrder(10, date(2026, 3, 1), 31).last == date(2026, 3, 31)
