"""Loading an office with many consignments, so that its lists, figures and ledger are those of a busy year.

What is loaded is deterministic up to the draws, which are the office's own. Every guard of the database
stays on.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Conflict, Finding
from jiangang.rehearsal.day import Cast
from jiangang.rehearsal.loading.batch import WRITTEN, Day, cast_of
from jiangang.rehearsal.loading.deciding import decide_day
from jiangang.rehearsal.loading.disposing import dispose_day
from jiangang.rehearsal.loading.filing import file_day
from jiangang.rehearsal.loading.inspecting import inspect_day
from jiangang.rehearsal.loading.journal import STEP, Journal
from jiangang.rehearsal.loading.script import DayScript, day_script, spread
from jiangang.rehearsal.loading.tables import forget_all, write_all

BATCH = 2_000
REFUSED_EACH = 31  # one notice in thirty is refused; what is missing in the end comes on the last day
UNFINISHED_DAYS = 3
CAP = "inspector_daily_cap"
CODES = ("W001", "W002", "T001", "R001")


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """How much is loaded: consignments, the first day, days; `seed` says what arrives."""

    count: int
    first: date
    days: int
    seed: str = "load"

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)


def load(order: LoadOrder, *, on_progress: Callable[[int], None] = lambda count: None) -> int:
    """Load an office's days and return how many consignments were loaded; on_progress gets the number so far.

    Inspectors have no daily limit within the loaded days, for a handful of them does the work of a port.
    Raises Conflict when these days have been loaded with this seed already.
    """
    zone = office.time_zone(order.first)
    with transaction.atomic():
        _lift_the_cap(order)
    known = _importers()
    done = 0
    latest = order.last - timedelta(days=UNFINISHED_DAYS)
    arriving = order.count + order.count // REFUSED_EACH
    scripts = (
        day_script(order.seed, day, count, zone, unfinished=day > latest)
        for day, count in spread(arriving, order.first, order.days)
    )
    for batch in _batches(scripts):
        _refuse_a_second_time(batch)
        done += load_days(batch, known)
        on_progress(done)
    more = 0
    while done < order.count:
        more += 1
        rest = day_script(f"{order.seed}+{more}", order.last, order.count - done, zone, unfinished=True)
        done += load_days([rest], known)
    ledger.sign_checkpoint(office.clock())
    return done


def load_days(scripts: Sequence[DayScript], known_importers: set[int]) -> int:
    """Load days in one transaction and return how many consignments there were; refused notices come beside.

    known_importers: who has filed before; those of the days are added."""
    people_of_batch = Cast(scripts[0].day)
    for code in CODES:
        people_of_batch.of(code)
    gc.disable()  # millions of rows, none of them in a ring: looking for rings takes a third of the time
    try:
        with transaction.atomic():
            ledger.take_turn()
            journal = Journal()
            drawn: dict[int, Actor] = {}
            days = [
                Day(script, cast_of(people_of_batch, script.day), journal, people=drawn) for script in scripts
            ]
            for day in days:
                assignment.commit_day(
                    day=day.date,
                    slots=day.script.slots,
                    actor=day.cast.of("T001"),
                    at=day.script.committed_at,
                )
                file_day(day)
            journal.flush()
            for day in days:
                decide_day(day, known_importers)
                inspect_day(day)
                dispose_day(day)
            write_all(WRITTEN)
            journal.flush()
            return sum(len(day.cases) for day in days)
    finally:
        forget_all((*WRITTEN, STEP))
        gc.enable()


def _batches(scripts: Iterator[DayScript]) -> Iterator[list[DayScript]]:
    batch: list[DayScript] = []
    for script in scripts:
        batch.append(script)
        if sum(len(each.cases) for each in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lift_the_cap(order: LoadOrder) -> None:
    """No limit of cases a day within the loaded days; from the day after, the limit that was."""
    at: datetime = office.clock()
    before = office.get_setting(CAP, order.last)
    if not before:
        return
    actor = people.actor_by_code("A001", order.first)
    office.change_setting(
        key=CAP, value=before, valid_from=order.last + timedelta(days=1), actor=actor, at=at
    )
    office.change_setting(key=CAP, value=0, valid_from=order.first, actor=actor, at=at)


def _importers() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT importer_id FROM declarations_consignment WHERE importer_id IS NOT NULL"
        )
        return {row[0] for row in cursor.fetchall()}


def _refuse_a_second_time(batch: Sequence[DayScript]) -> None:
    keys = [f"bulk|{case.key}" for script in batch for case in script.cases]
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM declarations_notice WHERE request_key = ANY(%s) LIMIT 1", [keys])
        if cursor.fetchone() is not None:
            raise Conflict(
                Finding("rehearsal.finding.loaded_already", params={"day": batch[0].day.isoformat()})
            )
