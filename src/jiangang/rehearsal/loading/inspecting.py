"""Loading inspections: draw, opening, arrival, result, second hand, outcome, as their operations write
them.
"""

from functools import lru_cache
from typing import Any

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.chance import Pool
from jiangang.port.inspection import api as inspection
from jiangang.rehearsal.day import LEAST_OPENED, OPENED_SHARE, Case, Clock, what_they_see
from jiangang.rehearsal.loading.batch import (
    ANSWER,
    ASSIGNED,
    FOUND,
    INSPECTION,
    INSPECTOR,
    NUMBER,
    OUTCOME,
    RESULT,
    SEARCH,
    Day,
    Loaded,
    issued,
)
from jiangang.rehearsal.loading.deciding import drawn, enter_draw
from jiangang.rehearsal.loading.script import TARGETING
from jiangang.rehearsal.loading.tables import table

HAND, SERIES = "inspect", "inspection.record"


def inspect_day(day: Day) -> None:
    """Inspect the day's red consignments as far as their scripts say."""
    cases = day.reaching("opened", "red")
    if not cases:
        return
    _draw_inspectors(day, cases)
    _draw_units(day, cases)
    numbers = day.numbered(SERIES, [f"inspection:{case.number}" for case in cases])
    keys = table(INSPECTION).keys(len(cases))
    for case, number, key in zip(cases, numbers, keys, strict=True):
        _open(day, case, number, key)
    for case in day.reaching("started", "red"):
        _start(day, case)
    recorded = day.reaching("recorded", "red")
    for case, key in zip(recorded, table(RESULT).keys(len(recorded)), strict=True):
        _record(day, case, key)


def units_to_open(units: int) -> int:
    """How many of a consignment's units are opened."""
    return min(units, max(LEAST_OPENED, units // OPENED_SHARE))


def _draw_inspectors(day: Day, cases: list[Loaded]) -> None:
    at = day.script.drawn_at
    count = workflow.hands_needed(HAND, at)[0]
    requests = [assignment.DrawRequest(case.number, case.consignment.firm_ids, count=count) for case in cases]
    pools, on_duty = assignment.pools_of(requests, at=at)
    orders = [
        assignment.Order(case.number, "inspector", case.consignment.firm_ids, pools[case.number], count)
        for case in cases
    ]
    draws = drawn(day, orders, at=dict.fromkeys((case.number for case in cases), at))
    place = table(ASSIGNED)
    keys = iter(place.keys(sum(len(draw.result) for draw in draws.values())))
    for case in cases:
        draw = draws[case.number]
        case.inspectors = tuple(on_duty[code].person_id for code in draw.result)
        rows = [
            place.new(id=next(keys), draw_id=draw.id, person_id=person_id, day=day.date)
            for person_id in case.inspectors
        ]
        enter_draw(day, draw, [(place, row) for row in rows])


def _draw_units(day: Day, cases: list[Loaded]) -> None:
    orders = []
    for case in cases:
        units = case.script.arrival.truth.units
        firm_ids = case.consignment.firm_ids
        orders.append(assignment.Order(case.number, "units", firm_ids, _marks(units), units_to_open(units)))
    draws = drawn(day, orders, at={case.number: case.script.opened_at for case in cases})
    for case in cases:
        case.opened = frozenset(int(unit) for unit in draws[case.number].result)


@lru_cache(maxsize=200)
def _marks(units: int) -> Pool:
    return Pool.of(str(unit) for unit in range(1, units + 1))


def _open(day: Day, case: Loaded, number: Any, key: int) -> None:
    actor, at = day.cast.of(TARGETING), case.script.opened_at
    place, people = table(INSPECTION), table(INSPECTOR)
    checklist = case.script.arrival.goods.checklist
    case.inspection = place.new(
        id=key,
        number=issued(number, actor=actor, at=at).text,
        consignment_id=case.consignment.id,
        checklist=checklist,
        checklist_version=inspection.get_checklist(checklist).version,
        units_planned=len(case.opened),
        opened_at=at,
        opened_by=actor.key,
    )
    keys = people.keys(len(case.inspectors))
    rows = [
        people.new(
            id=person_key, inspection_id=key, person_id=person_id, assigned_at=at, assigned_by=actor.key
        )
        for person_key, person_id in zip(keys, case.inspectors, strict=True)
    ]
    _index(case, key)
    _enter(
        day,
        case,
        "inspection.task.open",
        rows=[*((people, row) for row in rows), (table(NUMBER), number)],
        facts={"units": len(case.opened), "checklist": checklist},
        actor=actor,
        at=at,
    )


def _index(case: Loaded, key: int) -> None:
    place = table(SEARCH)
    found = inspection.findable(key, case.inspection.number, case.number, case.consignment.firm_ids)
    entry = found.as_entry()
    entry.id = place.keys(1)[0]
    place.rows.append(entry)


def _start(day: Day, case: Loaded) -> None:
    actor, at = day.person(case.inspectors[0]), case.script.started_at
    case.inspection.started_at = at
    step = day.journal.move(table(INSPECTION), case.inspection, "start", case=case.number, actor=actor, at=at)
    _enter(day, case, "inspection.task.start", steps=[step], actor=actor, at=at)


def _record(day: Day, case: Loaded, key: int) -> None:
    actor, at = day.person(case.inspectors[0]), case.script.recorded_at
    seen = Case(case.script.arrival, case.consignment.id, case.number, Clock(at), opened=case.opened)
    content = what_they_see(seen)
    case.conforming = content.conforming
    place = table(INSPECTION)
    how: dict[str, Any] = {"case": case.number, "actor": actor, "at": at}
    rows = _result_rows(case, content, key, actor=actor, at=at)
    steps = [
        day.journal.move(place, case.inspection, "record", **how),
        day.journal.sign(place, case.inspection, HAND, **how),
    ]
    facts = {"conforming": content.conforming, "units_opened": content.units_opened, "version": 1}
    _enter(day, case, "inspection.result.record", rows=rows, steps=steps, facts=facts, actor=actor, at=at)
    if case.script.comes_to("concluded"):
        _confirm(day, case, facts)


def _result_rows(
    case: Loaded, content: inspection.ResultContent, key: int, *, actor: Actor, at: Any
) -> list[Any]:
    results, answers, found = table(RESULT), table(ANSWER), table(FOUND)
    result = results.new(
        id=key,
        inspection_id=case.inspection.id,
        conforming=content.conforming,
        units_opened=content.units_opened,
        remarks=content.remarks.strip(),
        person_id=actor.person_id,
        done_at=at,
    )
    items = inspection.get_checklist(case.inspection.checklist).items
    rows: list[Any] = [(results, result)]
    for item, answer_key in zip(items, answers.keys(len(items)), strict=True):
        note = content.notes.get(item, "").strip()
        answer = answers.new(
            id=answer_key, result_id=key, item=item, outcome=content.answers[item], note=note
        )
        rows.append((answers, answer))
    for position, each in enumerate(content.found, start=1):
        one = found.new(
            id=found.keys(1)[0],
            result_id=key,
            position=position,
            category=each.category,
            severity=each.severity,
            taxon=each.taxon.strip(),
            description=each.description.strip(),
            units_affected=each.units_affected,
        )
        rows.append((found, one))
    return rows


def _confirm(day: Day, case: Loaded, facts: dict[str, Any]) -> None:
    at = case.script.confirmed_at
    actor = day.person(case.inspectors[-1])
    case.inspection.concluded_at = at
    step = day.journal.move(
        table(INSPECTION), case.inspection, "confirm", case=case.number, actor=actor, at=at
    )
    _enter(day, case, "inspection.result.confirm", steps=[step], facts=facts, actor=actor, at=at)
    day.advance(case, "conclude_inspection", actor=actor, at=at)
    payload = {"inspection_id": case.inspection.id, "conforming": case.conforming}
    day.publish(inspection.CONCLUDED, payload, case=case.number, at=at)
    place = table(OUTCOME)
    hand = Actor.system("inspection", on=day.date)
    outcome = place.new(
        id=place.keys(1)[0],
        decision_id=case.decision.id,
        result="clean" if case.conforming else "found",
        reason=case.inspection.number,
        occurred_at=at,
        recorded_by=hand.key,
    )
    day.journal.enter(
        "targeting.outcome.record",
        subject=f"decision:{case.decision.id}",
        case=case.number,
        rows=[(place, outcome)],
        actor=hand,
        at=at,
    )


def _enter(day: Day, case: Loaded, act: str, *, rows: Any = (), **words: Any) -> None:
    day.journal.enter(
        act,
        subject=f"inspection:{case.inspection.number}",
        case=case.number,
        rows=[(table(INSPECTION), case.inspection), *rows],
        **words,
    )
