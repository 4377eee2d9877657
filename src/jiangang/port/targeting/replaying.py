"""Reading decided consignments and asking a policy about them again: for back-tests and shadow periods.

Writes nothing. The facts are those that were frozen with each decision; what a version asks and an old
decision did not keep is unknown.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.office import api as office
from jiangang.methods.targeting.batch import Compiled, compile_policy
from jiangang.methods.targeting.columns import Columns
from jiangang.methods.targeting.criteria import Gate, Lane
from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts
from jiangang.methods.targeting.policy import Policy as PolicyText
from jiangang.methods.targeting.thresholds import Cut, exploring_rate, fit_cut
from jiangang.port.targeting.models import Decision, Outcome, Policy
from jiangang.port.targeting.queries import read_once
from jiangang.port.targeting.rules.backtesting import (
    KNOWN,
    LANES,
    PLACES,
    Hours,
    Piece,
    Tally,
    draws_of,
    lanes_of,
    report,
)
from jiangang.port.targeting.rules.refilling import Added, Judged, lots_for, refill

PIECE = 2000
WINDOW, LEAST = 28, 50
"""Days that thresholds come from, and the fewest arrivals in them that say enough."""
HELD = Decision.Lane.HELD.value
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a replay: digests of what went in, and the report."""

    policy_id: int
    first_day: date
    last_day: date
    decisions: int
    inputs: dict[str, Any]
    input_digest: str
    result: dict[str, Any]
    result_digest: str


def replay(
    policy: Policy, first_day: date, last_day: date, *, as_on: date, hours: Hours, told: Told | None = None
) -> Replay:
    """Ask a version about every consignment decided in a period, as the version reads on one day.

    first_day, last_day: of the decisions, both included, in the office's days; as_on: dated criteria count as
    on this day; told: called with how many are done, of how many. The same decisions and outcomes give the
    same digests and the same digits.
    """
    meaning = read_once(policy.text)
    compiled, guards = compile_policy(meaning, as_on), compile_policy(without_permits(meaning), as_on)
    rows = decided_in(first_day, last_day)
    total, done, tally, seen = rows.count(), 0, Tally(), sha256()
    exploring = Fraction(str(office.get_setting("exploring_share", as_on)))
    for part in pieces(rows):
        results = standing_results(part)
        for row in part:
            seen.update(_line(row, results.get(row.pk, "")))
        lanes = [PLACES[row.lane] for row in part]
        known = [KNOWN[results.get(row.pk, "")] for row in part]
        random = np.fromiter((row.is_random for row in part), np.bool_, len(part))
        piece = Piece(np.array(lanes, np.uint8), np.array(known, np.uint8), random, judged_of(part))
        columns = columns_of(part, meaning)
        fill = partial(_fill, policy=policy, rows=part, exploring=exploring)
        guarded = guards.screen(columns).shut
        tally.add(piece, compiled.screen(columns), draws(policy.digest, part), guarded, fill)
        done += len(part)
        if told is not None:
            told(done, total)
    result = report(tally, hours)
    inputs = {
        "policy": policy.digest,
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "as_on": as_on.isoformat(),
        "hours": hours.as_dict(),
        "exploring": str(exploring),
        "decisions": seen.hexdigest(),
    }
    return Replay(policy.pk, first_day, last_day, done, inputs, digest_of(inputs), result, digest_of(result))


def without_permits(policy: PolicyText) -> PolicyText:
    """The gates of a policy with nothing permitted: each is closed to all goods that it is about."""
    return replace(policy, rules=(), gates=tuple(_without_permits(gate) for gate in policy.gates))


def _without_permits(gate: Gate) -> Gate:
    return replace(gate, permits=(), applies_when_unknown=False)


def decided_in(first_day: date, last_day: date) -> QuerySet[Decision]:
    """The decisions made on the office's days from the first to the last, in their order."""
    begin, end = day_begins(first_day), day_begins(last_day + timedelta(days=1))
    rows = Decision.objects.select_related("consignment", "policy")
    return rows.filter(decided_at__gte=begin, decided_at__lt=end).order_by("id")


def pieces(rows: QuerySet[Decision]) -> Iterator[list[Decision]]:
    """The decisions in pieces, in the order of their ids, without holding all of them."""
    last = 0
    while part := list(rows.filter(pk__gt=last)[:PIECE]):
        yield part
        last = part[-1].pk


def columns_of(rows: Sequence[Decision], meaning: PolicyText) -> Columns:
    """The frozen facts of decisions as columns for a policy; what a decision did not keep is unknown."""
    facts = []
    for row in rows:
        schema = {**FACTS, **read_once(row.policy.text).schema, **meaning.schema}
        stored = {
            **row.facts,
            "values": _known(row.facts["values"], schema),
            "lines": [{**line, "values": _known(line["values"], schema)} for line in row.facts["lines"]],
        }
        facts.append(ConsignmentFacts.from_dict(stored, schema))
    return Columns.of_facts(facts)


def standing_results(rows: Sequence[Decision]) -> dict[int, str]:
    """What stands of the decisions' outcomes, by decision."""
    found = Outcome.objects.filter(decision__in=[row.pk for row in rows], replaced_by__isnull=True)
    return dict(found.values_list("decision_id", "result"))


def judged_of(rows: Sequence[Decision]) -> Judged:
    """What the model of the time said of decisions, as they store it."""
    return Judged.of(
        [office.local_day(row.decided_at).toordinal() for row in rows],
        [row.worth for row in rows],
        [row.features.get("promise") for row in rows],
        [row.threshold_id is not None for row in rows],
    )


def _fill(
    judged: Judged,
    taken: NDArray[np.bool_],
    admissible: NDArray[np.bool_],
    *,
    policy: Policy,
    rows: Sequence[Decision],
    exploring: Fraction,
) -> Added:
    """What worth and exploring add on each day, up to the candidate's expected share of inspections."""
    target = read_once(policy.text).expected.get(Lane.RED)
    if target is None:
        judged = replace(judged, may=np.zeros(len(taken), np.bool_))
    lots = lots_for(policy.digest, [row.consignment.number for row in rows])
    return refill(judged, taken, admissible, lots, (target or Fraction(0), exploring))


def draws(digest: str, rows: Sequence[Decision]) -> Any:
    """The replay's draws for rules that take a share, uint64[n]."""
    return draws_of(digest, [row.consignment.number for row in rows])


def lanes_by(
    compiled: Compiled, policy: Policy, rows: Sequence[Decision]
) -> tuple[list[str], list[list[str]]]:
    """For each decision of one day the lane that a version would give, and the rules touching.

    The random stream comes first, then the version's criteria, then worth by the model of the time and
    exploring, held against what would have kept the version's share in the days before.
    """
    answers = compiled.screen(columns_of(rows, compiled.policy))
    lanes, _ = answers.settle(draws(policy.digest, rows))
    random = np.fromiter((row.is_random for row in rows), np.bool_, len(rows))
    opened = random | (answers.admissible & _beyond(policy, compiled.on, rows))
    lanes = np.where(opened, np.uint8(Lane.RED), lanes)
    hits, codes = answers.hits, [rule.code for rule in answers.rules]
    names = [
        [code for code, hit in zip(codes, hits[:, place], strict=True) if hit] for place in range(len(rows))
    ]
    return [LANES[place] for place in lanes_of(answers, lanes, random)], names


def _beyond(policy: Policy, day: date, rows: Sequence[Decision]) -> NDArray[np.bool_]:
    """Which decisions worth or exploring would open under a version."""
    cut = cut_on(policy.pk, day)
    if cut is None:
        return np.zeros(len(rows), np.bool_)
    judged = judged_of(rows)
    lots = lots_for(policy.digest, [row.consignment.number for row in rows])
    rates = np.array([float(exploring_rate(cut.explore, each)) for each in judged.promise])
    least = np.inf if cut.worth is None else cut.worth
    return np.asarray((judged.worth >= least) | (lots < rates))


@lru_cache(maxsize=64)
def cut_on(policy_id: int, day: date) -> Cut | None:
    """The thresholds that a version would have on a day, from the 28 days before it and what the models of
    the time said; None where it states no share or too few were decided. Days that are over do not change.
    """
    policy = Policy.objects.get(pk=policy_id)
    compiled = compiled_on(policy, day)
    target = compiled.policy.expected.get(Lane.RED)
    before, worth, promise = [np.empty(0)], [np.empty(0)], [np.empty(0)]
    share = float(assignment.read_share(str(office.get_setting("random_share", day))))
    for part in pieces(decided_in(day - timedelta(days=WINDOW), day - timedelta(days=1))):
        answers = compiled.screen(columns_of(part, compiled.policy))
        judged, may = judged_of(part), answers.admissible
        before.append(1 - (1 - share) * (1 - answers.red_chances[may]))
        worth.append(judged.worth[may])
        promise.append(judged.promise[may])
    if target is None or sum(map(len, before)) < LEAST:
        return None
    exploring = Fraction(str(office.get_setting("exploring_share", day)))
    return fit_cut(np.concatenate(before), np.concatenate(worth), target, exploring, np.concatenate(promise))


def compiled_on(policy: Policy, on: date) -> Compiled:
    """A version made ready for a day."""
    return compile_policy(read_once(policy.text), on)


def day_begins(day: date) -> datetime:
    """The first moment of one of the office's days."""
    return datetime.combine(day, time.min, office.time_zone(day))


def digest_of(values: dict[str, Any]) -> str:
    """SHA-256 of plain JSON values, keys in order, without spaces, in UTF-8."""
    written = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def _known(values: dict[str, Any], schema: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in schema}


def _line(row: Decision, result: str) -> bytes:
    worth = None if row.worth is None else format(row.worth, "f")
    promise = row.features.get("promise", "")
    head = [row.consignment.number, row.lane, row.is_random, result, worth, promise, bool(row.threshold_id)]
    return (digest_of({"decision": head, "facts": row.facts}) + "\n").encode()
