"""Loading an office with many consignments, so that its lists, figures and ledger are those of a busy year.

What is loaded is deterministic up to the draws, which are the office's own. Every guard of the database
stays on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.rehearsal.loading.script import spread
from jiangang.rehearsal.loading.sharing import Batch, load_one, share_out

BATCH = 2_000
REFUSED_EACH = 31  # one notice in thirty is refused; what is missing in the end comes on the last day
UNFINISHED_DAYS = 3
CAP = "inspector_daily_cap"


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


def load(
    order: LoadOrder, *, processes: int = 1, on_progress: Callable[[int], None] = lambda count: None
) -> int:
    """Load an office's days and return how many consignments were loaded; on_progress gets the number so far.

    Inspectors have no daily limit within the loaded days, for a handful of them does the work of a port.
    Raises Conflict when these days have been loaded with this seed already.
    """
    zone = office.time_zone(order.first)
    with transaction.atomic():
        _lift_the_cap(order)
    known = _importers()
    done = 0
    for loaded in share_out(list(_batches(order, zone)), known, processes):
        done += loaded
        on_progress(done)
    more = 0
    while done < order.count:
        more += 1
        rest = ((order.last, order.count - done),)
        done += load_one(Batch(f"{order.seed}+{more}", rest, zone, order.last), known)
    ledger.sign_checkpoint(office.clock())
    return done


def _batches(order: LoadOrder, zone: ZoneInfo) -> Iterator[Batch]:
    """The days of the load in batches of about `BATCH` consignments."""
    arriving = order.count + order.count // REFUSED_EACH
    latest = order.last - timedelta(days=UNFINISHED_DAYS)
    days: list[tuple[date, int]] = []
    for day, count in spread(arriving, order.first, order.days):
        days.append((day, count))
        if sum(number for _, number in days) >= BATCH:
            yield Batch(order.seed, tuple(days), zone, latest)
            days = []
    if days:
        yield Batch(order.seed, tuple(days), zone, latest)


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
