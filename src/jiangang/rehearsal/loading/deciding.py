"""Loading lanes: the random stream, the policy and the way on, as `targeting.decide_many` for a whole day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiangang.integrity.assignment import api as assignment
from jiangang.port.targeting import api as targeting
from jiangang.rehearsal.loading.batch import DECISION, DRAW, Day
from jiangang.rehearsal.loading.script import TARGETING
from jiangang.rehearsal.loading.tables import table


def decide_day(day: Day, known_importers: set[int]) -> None:
    """Decide the lanes of the day's accepted consignments.

    known_importers: those who have filed before; the day's are added. Acceptance has been flushed, for its
    entries
    are mixed with the seeds.
    """
    cases = day.reaching("decided")
    first = _first_filings(day, known_importers)
    at, actor = day.script.decided_at, day.cast.of(TARGETING)
    hand = targeting.consequences_actor(day.date)
    share = targeting.random_share(day.date)
    pool = assignment.stream_pool(share)
    draws = drawn(
        day,
        [
            assignment.Order(case.number, "random_stream", case.consignment.firm_ids, pool, 1)
            for case in cases
        ],
    )
    decisions = targeting.prepare_decisions(
        [case.prepared.as_row() for case in cases], draws, first, share=share, actor=actor, at=at
    )
    place = table(DECISION)
    for case, decision, key in zip(cases, decisions, place.keys(len(decisions)), strict=True):
        decision.id = key
        case.decision, case.lane = decision, decision.lane
        day.journal.enter(
            "targeting.decision.make",
            subject=f"decision:{key}",
            case=case.number,
            rows=[(place, decision)],
            actor=actor,
            at=at,
        )
    place.rows += decisions
    onward = {lane.code: act for lane, act in targeting.CONSEQUENCES.items()}
    for case in cases:
        act = onward.get(case.lane, "")
        day.advance(case, "target", actor=hand, at=at, goes_on=bool(act))
        if act:
            day.advance(case, act, actor=hand, at=at)


def drawn(
    day: Day, orders: list[assignment.Order], *, at: Mapping[str, datetime] | None = None
) -> dict[str, Any]:
    """Make the draws of these orders and enter them; by case. `at`: by case, else the hour of deciding."""
    actor = day.cast.of(TARGETING)
    hour = day.script.decided_at
    draws = assignment.prepare_draws(orders, actor=actor, at=hour)
    place = table(DRAW)
    for draw, key in zip(draws, place.keys(len(draws)), strict=True):
        draw.id = key
        draw.drawn_at = at[draw.case] if at else hour
    place.rows += draws
    for draw in draws:
        if (
            draw.purpose != "inspector"
        ):  # those are entered together with the people that they put on the case
            enter_draw(day, draw, [])
    return {draw.case: draw for draw in draws}


def enter_draw(day: Day, draw: Any, rows: list[Any]) -> None:
    """The ledger's entry about a draw, with the rows that belong to it."""
    day.journal.enter(
        "assignment.draw.make",
        subject=f"draw:{draw.id}",
        case=draw.case,
        rows=[(table(DRAW), draw), *rows],
        facts={"purpose": draw.purpose, "mixed": draw.entry_id},
        actor=day.cast.of(TARGETING),
        at=draw.drawn_at,
    )


def _first_filings(day: Day, known: set[int]) -> frozenset[int]:
    """Ids of the day's consignments that are the first ones of their importers, accepted or not."""
    first = set()
    for case in day.cases:
        importer = case.consignment.importer_id
        if importer not in known:
            known.add(importer)
            first.add(case.consignment.id)
    return frozenset(first)
