"""Moving a consignment on behalf of a later department: targeting, inspection, disposition, certificates."""

from collections.abc import Sequence
from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Forbidden, NotFound
from jiangang.port.declarations.models import Consignment
from jiangang.port.declarations.workflow import CONSIGNMENT

LATER_ACTS = (
    "target",
    "await_inspection",
    "stand_down",
    "release_by_document",
    "conclude_inspection",
    "release",
    "refuse",
    "close",
)


@operation(open_because="each act has its own permission in the transition table, checked inside")
def advance(*, consignment_id: int, act: str, opinion: str = "", actor: Actor, at: datetime) -> Consignment:
    """Move a consignment along its workflow and enter the move in the ledger under the consignment's number.

    act: one of `LATER_ACTS`. Raises Forbidden when the actor lacks the transition's permission, Refused
    when the table knows no such act from its state, NotFound. To be called inside the caller's own operation.
    """
    return advance_many(consignment_ids=[consignment_id], act=act, actor=actor, at=at, opinion=opinion)[0]


@operation(open_because="each act has its own permission in the transition table, checked inside")
def advance_many(
    *, consignment_ids: Sequence[int], act: str, opinion: str = "", actor: Actor, at: datetime
) -> list[Consignment]:
    """As `advance` for many consignments at once, all or none; in the order of the ids."""
    _check_may(act, actor)
    ledger.take_turn()
    found = {
        row.pk: row
        for row in Consignment.objects.select_for_update().filter(pk__in=consignment_ids).order_by("pk")
    }
    if len(found) != len(set(consignment_ids)):
        raise NotFound(Finding("declarations.finding.consignment_unknown"))
    rows = [found[consignment_id] for consignment_id in consignment_ids]
    for row in rows:
        check_subject(actor, _permission(act), row)
    steps = workflow.move_many(
        rows, act, cases=[row.number for row in rows], actor=actor, at=at, opinion=opinion
    )
    ledger.append_many(
        [
            ledger.Act(
                actor=actor,
                at=at,
                act=f"declarations.consignment.{act}",
                subject=f"consignment:{row.number}",
                case=row.number,
                rows=[row, step],
                facts={"state": row.state},
            )
            for row, step in zip(rows, steps, strict=True)
        ]
    )
    return rows


def lock_in_state(consignment_ids: Sequence[int], state: str) -> list[Consignment]:
    """Lock those of the consignments that are in a state now, in the order of the ids, until the act is over.

    The ledger's turn is taken first, as by every act. Others' are left out. Within the caller's operation.
    """
    ledger.take_turn()
    rows = Consignment.objects.select_for_update().filter(pk__in=consignment_ids).order_by("pk")
    found = {row.pk: row for row in rows if row.state == state}
    return [found[consignment_id] for consignment_id in consignment_ids if consignment_id in found]


def move_along(
    consignments: Sequence[Consignment], paths: Sequence[Sequence[str]], *, actor: Actor, at: datetime
) -> list[list[ledger.Act]]:
    """Move locked consignments along the acts of later departments in turn, as the system's own doing.

    Returns what is to be entered in the ledger of each, one act each, in order: the caller enters them
    together with its own act, in the same transaction. The last covers the consignment, each its step.
    Raises as `advance`.
    """
    for act in {act for acts in paths for act in acts}:
        _check_may(act, actor)
    cases = [row.number for row in consignments]
    taken = workflow.move_many_along(consignments, paths, cases=cases, actor=actor, at=at)
    return [
        [
            ledger.Act(
                actor=actor,
                at=at,
                act=f"declarations.consignment.{step.act}",
                subject=f"consignment:{row.number}",
                case=row.number,
                rows=[row, step] if step is steps[-1] else [step],
                facts={"state": step.target},
            )
            for step in steps
        ]
        for row, steps in zip(consignments, taken, strict=True)
    ]


def _permission(act: str) -> str:
    return next(each.permission for each in CONSIGNMENT.transitions if each.act == act)


def _check_may(act: str, actor: Actor) -> None:
    if act not in LATER_ACTS:
        raise ValueError(f"{act} is not an act of a later department")
    if _permission(act) not in actor.permissions:
        params = {"permission": _permission(act)}
        raise Forbidden(Finding("permissions.finding.not_held", params=params))
