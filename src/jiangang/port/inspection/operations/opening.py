"""Opening an inspection: the draw of its inspectors, their replacement."""

from collections.abc import Sequence
from datetime import datetime

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Finding, raise_if_blocked
from jiangang.port.declarations import api as declarations
from jiangang.port.inspection import permissions
from jiangang.port.inspection.checklists import all_checklists, get_checklist
from jiangang.port.inspection.indexing import index_inspection
from jiangang.port.inspection.models import AssignedInspector, Inspection
from jiangang.port.inspection.operations.common import enter, finding, locked, queue
from jiangang.port.inspection.sample import units_for
from jiangang.port.inspection.workflow import HAND

SERIES = "inspection.record"


@operation(permission=permissions.OPEN)
def open_inspection(
    *,
    consignment_id: int,
    inspectors: Sequence[int],
    units: int,
    checklist: str = "general",
    actor: Actor,
    at: datetime,
) -> Inspection:
    """Open the inspection of a consignment for the people whom the draw has named; a replay returns the
    first one.

    inspectors: person ids; units: packages to be opened. Raises Refused for no inspectors, no units, an
    unknown
    checklist.
    """
    queue(f"inspection:open:{consignment_id}")
    known = Inspection.objects.filter(consignment_id=consignment_id).order_by("-round").first()
    if known is not None:
        return _taken_up(known, actor=actor, at=at)
    raise_if_blocked(_against_opening(inspectors, units, checklist))
    inspection = Inspection(
        consignment_id=consignment_id,
        checklist=checklist,
        checklist_version=get_checklist(checklist).version,
        units_planned=units,
        opened_at=at,
        opened_by=actor.key,
    )
    case = inspection.consignment.number
    inspection.number = numbering.issue(SERIES, subject=f"inspection:{case}", actor=actor, at=at)
    inspection.save()
    people = _assign(inspection, inspectors, version=1, actor=actor, at=at)
    index_inspection(inspection)
    ledger.append(
        actor=actor,
        at=at,
        act="inspection.task.open",
        subject=f"inspection:{inspection.number}",
        case=case,
        rows=[inspection, *people],
        facts={"units": units, "checklist": checklist},
    )
    return inspection


@operation(permission=permissions.OPEN)
def assign_inspection(
    *, consignment_id: int, units: int = 0, checklist: str = "general", actor: Actor, at: datetime
) -> Inspection:
    """Draw the inspectors of a consignment and open its inspection; done already, the first one is returned.

    As many are drawn as the legal profile asks hands for. units: packages to be opened; 0 takes what
    `sample.units_for` gives for the declared packages. Raises as `draw_inspectors` and `open_inspection`.
    """
    consignment = declarations.get_consignment(consignment_id)
    check_subject(actor, permissions.OPEN, consignment)
    draw = assignment.draw_inspectors(
        consignment_number=consignment.number,
        firm_ids=consignment.firm_ids,
        count=max(1, workflow.hands_missing(consignment.number, HAND, at)),
        actor=actor,
        at=at,
    )
    packages = [line.packages for line in consignment.lines if line.packages]
    return open_inspection(
        consignment_id=consignment_id,
        inspectors=assignment.assigned_people(draw.case),
        units=units or units_for(sum(packages)),
        checklist=checklist,
        actor=actor,
        at=at,
    )


@operation(permission=permissions.OPEN)
def replace_inspectors(
    *, inspection_id: int, inspectors: Sequence[int], reason: str, actor: Actor, at: datetime
) -> Inspection:
    """Put the people of a new draw on an inspection that nobody has begun; the earlier ones stay on record.

    Raises Refused without a reason, Conflict when the inspection has begun.
    """
    inspection = locked(inspection_id)
    check_subject(actor, permissions.OPEN, inspection)
    if inspection.state != "assigned":
        raise Conflict(finding("begun_already", number=inspection.number))
    raise_if_blocked([] if reason.strip() else [finding("reason_missing", field="reason")])
    version = 1 + max(row.version for row in inspection.inspectors.all())
    people = _assign(inspection, inspectors, version=version, actor=actor, at=at, reason=reason.strip())
    enter(inspection, "inspection.task.reassign", people, actor, at)
    return inspection


@operation(permission=permissions.OPEN)
def call_off_inspection(*, consignment_id: int, actor: Actor, at: datetime) -> Inspection | None:
    """Call off the inspection of a consignment that is not to be inspected any more; it stays on record.

    Nothing where none was opened or somebody has begun. Called off already, nothing changes.
    """
    queue(f"inspection:open:{consignment_id}")
    found = Inspection.objects.filter(consignment_id=consignment_id).order_by("-round").first()
    if found is None:
        return None
    inspection = locked(found.pk)
    if inspection.state == "assigned":
        workflow.move(inspection, "call_off", case=inspection.consignment.number, actor=actor, at=at)
        enter(inspection, "inspection.task.call_off", [], actor, at)
    return inspection


def _taken_up(inspection: Inspection, *, actor: Actor, at: datetime) -> Inspection:
    """An inspection that is there already; one that was called off begins again with the same people."""
    if inspection.state == "called_off":
        inspection = locked(inspection.pk)
        workflow.move(inspection, "take_up", case=inspection.consignment.number, actor=actor, at=at)
        enter(inspection, "inspection.task.take_up", [], actor, at)
    return inspection


def _against_opening(inspectors: Sequence[int], units: int, checklist: str) -> list[Finding]:
    found = []
    if not inspectors or len(set(inspectors)) != len(inspectors):
        found.append(finding("no_inspectors", field="inspectors"))
    if units <= 0:
        found.append(finding("no_units", field="units"))
    if checklist not in all_checklists():
        found.append(finding("checklist_unknown", field="checklist", checklist=checklist))
    return found


def _assign(
    inspection: Inspection,
    people: Sequence[int],
    *,
    version: int,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> list[AssignedInspector]:
    return AssignedInspector.objects.bulk_create(
        AssignedInspector(
            inspection=inspection,
            version=version,
            person_id=person_id,
            assigned_at=at,
            assigned_by=actor.key,
            reason=reason,
        )
        for person_id in people
    )
