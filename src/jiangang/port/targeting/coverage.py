"""Coverage of ordered checks, and leakage by pathway: reading and counting. Every number names its
records.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.ranking.intervals import clopper_pearson
from jiangang.methods.targeting.leakage import Leakage, SmallStream, estimate_leakage
from jiangang.port.targeting.models import Decision, Outcome, OverrideAnswer
from jiangang.port.targeting.queries import released_overdue, visible_decisions

DIMENSIONS = ("lane", "rule", "section", "month")
PATHWAYS = ("origin", "chapter", "direction", "transport_mode", "departure")
STATES = ("done", "overridden", "missed", "timed_out", "open")
FOUND = Outcome.Result.FOUND.value
PIECE = 2_000
"""So many decisions are in memory at a time, whatever the period."""


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One ordered check and what became of it: `done`, `overridden`, `missed`, `timed_out` or `open`."""

    decision_id: int
    number: str
    decided_at: datetime
    lane: str
    rules: tuple[str, ...]
    section: str
    month: str
    is_random: bool
    state: str
    found: bool


@dataclass(slots=True)
class CoverageRow:
    """Checks of one rule, lane, section or month: ordered, and what became of them."""

    dimension: str
    value: str
    ordered: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))

    @property
    def due(self) -> int:
        """The denominator: every ordered check whose time is not still open."""
        return self.ordered - self.counts["open"]

    @property
    def interval(self) -> tuple[float, float, float] | None:
        """Share done with its exact 95 % interval; None where nothing is due yet."""
        if not self.due:
            return None
        found = clopper_pearson(self.counts["done"], self.due)
        return found.rate, found.low, found.high


@dataclass(frozen=True, slots=True)
class PathwayRow:
    """A pathway with its arrivals and what the random stream says of it, or why it says nothing."""

    pathway: str
    value: str
    arrivals: int
    checked: int
    found: int
    estimate: Leakage | None
    refusal: Finding | None


def decided_between(actor: Actor, first: date, last: date) -> QuerySet[Decision]:
    """The decisions of some days that the reader may see, in their order."""
    zone = office.time_zone(last)
    begin = datetime.combine(first, datetime.min.time(), zone)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    rows = visible_decisions(actor).filter(decided_at__gte=begin, decided_at__lt=end)
    return rows.order_by("decided_at", "id")


def check_records(decisions: QuerySet[Decision], zone_day: date) -> Iterator[CheckRecord]:
    """The ordered checks among decisions: physical inspections, with what became of each; read in pieces."""
    zone = office.time_zone(zone_day)
    rows = decisions.filter(lane=Decision.Lane.RED).values_list(
        "id", "consignment__number", "decided_at", "lane", "reasons", "section", "is_random"
    )
    for piece in _pieces(rows):
        ids = [row[0] for row in piece]
        results, lowered, timed_out = _results(ids), _lowered(ids), released_overdue(ids)
        for pk, number, at, lane, reasons, section, is_random in piece:
            yield CheckRecord(
                decision_id=pk,
                number=number,
                decided_at=at,
                lane=lane,
                rules=tuple(dict.fromkeys(one["rule"] for one in reasons if _orders(one))),
                section=section,
                month=at.astimezone(zone).strftime("%Y-%m"),
                is_random=is_random,
                state=_state(results.get(pk, ""), pk in lowered, pk in timed_out),
                found=results.get(pk) == FOUND,
            )


def _pieces(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """The rows in their order, so many at a time, from a cursor of the database's own."""
    found = rows.iterator(chunk_size=PIECE)
    while piece := list(islice(found, PIECE)):
        yield piece


def coverage_by(records: Iterable[CheckRecord], dimension: str) -> list[CoverageRow]:
    """Checks counted by `rule`, `lane`, `section` or `month`; one of two rules counts for both."""
    found: dict[str, CoverageRow] = {}
    for record in records:
        for value in values_of(record, dimension):
            row = found.setdefault(value, CoverageRow(dimension, value))
            row.ordered += 1
            row.counts[record.state] += 1
    return [found[value] for value in sorted(found)]


def values_of(record: CheckRecord, dimension: str) -> tuple[str, ...]:
    """Where a check is counted in a dimension; what no rule has ordered counts for its stream, in `-`."""
    if dimension == "rule":
        return record.rules or ("-",)
    return (str(getattr(record, dimension)) or "-",)


@dataclass(slots=True)
class PathwayTally:
    """A pathway's value, counted: arrivals, units drawn, and checked ones by (chance, found)."""

    arrivals: int = 0
    drawn: int = 0
    done: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def add(self, is_random: bool, propensity: str, result: str) -> None:
        """Only checks that were done say anything; a missed random unit is counted as drawn."""
        self.arrivals += 1
        self.drawn += is_random
        if is_random and result in ("clean", FOUND):
            self.done[propensity, result == FOUND] += 1


def leakage_by(decisions: QuerySet[Decision], pathway: str) -> list[PathwayRow]:
    """What the random stream says of each value of a pathway, the largest first; read in pieces."""
    of: dict[str, PathwayTally] = defaultdict(PathwayTally)
    rows = decisions.filter(is_admissible=True).values_list("id", "facts", "is_random", "propensity")
    for piece in _pieces(rows):
        results = _results([row[0] for row in piece if row[2]])
        for pk, facts, is_random, propensity in piece:
            of[pathway_of(facts, pathway)].add(is_random, propensity, results.get(pk, ""))
    return [
        _pathway(pathway, value, of[value]) for value in sorted(of, key=lambda one: (-of[one].arrivals, one))
    ]


def pathway_of(facts: dict[str, Any], pathway: str) -> str:
    """The value of a pathway that a decision's frozen facts state: of the first line of goods."""
    line = facts["lines"][0]["values"] if facts["lines"] else {}
    if pathway == "chapter":
        return str(line.get("hs") or "")[:2] or "-"
    return str(line.get(pathway) or facts["values"].get(pathway) or "-")


def _pathway(pathway: str, value: str, tally: PathwayTally) -> PathwayRow:
    """What a tally says; a missed random unit lowers what is known, and is counted."""
    checked = tally.done.total()
    found = sum(count for (_, is_found), count in tally.done.items() if is_found)
    marks = [is_found for (_, is_found), count in tally.done.items() for _ in range(count)]
    chances = [float(Fraction(chance)) for (chance, _), count in tally.done.items() for _ in range(count)]
    estimate, refusal = None, None
    try:
        estimate = estimate_leakage(marks, chances, tally.drawn, tally.arrivals)
    except SmallStream as small:
        params = {"count": checked, "needed": small.needed}
        refusal = Finding("targeting.finding.stream_too_small", Severity.NOTE, params=params)
    return PathwayRow(pathway, value, tally.arrivals, checked, found, estimate, refusal)


def _results(decision_ids: Sequence[int]) -> dict[int, str]:
    rows = Outcome.objects.filter(decision_id__in=decision_ids, replaced_by__isnull=True)
    return dict(rows.values_list("decision_id", "result"))


def _lowered(decision_ids: Sequence[int]) -> frozenset[int]:
    rows = OverrideAnswer.objects.filter(is_granted=True, override__decision_id__in=decision_ids)
    return frozenset(rows.exclude(override__to_lane="red").values_list("override__decision_id", flat=True))


def _state(result: str, is_lowered: bool, is_timed_out: bool) -> str:
    if is_timed_out:
        return "timed_out"
    if is_lowered:
        return "overridden"
    return {"": "open", "missed": "missed"}.get(result, "done")


def _orders(reason: dict[str, Any]) -> bool:
    return bool(reason["touches"]) and reason["lane"] == "red"


@dataclass(frozen=True, slots=True)
class StreamUnit:
    """One unit of the random stream with its chance and what its check showed."""

    number: str
    decided_at: datetime
    value: str
    propensity: str
    result: str


def stream_units(decisions: QuerySet[Decision], pathway: str, value: str) -> list[StreamUnit]:
    """The units of the random stream of a pathway's value, all of it where the value is empty."""
    rows = list(
        decisions.filter(is_random=True).values_list(
            "id", "consignment__number", "decided_at", "facts", "propensity"
        )
    )
    results = _results([row[0] for row in rows])
    units = [
        StreamUnit(number, at, pathway_of(facts, pathway), propensity, results.get(pk, ""))
        for pk, number, at, facts, propensity in rows
    ]
    return [unit for unit in units if not value or unit.value == value]
