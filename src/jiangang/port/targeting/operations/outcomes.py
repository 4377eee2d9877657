"""Recording what the check of a decided consignment showed."""

from datetime import datetime

from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Finding, NotFound, raise_if_blocked
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.models import Decision, Outcome
from jiangang.port.targeting.operations.standings import standing_after_outcome
from jiangang.port.targeting.rules.stated import OutcomeFacts, check_outcome


@operation(permission=permissions.RECORD_OUTCOME)
def record_outcome(
    *,
    consignment_number: str,
    result: str,
    reason: str = "",
    is_correction: bool = False,
    actor: Actor,
    at: datetime,
) -> Outcome:
    """Record what came of a decision: `clean`, `found` or `missed` (a random unit stays in the sample as
    missed).

    The same result again changes nothing. Another one is refused unless `is_correction` is set, with a
    reason; the first stays. Raises NotFound when the consignment was not decided.
    """
    queue_outcome(consignment_number)
    decision = Decision.objects.filter(consignment__number=consignment_number).first()
    if decision is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": consignment_number}))
    check_subject(actor, permissions.RECORD_OUTCOME, declarations.get_consignment(decision.consignment_id))
    return write_outcome(
        decision, consignment_number, result, reason, is_correction=is_correction, actor=actor, at=at
    )


def write_outcome(
    decision: Decision,
    consignment_number: str,
    result: str,
    reason: str,
    *,
    is_correction: bool = False,
    actor: Actor,
    at: datetime,
) -> Outcome:
    """Write an outcome within the caller's operation, which has checked who may; queued by the caller."""
    standing = decision.outcomes.filter(replaced_by__isnull=True).first()
    if standing is not None and standing.result == result and not is_correction:
        return standing
    facts = OutcomeFacts(
        result=result,
        reason=reason,
        lane=decision.lane,
        standing=standing.result if standing else "",
        replaces=is_correction and standing is not None,
    )
    raise_if_blocked(check_outcome(facts))
    row = Outcome.objects.create(
        decision=decision,
        result=result,
        reason=reason.strip(),
        replaces=standing,
        occurred_at=at,
        recorded_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.outcome.record",
        subject=f"decision:{decision.pk}",
        case=consignment_number,
        rows=[row],
    )
    standing_after_outcome(row)
    return row


def queue_outcome(consignment_number: str) -> None:
    """Let those who record on one consignment follow one another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"targeting.outcome:{consignment_number}"],
        )
