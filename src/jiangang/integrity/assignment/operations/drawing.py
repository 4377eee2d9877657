"""The draw itself, for one or thousands: slots in order, the entry to mix, the rows, the proofs.

Who may be drawn is settled by the caller; nothing here looks at people or firms.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from jiangang.integrity.assignment import seeds
from jiangang.integrity.assignment.models import DayCommitment, Draw, SlotCounter
from jiangang.integrity.assignment.operations.committing import lock_day, make_commitment
from jiangang.integrity.assignment.queries import (
    MixedEntry,
    latest_commitment,
    mixed_entries,
    sealed_of,
    standing_draws,
)
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.chance import SLOTS, DaySeeds, DrawProof, Pool, make_draw


@dataclass(frozen=True, slots=True)
class Order:
    """One draw to be made: `count` of the pool, for a purpose of a case. A repeated draw names what it
    replaces.
    """

    case: str
    purpose: str
    firm_ids: frozenset[int]
    pool: Pool
    count: int
    replaces: Draw | None = None
    reason: str = ""
    requested_by: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot that a draw uses up, of a commitment whose seeds are open."""

    commitment: DayCommitment
    committed_in: int
    number: int
    seeds: DaySeeds


Also = Callable[[Sequence[Draw]], Mapping[int, Sequence[Model]]]
"""Saves what belongs to new draws and gives these rows by draw, to be covered by the draws' entries."""


def make_draws(
    orders: Sequence[Order], *, actor: Actor, at: datetime, also: Also | None = None
) -> list[Draw]:
    """Make the draws in their order, within the caller's transaction; a case already drawn gives its standing
    draw.

    Every order's pool is large enough (`rules.check_pool`). Raises Refused when the day's sealed seed is
    lost.
    """
    ledger.take_turn()
    draws, entries = draw_unentered(orders, actor=actor, at=at, also=also)
    ledger.append_many(entries)
    return draws


def draw_unentered(
    orders: Sequence[Order], *, actor: Actor, at: datetime, also: Also | None = None
) -> tuple[list[Draw], list[ledger.Act]]:
    """As `make_draws`, with the entries of the new draws, for the caller to append together with its own.

    The caller has the ledger's turn (`ledger.take_turn`).
    """
    day = office.local_day(at)
    lock_day(day)
    known = standing_draws({(order.case, order.purpose) for order in orders if order.replaces is None})
    fresh = [order for order in orders if order.replaces or (order.case, order.purpose) not in known]
    made, entries = _make(fresh, also, actor=actor, at=at) if fresh else ([], [])
    by_key = known | {(draw.case, draw.purpose): draw for draw in made}
    return [by_key[order.case, order.purpose] for order in orders], entries


def _make(
    orders: Sequence[Order], also: Also | None, *, actor: Actor, at: datetime
) -> tuple[list[Draw], list[ledger.Act]]:
    draws = Draw.objects.bulk_create(prepare_draws(orders, actor=actor, at=at), batch_size=1000)
    others = also(draws) if also else {}
    entries = [
        ledger.Act(
            actor=actor,
            at=at,
            act="assignment.draw.make",
            subject=f"draw:{draw.pk}",
            case=draw.case,
            rows=[draw, *others.get(draw.pk, ())],
            facts={"purpose": draw.purpose, "mixed": draw.entry_id},
        )
        for draw in draws
    ]
    return draws, entries


def prepare_draws(orders: Sequence[Order], *, actor: Actor, at: datetime) -> list[Draw]:
    """Use up slots for the orders and return the rows of their draws unwritten.

    For `make_draws`, and for bulk loads that write the rows themselves; the day is locked by the caller.
    """
    day = office.local_day(at)
    slots = _take_slots(day, len(orders), actor=actor, at=at)
    entries = _entries(orders, slots, actor=actor, at=at)
    code = str(office.get_setting("code", day))
    return [
        _draw(order, slot, entry, code, actor=actor, at=at)
        for order, slot, entry in zip(orders, slots, entries, strict=True)
    ]


def _take_slots(day: date, wanted: int, *, actor: Actor, at: datetime) -> list[Slot]:
    """The next unused slots of the day, committing to a further series where the last one ends."""
    taken: list[Slot] = []
    while len(taken) < wanted:
        commitment = latest_commitment(day)
        if commitment is None or commitment.counter.next_slot >= commitment.slots:
            commitment = make_commitment(day, SLOTS, actor=actor, at=at)
        opened = seeds.open_seeds(sealed_of(commitment))
        counter = commitment.counter  # read under the lock of the day
        first = counter.next_slot
        counter.next_slot = min(commitment.slots, first + wanted - len(taken))
        here = SlotCounter.objects.filter(commitment=commitment, next_slot=first)
        if here.update(next_slot=counter.next_slot) != 1:
            raise RuntimeError(f"the day {day} was not locked while slots were taken")
        taken += [
            Slot(commitment, counter.ledger_sequence, number, opened)
            for number in range(first, counter.next_slot)
        ]
    return taken


def _entries(
    orders: Sequence[Order], slots: Sequence[Slot], *, actor: Actor, at: datetime
) -> list[MixedEntry]:
    """The entry to mix with each slot's seed: the acceptance when it came after the promise, else a new
    entry.

    An entry older than the promise would let whoever makes the seed know the outcome, so it is never mixed.
    """
    accepted = mixed_entries({order.case for order in orders if order.replaces is None})
    found: list[MixedEntry | None] = []
    for order, slot in zip(orders, slots, strict=True):
        entry = accepted.get(order.case) if order.replaces is None else None
        found.append(entry if entry and entry.sequence > slot.committed_in else None)
    missing = [order for order, entry in zip(orders, found, strict=True) if entry is None]
    opened = iter(
        ledger.append_many(
            ledger.Act(
                actor=actor,
                at=at,
                act="assignment.draw.open",
                subject=f"case:{order.case}",
                case=order.case,
                facts={"purpose": order.purpose},
            )
            for order in missing
        )
    )
    return [entry or MixedEntry.of(next(opened)) for entry in found]


def _draw(order: Order, slot: Slot, entry: MixedEntry, code: str, *, actor: Actor, at: datetime) -> Draw:
    reveal = slot.seeds.reveal(seeds.label(slot.commitment.series, slot.number))
    made = make_draw(
        reveal,
        office=code,
        subject=f"{order.case} {order.purpose}",
        entry_sequence=entry.sequence,
        entry_leaf_hash=entry.leaf_hash,
        pool=order.pool,
        count=order.count,
    )
    return Draw(
        commitment=slot.commitment,
        slot=slot.number,
        case=order.case,
        purpose=order.purpose,
        firm_ids=sorted(order.firm_ids),
        entry_id=entry.sequence,
        ledger_leaf_hash=entry.leaf_hash,
        pool=list(made.pool.eligible),
        excluded=[{"code": each, "reasons": list(reasons)} for each, reasons in made.pool.excluded],
        k=order.count,
        result=list(made.result),
        proof=DrawProof.of(made, reveal).as_dict(),
        drawn_at=at,
        drawn_by=actor.key,
        replaces=order.replaces,
        reason=order.reason,
        requested_by=order.requested_by,
        approved_by=actor.key if order.replaces else "",
    )
