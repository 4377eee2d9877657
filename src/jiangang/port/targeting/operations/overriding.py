"""Overriding a lane: asked with a reason, granted by a second person where the risk is high."""

from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, NotFound, raise_if_blocked
from jiangang.port.targeting import permissions
from jiangang.port.targeting.casework import OpenCase, open_case, queue_case
from jiangang.port.targeting.models import Override, OverrideAnswer
from jiangang.port.targeting.operations.moving import change_lane
from jiangang.port.targeting.rules.overriding import (
    AnswerFacts,
    OverrideFacts,
    check_answer,
    check_case,
    check_override,
    needs_second,
)


@operation(permission=permissions.ASK_OVERRIDE)
def ask_override(  # the words of an override, all by keyword
    *,
    number: str,
    to_lane: str,
    reason_code: str,
    words: str,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Override:
    """Ask for another lane; where one person is enough it is in force at once, else it waits for a second.

    The same `request_key` again returns the first. Raises NotFound, Forbidden for an interest, Refused with
    all findings (`rules.overriding.check_override`): a random unit is never lowered.
    """
    case = open_case(number, actor, permissions.ASK_OVERRIDE)
    queue_case(case.decision.pk)
    known = Override.objects.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return known
    case = open_case(number, actor, permissions.ASK_OVERRIDE)
    facts = OverrideFacts(case.facts, to_lane, reason_code, words, office.local_day(at))
    raise_if_blocked(check_override(facts))
    override = Override.objects.create(
        decision=case.decision,
        from_lane=case.facts.lane,
        to_lane=to_lane,
        reason_code=reason_code,
        words=words.strip(),
        needs_second=needs_second(facts),
        request_key=request_key or None,
        asked_at=at,
        asked_by=actor.key,
    )
    rows: list[Override | OverrideAnswer] = [override]
    if not override.needs_second:
        rows.append(_answer(override, case, is_granted=True, words="", actor=actor, at=at))
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.override.ask",
        subject=f"override:{override.pk}",
        case=number,
        rows=rows,
    )
    return override


@operation(permission=permissions.ANSWER_OVERRIDE)
def answer_override(
    *, override_id: int, is_granted: bool, words: str = "", actor: Actor, at: datetime
) -> OverrideAnswer:
    """Grant or refuse what somebody else has asked for; answered the same way by oneself, nothing changes.

    Raises NotFound, Forbidden for an interest, Refused for one's own, an answered one, a refusal without
    words, or a case that has gone on meanwhile.
    """
    override = Override.objects.select_related("decision__consignment").filter(pk=override_id).first()
    if override is None:
        raise NotFound(Finding("targeting.finding.override_unknown"))
    number = override.decision.consignment.number
    queue_case(override.decision_id)
    case = open_case(number, actor, permissions.ANSWER_OVERRIDE)
    standing = OverrideAnswer.objects.filter(override=override).first()
    if standing is not None and (standing.answered_by, standing.is_granted) == (actor.key, is_granted):
        return standing
    against = [one for one in check_case(case.facts) if not one.code.endswith("override_pending")]
    raise_if_blocked(
        check_answer(
            AnswerFacts(override.asked_by, actor.key, is_granted, words, standing is not None, tuple(against))
        )
    )
    answer = _answer(override, case, is_granted=is_granted, words=words.strip(), actor=actor, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.override.grant" if is_granted else "targeting.override.refuse",
        subject=f"override:{override.pk}",
        case=number,
        rows=[answer],
    )
    return answer


def _answer(
    override: Override, case: OpenCase, *, is_granted: bool, words: str, actor: Actor, at: datetime
) -> OverrideAnswer:
    answer = OverrideAnswer.objects.create(
        override=override, is_granted=is_granted, words=words, answered_at=at, answered_by=actor.key
    )
    if is_granted:
        change_lane(case.row, override.to_lane, opinion=override.words, at=at)
    return answer
