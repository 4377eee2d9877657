"""Letting a consignment go because nobody acted in the promised time. It is labelled and is no check."""

from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, raise_if_blocked
from jiangang.port.targeting import permissions
from jiangang.port.targeting.casework import open_case, queue_case
from jiangang.port.targeting.models import Outcome, TimeoutRelease
from jiangang.port.targeting.operations.moving import change_lane
from jiangang.port.targeting.operations.outcomes import queue_outcome, write_outcome
from jiangang.port.targeting.rules.overriding import OverdueFacts, check_overdue


@operation(permission=permissions.RELEASE_OVERDUE)
def release_overdue(*, number: str, words: str, actor: Actor, at: datetime) -> TimeoutRelease:
    """Release what waits beyond the promised time; the check that was ordered stands as missed.

    A second click returns the first release. Raises NotFound, Forbidden for an interest, Refused before the
    time, for a random unit, a binding check, a closed gate, or an inspection that has begun.
    """
    case = open_case(number, actor, permissions.RELEASE_OVERDUE)
    queue_case(case.decision.pk)
    known = TimeoutRelease.objects.filter(decision=case.decision).first()
    if known is not None:
        return known
    case = open_case(number, actor, permissions.RELEASE_OVERDUE)
    raise_if_blocked(check_overdue(OverdueFacts(case.facts, case.decision.promised_until, at, words)))
    if case.decision.promised_until is None:  # told by the rule already; for the reader and the type
        raise Refused(Finding("targeting.finding.not_overdue", params={"number": number}))
    release = TimeoutRelease.objects.create(
        decision=case.decision,
        lane=case.facts.lane,
        promised_until=case.decision.promised_until,
        words=words.strip(),
        released_at=at,
        released_by=actor.key,
    )
    queue_outcome(number)
    if not case.decision.outcomes.exists():
        write_outcome(case.decision, number, Outcome.Result.MISSED, release.words, actor=actor, at=at)
    change_lane(case.row, "green", opinion=release.words, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.timeout.release",
        subject=f"timeout:{release.pk}",
        case=number,
        rows=[release],
    )
    return release
