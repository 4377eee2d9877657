"""How a decided consignment stands now: its lane after overrides, how far its check has come, what waits."""

from dataclasses import dataclass

from django.db import connection

from jiangang.kernel.permissions import Actor, Permission, check_subject
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting.models import Decision, Override
from jiangang.port.targeting.queries import visible_decisions
from jiangang.port.targeting.rules.overriding import CaseFacts

BEGUN = "start"
INSPECTION = "inspection.inspection"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A decision with what the rules of overriding look at."""

    decision: Decision
    row: declarations.ConsignmentRow
    facts: CaseFacts


def open_case(number: str, actor: Actor, permission: Permission) -> OpenCase:
    """The case of a consignment for an act on it.

    Raises NotFound when it was not decided or the actor may not know of it, Forbidden for an interest.
    """
    decision = visible_decisions(actor).filter(consignment__number=number).first()
    if decision is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": number}))
    row = declarations.get_consignment(decision.consignment_id)
    check_subject(actor, permission, row)
    return OpenCase(decision, row, _facts(decision, row))


def queue_case(decision_id: int) -> None:
    """Let those who act on one decision follow one another; the database's own check takes the same lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"targeting.override:{decision_id}"]
        )


def is_alerted(decision: Decision) -> bool:
    """Whether an alert touched it when it was decided."""
    return any(one.get("nature") == "alert" and one["touches"] for one in decision.reasons)


def _facts(decision: Decision, row: declarations.ConsignmentRow) -> CaseFacts:
    overrides = list(decision.overrides.select_related("answer"))
    granted = [one for one in overrides if hasattr(one, "answer") and one.answer.is_granted]
    steps = workflow.history(row.number)
    return CaseFacts(
        number=row.number,
        lane=granted[0].to_lane if granted else decision.lane,
        state=row.state,
        is_random=decision.is_random,
        is_held=not decision.is_admissible,
        is_mandatory="mandatory" in decision.streams,
        is_alerted=is_alerted(decision),
        has_begun=any(step.workflow == INSPECTION and step.act == BEGUN for step in steps),
        is_overridden=bool(granted),
        is_pending=any(not hasattr(one, "answer") for one in overrides),
    )


def get_override(override_id: int, actor: Actor) -> Override:
    """An override that the actor may know of, with its answer if any; raises NotFound."""
    rows = Override.objects.select_related("decision__consignment", "answer").filter(pk=override_id)
    found = rows.filter(decision__in=visible_decisions(actor).order_by().values("pk")).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.override_unknown"))
    return found


def overrides_of(decision_id: int) -> list[Override]:
    """The overrides of a decision with their answers, the newest first."""
    return list(Override.objects.select_related("answer").filter(decision_id=decision_id))
