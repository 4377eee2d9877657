"""The course of earned reductions: fed by outcomes, and by the acts of people, each with its reason."""

from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts
from jiangang.methods.targeting.standing import Happening, Standing
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import Decision, Outcome, StandingEvent
from jiangang.port.targeting.queries import policy_in_force, read_once
from jiangang.port.targeting.standing_facts import (
    BETWEEN,
    entities_touched,
    firm_of,
    programmes_of,
    standings_of,
)

FOLLOWS = {"clean": Happening.CLEAN, "found": Happening.FAILURE, "missed": Happening.OVERRIDDEN}
"""What an outcome is in a programme: a check that was ordered and not done is owed."""


class _Firms:
    """What refusers are asked about: the firm of an entity."""

    def __init__(self, entity: str) -> None:
        self.firm_ids = frozenset(
            {firm_id for part in entity.split(BETWEEN) if (firm_id := firm_of(part)) is not None}
        )


def standing_after_outcome(outcome: Outcome) -> list[StandingEvent]:
    """Enter an outcome into every programme of earned reduction that its consignment was in; to be called
    within the act that records the outcome. A second telling changes nothing.

    Only a physical inspection counts. A correction takes the first outcome's event back and stands in its
    place.
    """
    decision = outcome.decision
    if decision.lane != "red" and not decision.raises.filter(lane_after="red").exists():
        return []
    events = [
        event
        for programme, entity in _in_programmes(decision)
        if (event := _enter(programme, entity, decision, outcome)) is not None
    ]
    if events:
        at = outcome.occurred_at
        ledger.append(
            actor=Actor.system("targeting", on=office.local_day(at)),
            at=at,
            act="targeting.standing.follow",
            subject=f"decision:{decision.pk}",
            case=decision.consignment.number,
            rows=events,
        )
    return events


def _in_programmes(decision: Decision) -> list[tuple[str, str]]:
    """Programmes and entities of a decision, by the policy that decided it and the facts frozen with it."""
    policy = read_once(decision.policy.text)
    day = office.local_day(decision.decided_at)
    schema = {**FACTS, **policy.schema}
    programmes = programmes_of(policy, day)
    if not programmes:
        return []
    facts = ConsignmentFacts.from_dict(decision.facts, schema)
    return [(rule.code, entity) for rule in programmes for entity in entities_touched(rule, facts, schema)]


def _enter(programme: str, entity: str, decision: Decision, outcome: Outcome) -> StandingEvent | None:
    queue(f"standing:{programme}:{entity}")
    told = StandingEvent.objects.filter(programme=programme, entity=entity, outcome=outcome)
    if told.exists():
        return None
    earlier = StandingEvent.objects.filter(
        programme=programme,
        entity=entity,
        decision=decision,
        outcome__isnull=False,
        undone_by__isnull=True,
    ).first()
    happening = FOLLOWS[outcome.result]
    return StandingEvent.objects.create(
        programme=programme,
        entity=entity,
        firm_id=next(iter(_Firms(entity).firm_ids), None),
        happening=happening.value,
        reason=outcome.reason if happening is Happening.OVERRIDDEN else "",
        decision=decision,
        outcome=outcome,
        undoes=earlier,
        occurred_at=earlier.occurred_at if earlier else outcome.occurred_at,
        entered_at=outcome.occurred_at,
        entered_by=outcome.recorded_by,
    )


@operation(permission=permissions.LOCK_STANDING)
def lock_standing(*, programme: str, entity: str, reason: str, actor: Actor, at: datetime) -> StandingEvent:
    """Lock a standing: nothing is earned until somebody else unlocks it. Locked already, it is refused."""
    standing = _prepare(programme, entity, reason, actor, at)
    if standing.is_locked:
        raise Refused(Finding("targeting.finding.standing_locked"))
    return _act(programme, entity, Happening.LOCK, reason, None, actor=actor, at=at)


@operation(permission=permissions.LOCK_STANDING)
def unlock_standing(*, programme: str, entity: str, reason: str, actor: Actor, at: datetime) -> StandingEvent:
    """Unlock a standing; somebody else than who locked it does so, and it begins again from none."""
    standing = _prepare(programme, entity, reason, actor, at)
    if not standing.is_locked:
        raise Refused(Finding("targeting.finding.standing_not_locked"))
    lock = (
        StandingEvent.objects.filter(programme=programme, entity=entity, happening=Happening.LOCK.value)
        .order_by("-occurred_at", "-id")
        .first()
    )
    if lock is not None and lock.entered_by == actor.key:
        raise Refused(Finding("targeting.finding.same_hand_lock"))
    return _act(programme, entity, Happening.UNLOCK, reason, None, actor=actor, at=at)


@operation(permission=permissions.OVERRIDE_CHECK)
def override_check(
    *, programme: str, entity: str, consignment_number: str, reason: str, actor: Actor, at: datetime
) -> StandingEvent:
    """Note that an ordered check was let go: it is owed, and the next consignment of the enterprise is
    opened.

    Raises Refused when the consignment is not in the programme or its check was let go already, NotFound.
    """
    _prepare(programme, entity, reason, actor, at)
    decision = (
        Decision.objects.select_related("consignment", "policy")
        .filter(consignment__number=consignment_number)
        .first()
    )
    if decision is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": consignment_number}))
    check_subject(actor, permissions.OVERRIDE_CHECK, declarations.get_consignment(decision.consignment_id))
    if (programme, entity) not in _in_programmes(decision):
        params = {"number": consignment_number}
        raise Refused(Finding("targeting.finding.not_in_programme", params=params))
    let_go = StandingEvent.objects.filter(
        programme=programme, entity=entity, decision=decision, undone_by__isnull=True
    )
    if let_go.exists():
        raise Refused(Finding("targeting.finding.check_known", params={"number": consignment_number}))
    return _act(programme, entity, Happening.OVERRIDDEN, reason, decision, actor=actor, at=at)


def _prepare(programme: str, entity: str, reason: str, actor: Actor, at: datetime) -> Standing:
    queue(f"standing:{programme}:{entity}")
    check_subject(actor, permissions.LOCK_STANDING, _Firms(entity))
    policy = policy_in_force(office.local_day(at))
    known = policy is not None and any(
        rule.code == programme for rule in programmes_of(policy.text, office.local_day(at))
    )
    if not known and not StandingEvent.objects.filter(programme=programme).exists():
        raise NotFound(Finding("targeting.finding.programme_unknown", params={"programme": programme}))
    if not reason.strip():
        raise Refused(Finding("targeting.finding.reason_missing", field="reason"))
    return standings_of([(programme, entity)])[programme, entity]


def _act(
    programme: str,
    entity: str,
    happening: Happening,
    reason: str,
    decision: Decision | None,
    *,
    actor: Actor,
    at: datetime,
) -> StandingEvent:
    row = StandingEvent.objects.create(
        programme=programme,
        entity=entity,
        firm_id=next(iter(_Firms(entity).firm_ids), None),
        happening=happening.value,
        reason=reason.strip(),
        decision=decision,
        occurred_at=at,
        entered_at=at,
        entered_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act=f"targeting.standing.{happening.value}",
        subject=f"standing:{programme}:{entity}",
        case=decision.consignment.number if decision else "",
        rows=[row],
    )
    return row
