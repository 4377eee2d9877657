"""The load by COPY writes what the operations write: the same day both ways, table by table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from jiangang.config.supervision import postgres
from jiangang.integrity.assignment import seeds
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.methods.chance import draws
from jiangang.rehearsal.demo import load_demo_office
from jiangang.rehearsal.loading.script import day_script
from jiangang.rehearsal.loading.working import file_days, go_on, open_days
from tests.integration.rehearsal.playing import everything, play
from tests.support import database
from tests.support.database import TestDatabases

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 3)
FOUNDED = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def known_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeds that are known, and draws that do not depend on the entries mixed in, which hold the clock's
    time.
    """
    monkeypatch.setattr(seeds.secrets, "token_bytes", lambda size: b"\x07" * size)
    monkeypatch.setattr(draws, "mix", lambda sub_seed, entry_leaf_hash: sub_seed)


@pytest.fixture
def both(
    databases: TestDatabases,
    template_name: str,
    django_db_blocker: Any,
    settings: Any,
    tmp_path: Path,
) -> Any:
    """A function that opens a demo office of its own under a name."""

    @contextmanager
    def open_office(name: str) -> Iterator[None]:
        clone = databases.clone(template_name)
        settings.KEYS_DIR = tmp_path / name
        try:
            with django_db_blocker.unblock(), database.connected_to(databases.url(postgres.APP, clone)):
                load_demo_office(at=FOUNDED, password="rehearsal-2026")
                actor = people.actor_by_code("A001", FIRST)
                office.change_setting(
                    key="inspector_daily_cap", value=0, valid_from=FIRST, actor=actor, at=FOUNDED
                )
                yield
        finally:
            databases.drop(clone)

    return open_office


def test_the_same_days_by_operations_and_by_load(both: Any, known_chance: None) -> None:
    scripts = [
        day_script("both", FIRST, 40, ZONE, unfinished=True),
        day_script("both", SECOND, 30, ZONE),
    ]
    with both("played"):
        for script in scripts:
            play(script)
        played = everything()
        assert ledger.verify().ok
    with both("loaded"):
        days = open_days(scripts)
        file_days(days)
        go_on(days, set())
        loaded = everything()
        assert ledger.verify().ok
    for name in played:
        assert _apart(loaded[name], played[name]) == ([], []), name
        assert len(loaded[name]) == len(played[name]), name
    for name in ("declarations_refusedfiling", "inspection_found", "disposition_decision"):
        assert played[name], f"the sample says nothing about {name}"


def _apart(loaded: list[str], played: list[str]) -> tuple[list[str], list[str]]:
    """What only one of the two holds."""
    return sorted(set(loaded) - set(played))[:3], sorted(set(played) - set(loaded))[:3]
