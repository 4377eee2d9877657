"""The act of disposing of a consignment: release or refusal, once, with its notice number."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Finding, Forbidden, raise_if_blocked
from jiangang.methods.rules import apply
from jiangang.port.declarations import api as declarations
from jiangang.port.disposition import permissions
from jiangang.port.disposition.measures import all_measures
from jiangang.port.disposition.models import Decision, Disposition
from jiangang.port.disposition.queries import case_facts, consignment_of
from jiangang.port.disposition.rules import DECISION_RULES, DispositionFacts
from jiangang.port.disposition.workflow import HAND
from jiangang.port.inspection import api as inspection

SERIES = "disposition.notice"
DECIDED = "disposition.decision.made"
"""Event: a consignment was released or refused."""


@operation(permission=permissions.DECIDE)
def decide_disposition(  # the words of a decision, all by keyword
    *,
    consignment_id: int,
    outcome: str,
    measure: str = "",
    reason: str = "",
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Decision:
    """Release or refuse a consignment; returns the decision with its notice number.

    outcome: `release` or `refuse`; measure: what follows a refusal (`measures.toml`), whose legal basis is
    kept
    with the decision. The same `request_key` again returns the first decision. Raises Forbidden for a
    person with
    an interest or whose earlier hand on the case stays apart, Conflict when somebody has decided, Refused
    with all
    findings when the case is not ripe or the decision not whole.
    """
    _queue(f"disposition:{consignment_id}")
    consignment = consignment_of(consignment_id)
    check_subject(actor, permissions.DECIDE, consignment)
    known = (
        Decision.objects.select_related("disposition").filter(disposition__consignment=consignment).first()
    )
    if known is not None:
        if request_key and known.request_key == request_key:
            return known
        raise Conflict(_decided(known))
    against = workflow.check_hands(consignment.number, HAND, actor=actor, at=at)
    if against:
        raise Forbidden(against)
    facts = case_facts(
        consignment, outcome=outcome, measure=measure, reason=reason, day=local_day(at), actor=actor
    )
    findings, applied = apply(DECISION_RULES, facts, facts.day)
    raise_if_blocked(findings)
    disposition = _open(consignment_id, consignment.number, actor=actor, at=at)
    decision = _write(disposition, facts, request_key, actor=actor, at=at)
    disposition.decided_at = at
    workflow.move(disposition, outcome, case=consignment.number, actor=actor, at=at, opinion=reason.strip())
    act = "release_by_document" if outcome == "release" and consignment.state == "targeted" else outcome
    declarations.advance(consignment_id=consignment_id, act=act, actor=actor, at=at)
    _tell(decision, consignment.number, applied, actor=actor, at=at)
    return decision


def _tell(decision: Decision, case: str, applied: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """Publish the event and, last of all, append the ledger entry."""
    number = decision.disposition.number
    events.publish(DECIDED, {"number": number, "outcome": decision.outcome}, case=case, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act=f"disposition.decision.{decision.outcome}",
        subject=f"disposition:{number}",
        case=case,
        rows=[decision.disposition, decision],
        facts={"measure": decision.measure, "basis": decision.basis, "rules": list(applied)},
    )


def _open(consignment_id: int, case: str, *, actor: Actor, at: datetime) -> Disposition:
    number = numbering.issue(SERIES, subject=f"disposition:{case}", actor=actor, at=at)
    return Disposition.objects.create(number=number, consignment_id=consignment_id, opened_at=at)


def _write(
    disposition: Disposition, facts: DispositionFacts, request_key: str, *, actor: Actor, at: datetime
) -> Decision:
    found = inspection.find_by_consignment(disposition.consignment_id)
    ordered = all_measures().get(facts.measure)
    return Decision.objects.create(
        disposition=disposition,
        outcome=facts.outcome,
        basis=Decision.Basis.INSPECTION if found else Decision.Basis.DOCUMENTS,
        inspection_id=found.inspection_id if found else None,
        measure=facts.measure,
        legal_basis=ordered.basis_zh if ordered else "",
        reason=facts.reason.strip(),
        request_key=request_key or None,
        person_id=actor.person_id,
        decided_at=at,
        decided_by=actor.key,
    )


def _decided(known: Decision) -> Finding:
    params = {"number": known.disposition.number, "outcome": known.outcome}
    return Finding("disposition.finding.decided_already", params=params)


def _queue(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
