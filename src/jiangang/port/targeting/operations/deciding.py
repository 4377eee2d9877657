"""Deciding which lane consignments take: the random stream first, then the policy, then the way on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, hidden_firm_ids, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.policy import Lane
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.models import Decision
from jiangang.port.targeting.operations.preparing import Asked, ask_policy, decisions_from
from jiangang.port.targeting.queries import PolicyInForce, decisions_of, get_policy_in_force

DECIDABLE = "accepted"
DECIDED = "targeting.decision.made"
"""Event of a single decision; whoever decides many goes on with the outcomes."""

CONSEQUENCES = {Lane.GREEN: "release_by_document", Lane.RED: "await_inspection"}
"""How a consignment goes on from a lane; a yellow one stays targeted until its papers are checked, a held one
until the release officer has decided.
"""


PATHS = {
    lane.code: ("target", CONSEQUENCES[lane]) if lane in CONSEQUENCES else ("target",) for lane in Lane
} | {Decision.Lane.HELD.value: ("target",)}
"""The acts of the consignment's workflow that follow a lane, in turn."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A consignment that is locked for a decision, as the policy sees it."""

    asked: Asked
    consignment: Any


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """What came of one consignment: its decision (new, or of before), or the findings that stood against
    it.
    """

    consignment_id: int
    decision: Decision | None
    findings: tuple[Finding, ...] = ()
    is_new: bool = False


@operation(permission=permissions.DECIDE)
def decide(*, consignment_id: int, actor: Actor, at: datetime) -> Decision:
    """Decide an accepted consignment's lane and send it on; decided already, the first decision is returned.

    Raises Refused when no policy is in force or the consignment is not accepted, Forbidden for a recused
    actor, NotFound for an unknown consignment.
    """
    (row,) = declarations.get_consignments([consignment_id])
    check_subject(actor, permissions.DECIDE, row)
    (outcome,) = _decide([row], actor=actor, at=at)
    if outcome.decision is None:
        raise Refused(outcome.findings)
    if outcome.is_new:
        payload = {"consignment_id": row.id, "number": row.number, "lane": outcome.decision.lane}
        events.publish(DECIDED, payload, case=row.number, at=at)
    return outcome.decision


@operation(permission=permissions.DECIDE)
def decide_many(*, consignment_ids: Sequence[int], actor: Actor, at: datetime) -> list[DecisionOutcome]:
    """Decide many consignments at once, in their order, with the answers that `decide` would give.

    One that cannot be decided (not accepted, recused actor) has findings, the rest go on. Raises Refused when
    no policy is in force, NotFound when one of the consignments is unknown.
    """
    rows = declarations.get_consignments(consignment_ids)
    hidden = hidden_firm_ids(actor)
    outcomes = {
        outcome.consignment_id: outcome
        for outcome in _decide([row for row in rows if not row.firm_ids & hidden], actor=actor, at=at)
    }
    recused = Finding("targeting.finding.recused")
    return [outcomes.get(row.id) or DecisionOutcome(row.id, None, (recused,)) for row in rows]


def consequences_actor(on: date) -> Actor:
    """The part of the system that carries out what a policy has decided; it lends no hand to the case."""
    acts = {each.permission for each in declarations.CONSIGNMENT.transitions if each.act in _ACTS}
    return Actor.system("targeting", on=on, permissions=frozenset(acts))


_ACTS = frozenset({"target", *CONSEQUENCES.values()})


def _decide(
    rows: Sequence[declarations.ConsignmentRow], *, actor: Actor, at: datetime
) -> list[DecisionOutcome]:
    waiting = [row for row in rows if row.state == DECIDABLE]
    made = {}
    if waiting:
        # All that is only read is read before the ledger's turn is taken, for everybody else waits for it.
        policy = get_policy_in_force(office.local_day(at), at)
        first = declarations.first_filings([row.id for row in waiting])
        asked = {one.row.id: one for one in ask_policy(waiting, policy, first, at)}
        # Another clerk's are left to them. What an accepted notice says cannot change any more, so the rows
        # as they were read are good.
        locked = declarations.lock_in_state(list(asked), DECIDABLE)
        claimed = [Claimed(asked[row.pk], row) for row in locked]
        if claimed:
            made = {one.consignment_id: one for one in _make(claimed, policy, actor=actor, at=at)}
    decisions = made
    if len(made) < len(rows):
        decisions = decisions_of([row.id for row in rows if row.id not in made]) | made
    return [
        DecisionOutcome(row.id, decisions[row.id], is_new=row.id in made)
        if row.id in decisions
        else DecisionOutcome(row.id, None, (_not_decidable(row),))
        for row in rows
    ]


def _not_decidable(row: declarations.ConsignmentRow) -> Finding:
    params = {"number": row.number, "state": row.state}
    return Finding("targeting.finding.not_accepted", params=params)


def _make(claimed: Sequence[Claimed], policy: PolicyInForce, *, actor: Actor, at: datetime) -> list[Decision]:
    """Draw, decide and send on; one write of the ledger for all of it, last of all."""
    day = office.local_day(at)
    share = random_share(day)
    asked = [one.asked for one in claimed]
    draws, drawn = assignment.random_stream_unentered(
        cases={one.row.number: one.row.firm_ids for one in asked}, share=share, actor=actor, at=at
    )
    made = Decision.objects.bulk_create(
        decisions_from(asked, policy, draws, share=share, actor=actor, at=at), batch_size=1000
    )
    moved = declarations.move_along(
        [one.consignment for one in claimed],
        [PATHS[each.lane] for each in made],
        actor=consequences_actor(day),
        at=at,
    )
    targeted, sent_on = [acts[0] for acts in moved], [act for acts in moved for act in acts[1:]]
    entered = [
        _entry(each, one.asked.row, actor=actor, at=at) for each, one in zip(made, claimed, strict=True)
    ]
    ledger.append_many([*drawn, *targeted, *entered, *sent_on])
    for each, one in zip(made, claimed, strict=True):
        each.consignment, each.policy = one.consignment, policy.row
    return made


def random_share(day: date) -> Fraction:
    """The share of the random stream on a day, by the office's setting."""
    return assignment.read_share(str(office.get_setting("random_share", day)))


def _entry(decision: Decision, row: declarations.ConsignmentRow, *, actor: Actor, at: datetime) -> ledger.Act:
    return ledger.Act(
        actor=actor,
        at=at,
        act="targeting.decision.make",
        subject=f"decision:{decision.pk}",
        case=row.number,
        rows=[decision],
    )
