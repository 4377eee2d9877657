"""Whether somebody may lay hands on an inspection: asked by every act, and before a form or button is
shown.
"""

from datetime import datetime

from jiangang.kernel.permissions import Actor, check_subject
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Forbidden
from jiangang.port.inspection import permissions
from jiangang.port.inspection.models import Inspection
from jiangang.port.inspection.queries import (
    InspectionView,
    current_inspectors,
    get_inspection,
    latest_result,
    load,
)
from jiangang.port.inspection.rules import check_assigned, check_other_hand
from jiangang.port.inspection.workflow import HAND


def check_hand(inspection: Inspection, actor: Actor, at: datetime) -> None:
    """Raise Forbidden with the reason when this actor may not lay hands on the inspection.

    In this order: an interest in the firm, not drawn, an earlier hand on the case that stays apart.
    """
    check_subject(actor, permissions.RECORD, inspection)
    findings = check_assigned(actor.person_id, current_inspectors(inspection))
    findings += workflow.check_hands(inspection.consignment.number, HAND, actor=actor, at=at)
    if findings:
        raise Forbidden(findings)


def person_of(actor: Actor) -> int:
    """The person behind the actor; raises Forbidden for a part of the system, which inspects nothing."""
    if actor.person_id is None:
        raise Forbidden(check_assigned(None, []))
    return actor.person_id


def against(inspection: Inspection, actor: Actor, at: datetime) -> list[Finding]:
    """Everything that keeps this actor from the next act on the inspection, to be shown before the button."""
    try:
        check_hand(inspection, actor, at)
    except Forbidden as refusal:
        return list(refusal.findings)
    result = latest_result(inspection)
    if inspection.state == "awaiting_second_hand" and result is not None:
        return check_other_hand(actor.person_id, result.person_id)
    return []


def standing_of(inspection_id: int, actor: Actor, at: datetime) -> list[Finding]:
    """As `against`, for the page of an inspection. Raises NotFound."""
    return against(load(inspection_id), actor, at)


def get_form(inspection_id: int, actor: Actor, at: datetime) -> InspectionView:
    """The inspection for its result form; raises Forbidden with the reason for whoever may not fill it in."""
    check_hand(load(inspection_id), actor, at)
    return get_inspection(inspection_id, actor)
