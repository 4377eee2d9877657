"""Acts on the standing of firms."""

from datetime import date, datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Conflict, Finding, NotFound, raise_if_blocked
from jiangang.methods.rules import apply
from jiangang.port.parties import permissions
from jiangang.port.parties.models import Standing
from jiangang.port.parties.rules import RULES, StandingFacts
from jiangang.port.parties.schemes import OFFICE


class _Subject:
    """A firm as the refusers see it."""

    def __init__(self, firm_id: int) -> None:
        self.firm_ids = frozenset({firm_id})


@operation(permission=permissions.SET_STANDING)
def set_standing(
    *,
    firm_id: int,
    category: str,
    valid_from: date,
    reason: str,
    valid_until: date | None = None,
    scheme: str = OFFICE,
    replaces_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Standing:
    """Grade a firm between two days; the latest row in force counts. Raises Refused with all findings.

    replaces_id: the row that this one corrects; a row is corrected once only (Conflict).
    """
    check_subject(actor, permissions.SET_STANDING, _Subject(firm_id))
    if not organisations.firm_names({firm_id}, actor.language):
        raise NotFound(Finding("parties.finding.firm_unknown", field="firm"))
    facts = StandingFacts(scheme, category, valid_from, valid_until, reason)
    findings, _ = apply(RULES, facts, actor.on)
    raise_if_blocked(findings)
    row = Standing.objects.create(
        firm_id=firm_id,
        scheme=scheme,
        category=category,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason.strip(),
        replaces=_replaced(replaces_id, firm_id, scheme),
        set_at=at,
        set_by=actor.key,
    )
    ledger.append(actor=actor, at=at, act="parties.standing.set", subject=f"firm:{firm_id}", rows=[row])
    return row


def _replaced(replaces_id: int | None, firm_id: int, scheme: str) -> Standing | None:
    if replaces_id is None:
        return None
    row = Standing.objects.filter(pk=replaces_id, firm_id=firm_id, scheme=scheme).first()
    if row is None:
        raise NotFound(Finding("parties.finding.standing_unknown", field="replaces"))
    if Standing.objects.filter(replaces=row).exists():
        raise Conflict(Finding("parties.finding.already_replaced", field="replaces"))
    return row
