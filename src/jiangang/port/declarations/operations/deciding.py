"""What the counter decides on a notice: accept it, return it with everything that is wrong; and its
withdrawal.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, Permission, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused, Severity, raise_if_blocked
from jiangang.port.declarations import permissions
from jiangang.port.declarations.content import read_payload
from jiangang.port.declarations.models import Consignment, DeficiencyNotice, Notice
from jiangang.port.declarations.operations.examining import Examined, Registers, examine, plain_findings

ACCEPTED = "declarations.notice.accepted"
RETURNED = "declarations.notice.returned"
WITHDRAWN = "declarations.notice.withdrawn"
DECISIONS = frozenset({"accept", "return", "withdraw"})


@operation(permission=permissions.ACCEPT_NOTICE)
def accept_notice(
    *, consignment_id: int, version: int | None = None, opinion: str = "", actor: Actor, at: datetime
) -> Consignment:
    """Accept the current notice of a consignment, which goes on to targeting by an event.

    version: the notice that the clerk has read; raises Conflict when another one is current, or when somebody
    else has decided. Accepting again as the same person changes nothing. Raises Refused when a rule blocks.
    """
    consignment = locked(consignment_id, actor, permissions.ACCEPT_NOTICE)
    if consignment.accepted_by == actor.key and consignment.state != "submitted":
        return consignment
    _check_current(consignment, version, actor)
    notice = current_notice(consignment)
    examined = re_examine(consignment, notice, actor=actor, at=at)
    raise_if_blocked(examined.findings)
    consignment.accepted_at, consignment.accepted_by = at, actor.key
    workflow.move(consignment, "accept", case=consignment.number, actor=actor, at=at, opinion=opinion)
    events.publish(ACCEPTED, event_payload(consignment, notice), case=consignment.number, at=at)
    _enter(consignment, "accept", [consignment], acceptance_facts(notice, examined), actor=actor, at=at)
    return consignment


@operation(permission=permissions.RETURN_NOTICE)
def return_notice(
    *, consignment_id: int, version: int | None = None, remarks: str = "", actor: Actor, at: datetime
) -> DeficiencyNotice:
    """Return a notice with one deficiency notice that lists every finding, and what the clerk adds in
    `remarks`.

    Raises Refused when there is nothing to mend and no remark, Conflict as `accept_notice`.
    """
    consignment = locked(consignment_id, actor, permissions.RETURN_NOTICE)
    _check_current(consignment, version, actor)
    notice = current_notice(consignment)
    examined = re_examine(consignment, notice, actor=actor, at=at)
    told = [finding for finding in examined.findings if finding.severity is not Severity.NOT_CHECKED]
    if not remarks.strip() and not any(_to_mend(finding) for finding in told):
        raise Refused(Finding("declarations.finding.nothing_to_mend", field="remarks"))
    row = DeficiencyNotice.objects.create(
        notice=notice,
        findings=plain_findings(told),
        rules=list(examined.rules),
        remarks=remarks.strip(),
        issued_at=at,
        issued_by=actor.key,
    )
    workflow.move(consignment, "return", case=consignment.number, actor=actor, at=at, opinion=remarks.strip())
    events.publish(RETURNED, event_payload(consignment, notice), case=consignment.number, at=at)
    _enter(consignment, "return", [consignment, row], {"version": notice.version}, actor=actor, at=at)
    return row


@operation(permission=permissions.WITHDRAW_NOTICE)
def withdraw_notice(*, consignment_id: int, reason: str, actor: Actor, at: datetime) -> Consignment:
    """Withdraw a consignment before it is targeted, with a reason; the number stays used."""
    consignment = locked(consignment_id, actor, permissions.WITHDRAW_NOTICE)
    if not reason.strip():
        raise Refused(Finding("declarations.finding.reason_missing", field="reason"))
    workflow.move(
        consignment, "withdraw", case=consignment.number, actor=actor, at=at, opinion=reason.strip()
    )
    notice = current_notice(consignment)
    events.publish(WITHDRAWN, event_payload(consignment, notice), case=consignment.number, at=at)
    _enter(consignment, "withdraw", [consignment], {"version": notice.version}, actor=actor, at=at)
    return consignment


def locked(consignment_id: int, actor: Actor, permission: Permission) -> Consignment:
    """The consignment, locked; NotFound for another firm's, Forbidden when a refuser objects.

    The ledger's turn is taken first, as every act does that locks something and appends at its end.
    """
    ledger.take_turn()
    consignment = Consignment.objects.select_for_update().filter(pk=consignment_id).first()
    if consignment is None or (actor.firm_id is not None and actor.firm_id not in consignment.firm_ids):
        raise NotFound(Finding("declarations.finding.consignment_unknown"))
    check_subject(actor, permission, consignment)
    return consignment


def current_notice(consignment: Consignment) -> Notice:
    """The notice in force of a consignment."""
    return Notice.objects.get(consignment=consignment, version=consignment.version)


def re_examine(consignment: Consignment, notice: Notice, *, actor: Actor, at: datetime) -> Examined:
    """Ask the rules of the day about a filed notice."""
    content, unread = read_payload(notice.payload)
    registers = Registers.read([content], office.local_day(at), actor)
    return examine(content, unread, registers=registers, actor=actor, consignment_id=consignment.pk)


def event_payload(consignment: Consignment, notice: Notice) -> dict[str, Any]:
    """What listeners are told: ids and number, no content."""
    return {"consignment_id": consignment.pk, "number": consignment.number, "notice_id": notice.pk}


def acceptance_facts(notice: Notice, examined: Examined) -> dict[str, Any]:
    """What the ledger says of an acceptance: which notice, what was found, by which rules."""
    codes = sorted({finding.code for finding in examined.findings})
    return {"version": notice.version, "findings": codes, "rules": list(examined.rules)}


def _check_current(consignment: Consignment, version: int | None, actor: Actor) -> None:
    if version is not None and version != consignment.version:
        seen = {"seen": version, "current": consignment.version}
        raise Conflict(Finding("declarations.finding.version_moved", params=seen))
    if consignment.state != "submitted":
        params = {"number": consignment.number, "by": _decider(consignment, actor.language)}
        raise Conflict(Finding("declarations.finding.decided_already", params=params))


def _decider(consignment: Consignment, language: str) -> str:
    """Who decided last on the notice, by name; the post when no person is known."""
    steps = [each for each in workflow.history(consignment.number) if each.act in DECISIONS]
    if not steps:
        return "–"
    step = steps[-1]
    names = people.names_of({step.person_id}, language) if step.person_id is not None else {}
    if names:
        return ", ".join(names.values())
    return next(iter(people.post_names((step.post,), language)), step.person_name(language))


def _to_mend(finding: Finding) -> bool:
    return finding.severity in (Severity.ERROR, Severity.WARNING)


def _enter(
    consignment: Consignment,
    act: str,
    rows: Sequence[Any],
    facts: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    ledger.append(
        actor=actor,
        at=at,
        act=f"declarations.notice.{act}",
        subject=f"consignment:{consignment.number}",
        case=consignment.number,
        rows=rows,
        facts=facts,
    )
