"""Promising a day's seeds before any of them is used."""

from datetime import date, datetime

from django.db import connection

from jiangang.integrity.assignment import permissions, seeds
from jiangang.integrity.assignment.models import DayCommitment, SlotCounter
from jiangang.integrity.assignment.queries import latest_commitment, sealed_of
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.chance import SLOTS
from jiangang.methods.findings import Finding, Refused

MOST_SLOTS = 200_000


@operation(permission=permissions.COMMIT_DAY)
def commit_day(*, day: date, slots: int = SLOTS, free: int = 1, actor: Actor, at: datetime) -> DayCommitment:
    """Promise a day's seeds: seal a master seed, enter the root in the ledger. The same day twice gives the
    first.

    slots: how many draws the day is good for; free: how many must be left. A further series is made when
    fewer are left in the last one, or when its sealed seed is lost. Raises Refused for a number of slots
    outside 1 to 200,000.
    """
    if not 1 <= slots <= MOST_SLOTS:
        raise Refused(Finding("assignment.finding.slots_outside", field="slots", params={"most": MOST_SLOTS}))
    ledger.take_turn()
    lock_day(day)
    latest = latest_commitment(day)
    if latest is not None and has_free_slots(latest, free) and not is_lost(latest):
        return latest
    return make_commitment(day, slots, actor=actor, at=at)


def lock_day(day: date) -> None:
    """Let those who may commit to a day follow one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"assignment:{day}"])


def has_free_slots(commitment: DayCommitment, wanted: int = 1) -> bool:
    """Whether a commitment is good for so many more draws."""
    return commitment.counter.next_slot + wanted <= commitment.slots


def is_lost(commitment: DayCommitment) -> bool:
    """Whether the sealed seed is gone or altered."""
    try:
        seeds.open_seeds(sealed_of(commitment))
    except Refused:
        return True
    return False


def make_commitment(day: date, slots: int, *, actor: Actor, at: datetime) -> DayCommitment:
    """Seal the next series of a day and enter it; the day is locked by the caller."""
    latest = latest_commitment(day)
    series = 0 if latest is None else latest.series + 1
    sealed = seeds.seal_new(day, series, slots)
    commitment = DayCommitment.objects.create(
        day=day, series=series, root=sealed.root, slots=slots, committed_at=at, committed_by=actor.key
    )
    entry = ledger.append(
        actor=actor,
        at=at,
        act="assignment.day.commit",
        subject=f"commitment:{commitment.pk}",
        facts={"day": day, "series": series, "slots": slots, "root": sealed.root},
        rows=[commitment],
    )
    SlotCounter.objects.create(commitment=commitment, ledger_sequence=entry.sequence)
    return commitment
