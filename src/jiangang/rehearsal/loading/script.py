"""What happens to each consignment of a loaded day, and when. Pure and deterministic; who is drawn is not
said here.

Both ways of playing a day follow it: the operations one after another, and the load by COPY.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from jiangang.methods.chance.stream import Stream
from jiangang.rehearsal.world import Arrival, arrivals

STAGES = ("filed", "decided", "opened", "started", "recorded", "concluded", "disposed")
CLERKS = ("W001", "W002")
TARGETING, RELEASE = "T001", "R001"
SOURCE = "rehearsal"
SLOTS_EACH = 3  # of each consignment: the random stream, the inspectors, the units
COMMITTED, DECIDED, DRAWN = time(7, 30), time(11, 0), time(11, 10)
SHIPLOADS, FRUIT = 5, {"bananas": 3}  # of those that the rehearsed world lets arrive one in so many
MORE = 2
UNFINISHED_IN = 3  # of the last days' consignments one in three stands somewhere on the way


@dataclass(frozen=True, slots=True, eq=False)
class CaseScript:
    """One consignment: what arrives, who files it when, how far it comes, and the hours of each act."""

    arrival: Arrival
    key: str
    clerk: str
    stage: str
    filed_at: datetime
    opened_at: datetime
    started_at: datetime
    recorded_at: datetime
    confirmed_at: datetime
    disposed_at: datetime

    def comes_to(self, stage: str) -> bool:
        """Whether the consignment comes as far as a stage."""
        return STAGES.index(self.stage) >= STAGES.index(stage)


@dataclass(frozen=True, slots=True)
class DayScript:
    """One day: when its seeds are committed to, when targeting decides, when inspectors are drawn."""

    day: date
    committed_at: datetime
    decided_at: datetime
    drawn_at: datetime
    cases: tuple[CaseScript, ...]

    @property
    def slots(self) -> int:
        """How many draws the day may need."""
        return SLOTS_EACH * max(1, len(self.cases))


def day_script(seed: str, day: date, count: int, zone: ZoneInfo, *, unfinished: bool = False) -> DayScript:
    """The script of a day. With `unfinished` some cases are left on the way, so that the desks have work."""
    root = hashlib.sha256(f"load|{seed}|{day.isoformat()}".encode()).digest()
    at = {name: datetime.combine(day, hour, zone) for name, hour in _HOURS.items()}
    cases = tuple(
        _case(Stream(root, f"case|{arrival.index}"), arrival, seed, at["drawn"], unfinished)
        for arrival in _mixed(seed, day, count)
    )
    return DayScript(day, at["committed"], at["decided"], at["drawn"], cases)


def _mixed(seed: str, day: date, count: int) -> Iterator[Arrival]:
    """The day's arrivals with fewer of those that are inspected one and all: a port has few in a year."""
    kept = (
        arrival
        for arrival in arrivals(seed, day, MORE * count)
        if arrival.index % (SHIPLOADS if arrival.goods.by_vessel else FRUIT.get(arrival.goods.code, 1)) == 0
    )
    return islice(kept, count)


_HOURS = {"committed": COMMITTED, "decided": DECIDED, "drawn": DRAWN}


def _case(chance: Stream, arrival: Arrival, seed: str, drawn_at: datetime, unfinished: bool) -> CaseScript:
    midnight = drawn_at.replace(hour=0, minute=0)
    opened = drawn_at + timedelta(minutes=1 + chance.uniform_below(20))
    started = opened + timedelta(minutes=20 + chance.uniform_below(90))
    recorded = started + timedelta(minutes=30 + chance.uniform_below(120))
    confirmed = recorded + timedelta(minutes=5 + chance.uniform_below(15))
    left = unfinished and chance.uniform_below(UNFINISHED_IN) == 0
    return CaseScript(
        arrival=arrival,
        key=f"load|{seed}|{midnight.date().isoformat()}|{arrival.index}",
        clerk=CLERKS[arrival.index % len(CLERKS)],
        stage=STAGES[chance.uniform_below(len(STAGES) - 1)] if left else STAGES[-1],
        filed_at=midnight + timedelta(minutes=arrival.minute),
        opened_at=opened,
        started_at=started,
        recorded_at=recorded,
        confirmed_at=confirmed,
        disposed_at=confirmed + timedelta(minutes=10 + chance.uniform_below(170)),
    )


def spread(count: int, first: date, days: int) -> list[tuple[date, int]]:
    """How many consignments each day has: weekdays five times as many as days at a week-end."""
    dates = [first + timedelta(days=number) for number in range(days)]
    weights = [5 if day.weekday() < 5 else 1 for day in dates]
    total, gone, given = sum(weights), 0, 0
    found = []
    for day, weight in zip(dates, weights, strict=True):
        gone += weight
        due = count * gone // total
        found.append((day, due - given))
        given = due
    return [(day, number) for day, number in found if number]
