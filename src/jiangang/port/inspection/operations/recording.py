"""Acts on site and after: arriving, recording, confirming, disputing, correcting, adding evidence."""

from datetime import datetime

from jiangang.kernel.documents import api as documents
from jiangang.kernel.events import api as events
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Forbidden, Refused, raise_if_blocked
from jiangang.methods.rules import apply
from jiangang.port.declarations import api as declarations
from jiangang.port.inspection import outcome, permissions
from jiangang.port.inspection.checklists import get_checklist
from jiangang.port.inspection.content import ResultContent
from jiangang.port.inspection.hands import check_hand, person_of
from jiangang.port.inspection.models import Answer, Evidence, Found, Inspection, Result
from jiangang.port.inspection.operations.common import enter, finding, locked
from jiangang.port.inspection.queries import latest_result
from jiangang.port.inspection.rules import RESULT_RULES, ResultFacts, check_other_hand
from jiangang.port.inspection.workflow import HAND

CONCLUDED = "inspection.result.concluded"
"""Event: a result stands with all its hands."""


@operation(permission=permissions.RECORD)
def start_inspection(*, inspection_id: int, actor: Actor, at: datetime) -> Inspection:
    """Say that the inspectors are on site. A second click changes nothing.

    Raises Conflict when the consignment is not to be inspected any more.
    """
    inspection = locked(inspection_id)
    check_hand(inspection, actor, at)
    if inspection.state == "called_off" or inspection.consignment.state == "targeted":
        raise Conflict(finding("called_off", number=inspection.number))
    if inspection.state == "assigned":
        inspection.started_at = at
        workflow.move(inspection, "start", case=inspection.consignment.number, actor=actor, at=at)
        enter(inspection, "inspection.task.start", [], actor, at)
    return inspection


@operation(permission=permissions.RECORD)
def record_result(
    *, inspection_id: int, content: ResultContent, request_key: str = "", actor: Actor, at: datetime
) -> Result:
    """Record what was found; the recorder lends the first hand, and where one hand is enough it is concluded.

    request_key: the form's own key; sending the same form again returns the first result. After a dispute
    the new
    result names the disputed one. Raises Refused with all findings, Forbidden for who is not drawn, is
    recused or
    has lent another hand to the case, Conflict when a result is there already.
    """
    inspection = locked(inspection_id)
    check_hand(inspection, actor, at)
    known = _replayed(inspection, request_key)
    if known is not None:
        return known
    if inspection.state != "on_site":
        raise Conflict(finding("not_on_site", number=inspection.number, state=inspection.state))
    earlier = latest_result(inspection)
    reason = _last_opinion(inspection) if earlier else ""
    result, rows = _write_result(inspection, content, earlier, reason, request_key, actor=actor, at=at)
    _move_and_sign(inspection, "record", actor=actor, at=at)
    enter(inspection, "inspection.result.record", rows, actor, at, _facts_of(result))
    _conclude_if_enough(inspection, result, actor=actor, at=at)
    return result


@operation(permission=permissions.CONFIRM)
def confirm_result(*, inspection_id: int, opinion: str = "", actor: Actor, at: datetime) -> Inspection:
    """The second inspector confirms the result; the inspection is concluded. A second click changes nothing.

    Raises Forbidden for who is not drawn or recorded the result, Refused when hands are missing.
    """
    inspection = locked(inspection_id)
    check_hand(inspection, actor, at)
    if inspection.state == "concluded":
        return inspection
    result = _awaiting(inspection, actor)
    _conclude(inspection, result, actor=actor, at=at, opinion=opinion.strip())
    return inspection


@operation(permission=permissions.CONFIRM)
def dispute_result(*, inspection_id: int, opinion: str, actor: Actor, at: datetime) -> Inspection:
    """The second inspector does not agree and says why; the inspection goes back on site, the result stays
    on record.
    """
    inspection = locked(inspection_id)
    check_hand(inspection, actor, at)
    raise_if_blocked([] if opinion.strip() else [finding("reason_missing", field="opinion")])
    _awaiting(inspection, actor)
    workflow.move(
        inspection, "dispute", case=inspection.consignment.number, actor=actor, at=at, opinion=opinion.strip()
    )
    enter(inspection, "inspection.result.dispute", [], actor, at)
    return inspection


@operation(permission=permissions.CORRECT)
def correct_result(  # the words of a correction, all by keyword
    *,
    inspection_id: int,
    content: ResultContent,
    reason: str,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Result:
    """Correct a concluded result while nothing has been decided on it; the new result names the one it
    replaces.

    The correction needs as many hands as the result did. Raises Conflict once the consignment is disposed of,
    Refused without a reason.
    """
    inspection = locked(inspection_id)
    check_hand(inspection, actor, at)
    known = _replayed(inspection, request_key)
    if known is not None:
        return known
    raise_if_blocked([] if reason.strip() else [finding("reason_missing", field="reason")])
    if inspection.state != "concluded" or inspection.consignment.state != "inspected":
        raise Conflict(finding("not_correctable", number=inspection.number))
    earlier = latest_result(inspection)
    result, rows = _write_result(
        inspection, content, earlier, reason.strip(), request_key, actor=actor, at=at
    )
    _move_and_sign(inspection, "correct", actor=actor, at=at)
    enter(inspection, "inspection.result.correct", rows, actor, at, _facts_of(result))
    _conclude_if_enough(inspection, result, actor=actor, at=at)
    return result


@operation(permission=permissions.RECORD)
def add_evidence(*, inspection_id: int, upload: documents.Upload, actor: Actor, at: datetime) -> Evidence:
    """Keep a photograph or paper with the inspection and its latest result. Raises as
    `documents.store_document`.
    """
    inspection = locked(inspection_id)
    check_hand(inspection, actor, at)
    stored = documents.store_document(upload=upload, actor=actor, at=at)
    evidence = Evidence.objects.create(
        inspection=inspection,
        result=latest_result(inspection),
        document_id=stored.id,
        added_at=at,
        added_by=actor.key,
    )
    enter(inspection, "inspection.evidence.add", [evidence], actor, at)
    return evidence


def _write_result(  # one row with everything it names
    inspection: Inspection,
    content: ResultContent,
    earlier: Result | None,
    reason: str,
    request_key: str,
    *,
    actor: Actor,
    at: datetime,
) -> tuple[Result, list[Result | Answer | Found]]:
    facts = ResultFacts(get_checklist(inspection.checklist), inspection.units_planned, content)
    raise_if_blocked(apply(RESULT_RULES, facts, local_day(at))[0])
    result = Result.objects.create(
        inspection=inspection,
        version=earlier.version + 1 if earlier else 1,
        replaces=earlier,
        reason=reason,
        conforming=content.conforming,
        units_opened=content.units_opened,
        remarks=content.remarks.strip(),
        request_key=request_key or None,
        person_id=person_of(actor),
        done_at=at,
    )
    answers = Answer.objects.bulk_create(
        Answer(
            result=result, item=item, outcome=content.answers[item], note=content.notes.get(item, "").strip()
        )
        for item in facts.checklist.items
    )
    found = Found.objects.bulk_create(
        Found(
            result=result,
            position=position,
            category=each.category,
            severity=each.severity,
            taxon=each.taxon.strip(),
            description=each.description.strip(),
            units_affected=each.units_affected,
        )
        for position, each in enumerate(content.found, start=1)
    )
    return result, [result, *answers, *found]


def _move_and_sign(inspection: Inspection, act: str, *, actor: Actor, at: datetime) -> None:
    case = inspection.consignment.number
    workflow.move(inspection, act, case=case, actor=actor, at=at)
    workflow.sign(inspection, HAND, case=case, actor=actor, at=at)


def _conclude_if_enough(inspection: Inspection, result: Result, *, actor: Actor, at: datetime) -> None:
    if not workflow.hands_missing(inspection.consignment.number, HAND, at, record=inspection):
        _conclude(inspection, result, actor=actor, at=at)


def _conclude(
    inspection: Inspection, result: Result, *, actor: Actor, at: datetime, opinion: str = ""
) -> None:
    inspection.concluded_at = at
    workflow.move(
        inspection, "confirm", case=inspection.consignment.number, actor=actor, at=at, opinion=opinion
    )
    enter(inspection, "inspection.result.confirm", [], actor, at, _facts_of(result))
    if inspection.consignment.state == "awaiting_inspection":
        declarations.advance(
            consignment_id=inspection.consignment_id, act="conclude_inspection", actor=actor, at=at
        )
    payload = {"inspection_id": inspection.pk, "conforming": result.conforming}
    events.publish(CONCLUDED, payload, case=inspection.consignment.number, at=at)
    outcome.tell_targeting(inspection, result, actor=actor, at=at)


def _awaiting(inspection: Inspection, actor: Actor) -> Result:
    result = latest_result(inspection)
    if inspection.state != "awaiting_second_hand" or result is None:
        raise Conflict(finding("not_awaiting", number=inspection.number))
    findings = check_other_hand(actor.person_id, result.person_id)
    if findings:
        raise Forbidden(findings)
    return result


def _replayed(inspection: Inspection, request_key: str) -> Result | None:
    if not request_key:
        return None
    known = Result.objects.filter(request_key=request_key).first()
    if known is not None and known.inspection_id != inspection.pk:
        raise Refused(finding("key_taken", field="request_key"))
    return known


def _last_opinion(inspection: Inspection) -> str:
    steps = [step.opinion for step in workflow.history_of(inspection) if step.act == "dispute"]
    return steps[-1] if steps else ""


def _facts_of(result: Result) -> dict[str, object]:
    return {"conforming": result.conforming, "units_opened": result.units_opened, "version": result.version}
