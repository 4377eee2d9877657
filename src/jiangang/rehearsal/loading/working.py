"""The two transactions of a batch of days: notices filed and accepted; then all that follows from them."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Conflict, Finding
from jiangang.rehearsal.day import Cast
from jiangang.rehearsal.loading.batch import WRITTEN, Day, cast_of
from jiangang.rehearsal.loading.deciding import decide_day
from jiangang.rehearsal.loading.disposing import dispose_day
from jiangang.rehearsal.loading.filing import file_day
from jiangang.rehearsal.loading.inspecting import inspect_day
from jiangang.rehearsal.loading.journal import STEP, Journal
from jiangang.rehearsal.loading.script import DayScript
from jiangang.rehearsal.loading.tables import forget_all, write_all

CODES = ("W001", "W002", "T001", "R001")


def open_days(scripts: Sequence[DayScript]) -> list[Day]:
    """Commit to the seeds of the days before anything is filed. Raises Conflict for days loaded already."""
    _refuse_a_second_time(scripts)
    cast = Cast(scripts[0].day)
    for code in CODES:
        cast.of(code)
    journal, people = Journal(), dict[int, Actor]()
    days = [Day(script, cast_of(cast, script.day), journal, people=people) for script in scripts]
    with transaction.atomic():
        for day in days:
            assignment.commit_day(
                day=day.date,
                slots=day.script.slots,
                free=day.script.slots,  # one made later would take the ledger's head amid the drawing
                actor=day.cast.of("T001"),
                at=day.script.committed_at,
            )
    return days


def file_days(days: Sequence[Day]) -> None:
    """File and accept the notices of the days in one transaction."""
    with _writing():
        for day in days:
            file_day(day)
        write_all(WRITTEN)
        days[0].journal.flush()


def go_on(days: Sequence[Day], known_importers: set[int]) -> None:
    """Decide, inspect and dispose as far as the scripts say, in one transaction.

    known_importers: who has filed before; those of the days are added. The ledger is held only at the end,
    so that others may write meanwhile.
    """
    with _writing():
        for day in days:
            decide_day(day, known_importers)
        for day in days:
            inspect_day(day)
            dispose_day(day)
        write_all(WRITTEN)
        days[0].journal.write_states()
        days[0].journal.flush()


@contextmanager
def _writing() -> Iterator[None]:
    gc.disable()  # millions of rows, none of them in a ring: looking for rings takes a third of the time
    try:
        with transaction.atomic():
            yield
    finally:
        forget_all((*WRITTEN, STEP))
        gc.enable()


def _refuse_a_second_time(scripts: Sequence[DayScript]) -> None:
    keys = [f"bulk|{case.key}" for script in scripts for case in script.cases]
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM declarations_notice WHERE request_key = ANY(%s) LIMIT 1", [keys])
        if cursor.fetchone() is not None:
            day = scripts[0].day.isoformat()
            raise Conflict(Finding("rehearsal.finding.loaded_already", params={"day": day}))
