"""Loading decisions on consignments: release on documents or inspection, refusal, as `decide_disposition`."""

from typing import Any

from jiangang.port.disposition import api as disposition
from jiangang.rehearsal.loading.batch import DISPOSAL, DISPOSITION, NUMBER, Day, Extra, Loaded, issued
from jiangang.rehearsal.loading.script import RELEASE
from jiangang.rehearsal.loading.tables import table

SERIES = "disposition.notice"
RETURNED = {"outcome": "refuse", "measure": "return", "reason": "检出不合格，见施检记录。"}
RELEASED = {"outcome": "release", "measure": "", "reason": ""}


def words_for(conforming: bool | None) -> dict[str, str]:
    """What is decided on a result; a consignment that nobody inspected is released on its documents."""
    return RETURNED if conforming is False else RELEASED


def dispose_day(day: Day) -> None:
    """Dispose of the day's consignments that come so far: those of the yellow lane, then the inspected
    ones.
    """
    cases = [*day.reaching("disposed", "yellow"), *day.reaching("disposed", "red")]
    if not cases:
        return
    numbers = day.numbered(SERIES, [f"disposition:{case.number}" for case in cases])
    keys, decision_keys = table(DISPOSITION).keys(len(cases)), table(DISPOSAL).keys(len(cases))
    for case, number, key, decision_key in zip(cases, numbers, keys, decision_keys, strict=True):
        _dispose(day, case, number, key, decision_key)


def _dispose(day: Day, case: Loaded, number: Any, key: int, decision_key: int) -> None:
    actor, at = day.cast.of(RELEASE), case.script.disposed_at
    words = words_for(case.conforming)
    place, decisions = table(DISPOSITION), table(DISPOSAL)
    text = issued(number, actor=actor, at=at).text
    row = place.new(id=key, number=text, consignment_id=case.consignment.id, opened_at=at, decided_at=at)
    measure = disposition.all_measures().get(words["measure"])
    decision = decisions.new(
        id=decision_key,
        disposition_id=key,
        **words,
        basis="inspection" if case.inspection else "documents",
        inspection_id=case.inspection.id if case.inspection else None,
        legal_basis=measure.basis_zh if measure else "",
        person_id=actor.person_id,
        decided_at=at,
        decided_by=actor.key,
    )
    outcome = words["outcome"]
    step = day.journal.move(
        place, row, outcome, case=case.number, actor=actor, at=at, opinion=words["reason"]
    )
    on_documents = outcome == "release" and case.consignment.state == "targeted"
    day.advance(
        case,
        "release_by_document" if on_documents else outcome,
        actor=actor,
        at=at,
        extra=Extra([(table(NUMBER), number)], [step]),
    )
    day.publish(disposition.DECIDED, {"number": text, "outcome": outcome}, case=case.number, at=at)
    day.journal.enter(
        f"disposition.decision.{outcome}",
        subject=f"disposition:{text}",
        case=case.number,
        rows=[(place, row), (decisions, decision)],
        facts={
            "measure": words["measure"],
            "basis": decision.basis,
            "rules": list(disposition.decision_rules_on(day.date)),
        },
        actor=actor,
        at=at,
    )
